import { z } from 'zod/v4';
import type { Currency, Ref } from '../../rules/entry.ts';
import { given } from '../../rules/given.ts';
import type { InvoiceLife, Period } from '../../rules/kpi/life.ts';
import type { Domain, OdooApi } from '../api.ts';
import { dayOrNone, decimal, id, many2oneNamed, many2oneNamedOrNone, text } from '../rows.ts';
import { byId, read, readByIds } from '../work/read.ts';
import type { EventRow } from './events.ts';
import { eventsOf } from './events.ts';
import type { PartRow } from './ledger.ts';
import { partOf } from './ledger.ts';

const move = z.object({
  id,
  display_name: text,
  move_type: z.enum(['out_invoice', 'out_refund']),
  state: z.enum(['draft', 'posted', 'cancel']),
  company_id: many2oneNamed,
  partner_id: many2oneNamed,
  team_id: many2oneNamedOrNone,
  amount_untaxed_signed: decimal,
  amount_total_signed: decimal,
  amount_residual_signed: decimal,
  invoice_date: dayOrNone,
  invoice_date_due: dayOrNone,
});
export type MoveRow = z.output<typeof move>;

/** Invoices the billing run drafted, and credit notes of them. */
const OURS: Domain = [
  ['move_type', 'in', ['out_invoice', 'out_refund']],
  '|',
  ['x_billing_key', '!=', false],
  ['reversed_entry_id.x_billing_key', '!=', false],
];

/** Those dated in the period, those not paid, whenever they are from, and `others`. */
export async function readMoves(
  api: OdooApi,
  { from, to }: Period,
  others: number[],
  within: Domain,
): Promise<MoveRow[]> {
  const counting: Domain = [
    '|',
    '&',
    ['invoice_date', '>=', from],
    ['invoice_date', '<=', to],
    '&',
    ['state', '=', 'posted'],
    ['amount_residual_signed', '!=', 0],
  ];
  const [found, more] = await Promise.all([
    read(api, 'account.move', [...counting, ...OURS, ...within], move, { names: true }),
    readByIds(api, 'account.move', 'id', others, move, { names: true, and: [...OURS, ...within] }),
  ]);
  return [...byId([...found, ...more]).values()];
}

export function lifeOf(
  row: MoveRow,
  currency: Currency,
  parts: PartRow[],
  events: EventRow[],
  isDisputed: boolean,
): InvoiceLife {
  return {
    id: row.id,
    record: `account.move,${row.id}`,
    name: row.display_name,
    kind: row.move_type === 'out_refund' ? 'credit-note' : 'invoice',
    state: row.state,
    company: row.company_id,
    customer: row.partner_id,
    currency,
    untaxed: row.amount_untaxed_signed,
    total: row.amount_total_signed,
    open: row.amount_residual_signed,
    ...given({ team: row.team_id, day: row.invoice_date, due: row.invoice_date_due }),
    parts: parts.map(partOf),
    events: eventsOf(events),
    isDisputed,
  };
}

/** A draft that was deleted: what its record tells of its requests is all there is. */
export function deletedLife(id: number, company: Ref, currency: Currency, events: EventRow[]): InvoiceLife {
  const last = events.reduce((one, other) => (one.x_number > other.x_number ? one : other));
  return {
    ...{ id, record: `x_billing_audit,${last.id}`, name: `Draft ${id}, deleted`, kind: 'invoice', state: 'deleted' },
    ...{ company, currency, untaxed: '0', total: '0', open: '0', parts: [], isDisputed: false },
    events: eventsOf(events),
  };
}
