import { z } from 'zod/v4';
import { isFixed } from '../../rules/fee/line.ts';
import type { Milestone, Work } from '../../rules/entry.ts';
import type { TermsVersion } from '../../rules/terms/schema.ts';
import { given } from '../../rules/given.ts';
import type { OdooApi } from '../api.ts';
import { id, text, textOrEmpty } from '../rows.ts';
import { readAdjustments } from './adjustments.ts';
import { milestone } from './milestones.ts';
import { readByIds } from './read.ts';

const attachment = z.object({ id, name: textOrEmpty, res_id: id, res_model: text });

/** Gives each work the milestones its agreements name, and those of order lines that are paid by a fixed fee. */
export async function attachMilestones(api: OdooApi, works: readonly Work[]): Promise<void> {
  const wanted = new Map(works.map((work) => [work, namedBy(work)]));
  const feeLines = works.flatMap((work) => (hasFee(work) ? fixedLines(work) : []));
  const named = [...wanted.values()].flat();
  if (named.length === 0 && feeLines.length === 0) return;
  const archived = { archived: true };
  const rows = [
    ...(await readByIds(api, 'project.milestone', 'id', named, milestone, archived)),
    ...(await readByIds(api, 'project.milestone', 'sale_line_id', feeLines, milestone, archived)),
  ];
  const found = new Map(rows.map((row) => [row.id, row]));
  const proofs = await readByIds(api, 'ir.attachment', 'res_id', [...found.keys()], attachment, {
    and: [['res_model', '=', 'project.milestone']],
  });
  const adjustments = await readAdjustments(api, new Map([['project.milestone', [...found.keys()]]]));
  for (const [work, ids] of wanted) {
    const lines = hasFee(work) ? fixedLines(work) : [];
    const own = [...found.values()].filter((row) => ids.includes(row.id) || lines.includes(row.sale_line_id ?? 0));
    if (own.length === 0) continue;
    work.milestones = own.map((row): Milestone => ({
      ...given({ adjustments: adjustments.get(`project.milestone,${row.id}`) }),
      id: row.id,
      name: row.name,
      reached: row.is_reached,
      ...(row.reached_date && { reachedOn: row.reached_date }),
      ...(row.deadline && { deadline: row.deadline }),
      share: row.quantity_percentage,
      ...(row.sale_line_id && { orderLineId: row.sale_line_id }),
      evidence: [
        ...proofs.filter((proof) => proof.res_id === row.id).map((proof) => proof.name),
        ...(row.x_billing_acceptance ? [row.x_billing_acceptance] : []),
      ],
    }));
  }
}

const hasFee = ({ agreements = [] }: Work): boolean =>
  agreements.some(({ versions }) => versions.some(({ fixedFee }) => fixedFee));

const fixedLines = ({ order }: Work): number[] => (order?.lines ?? []).filter(isFixed).map((line) => line.id);

/** Milestones the agreements name. */
export function namedBy({ agreements = [] }: Pick<Work, 'agreements'>): number[] {
  const references = agreements.flatMap(({ versions }) => versions.flatMap(milestonesOf));
  return references.flatMap((reference) => reference?.id ?? []);
}

const milestonesOf = ({ fixedFee, milestoneGates, holdback }: TermsVersion) => [
  ...(fixedFee?.schedule ?? []).map((row) => row.milestone),
  ...(milestoneGates ?? []).map((row) => row.milestone),
  ...(holdback?.releases ?? []).map((row) => row.milestone),
];
