import { expect } from 'vitest';
import { draftProposals } from '../../../src/billing/draft.ts';
import type { BillingOdoo, DraftOutcome, WorkScope } from '../../../src/billing/ports.ts';
import { propose } from '../../../src/billing/propose.ts';
import { proposalsOf } from '../../../src/rules/proposal/of.ts';
import type { Evaluation, Proposal } from '../../../src/rules/verdict.ts';
import type { World } from './world.ts';

export const TODAY = '2026-11-02';

/** A billing run as the shipped workflow makes it: collect, rules, draft. */
export async function billingRun(odoo: BillingOdoo, scope: Partial<WorkScope> = {}): Promise<DraftOutcome[]> {
  const works = await odoo.collectWork({ from: '2026-10-01', to: '2026-10-31', ...scope });
  const evaluations = propose(works, TODAY);
  const broken = evaluations.filter((evaluation) => !evaluation.identity.holds);
  if (broken.length) throw new Error(JSON.stringify(broken.map((evaluation) => evaluation.identity)));
  return draftProposals(
    odoo,
    evaluations.flatMap((evaluation) => evaluation.proposal ?? []),
  );
}

/** What becomes of the orders' work from October on; the identity of each holds. */
export async function evaluations(
  { drafting }: World,
  orders: { orderId: number }[],
  to = '2026-10-31',
): Promise<Evaluation[]> {
  const orderIds = orders.map(({ orderId }) => orderId);
  const found = propose(await drafting.collectWork({ from: '2026-10-01', to, orderIds }), TODAY);
  expect(found.flatMap(({ identity }) => identity.breaks)).toEqual([]);
  return found;
}

export const proposals = async (world: World, orders: { orderId: number }[], to?: string): Promise<Proposal[]> =>
  (await evaluations(world, orders, to)).flatMap(proposalsOf);
