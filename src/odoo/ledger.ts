import type { Part } from '../rules/verdict.ts';
import type { LedgerPart } from './actions.ts';

/** A row of the ledger as Odoo keeps it. Its floats are for reading and sums there; the exact quantity is text beside. */
export function ledgerPart(part: Part): LedgerPart {
  return {
    x_name: part.label ?? (part.description || part.entry),
    x_kind: part.kind,
    x_date: part.date,
    x_person: part.person?.name ?? '',
    x_quantity_exact: part.quantity,
    x_billed_exact: part.verdict === 'bill' ? (part.charge?.billed ?? part.quantity) : '',
    x_drawn_exact: part.drawn ?? '',
    x_unit: part.unit,
    x_reason: part.reason,
    x_rule: part.rule,
    x_terms: part.terms,
    x_arithmetic: part.arithmetic,
    x_inputs: Object.entries(part.inputs)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
    x_value: Number(part.value ?? 0),
    x_project_id: part.project?.id ?? false,
  };
}

/** `model,id` of a part's record. */
export function recordOf(part: Part): { model: string; id: number } {
  const [model = '', id = ''] = part.entry.split(',');
  return { model, id: Number(id) };
}
