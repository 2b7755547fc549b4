import type { BillingBasis, Work } from './entry.ts';

/** How a customer pays for an order, as contracts are told apart. */
export const BILLING_MODELS = ['time-and-materials', 'milestone', 'fixed-price', 'retainer'] as const;
export type BillingModel = (typeof BILLING_MODELS)[number];

/** Expenses come with any contract, and a down payment is no kind of one. */
const MODEL_OF: Partial<Record<BillingBasis, BillingModel>> = {
  time: 'time-and-materials',
  milestones: 'milestone',
  ordered: 'fixed-price',
  manual: 'fixed-price',
  delivered: 'fixed-price',
};

/** The models an order is sold by, all of its lines together; none for work without an order. */
export function modelsOf({ order, agreements = [] }: Pick<Work, 'order' | 'agreements'>): Set<BillingModel> {
  const lines = order?.lines.filter(({ holdback }) => !holdback) ?? [];
  const models = new Set(lines.flatMap(({ basis }) => MODEL_OF[basis] ?? []));
  const retained = agreements.some(({ versions }) =>
    versions.some(({ status, retainer }) => status !== 'draft' && retainer),
  );
  if (order && retained) models.add('retainer');
  return models;
}

/** Whether all an order is sold by is among these: an order is billed in one way, never half of it. */
export function isOfModels(work: Pick<Work, 'order' | 'agreements'>, models: readonly BillingModel[]): boolean {
  const own = modelsOf(work);
  return own.size > 0 && [...own].every((model) => models.includes(model));
}
