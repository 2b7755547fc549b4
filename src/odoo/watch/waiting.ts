import { z } from 'zod/v4';
import { dayOf } from '../../rules/days.ts';
import type { SubmittedExpense, Waiting, WaitingDraft } from '../../rules/watch/waiting.ts';
import type { OdooApi } from '../api.ts';
import { numberOf } from '../drafts.ts';
import { day, decimal, id, instant, many2oneNamed, many2oneNamedOrNone, text, textOrEmpty } from '../rows.ts';
import { read, readByIds } from '../work/read.ts';
import { among } from '../work/scope.ts';

const expense = z.object({
  id,
  name: textOrEmpty,
  date: day,
  employee_id: many2oneNamedOrNone,
  manager_id: many2oneNamedOrNone,
  sale_order_id: many2oneNamed,
  untaxed_amount_currency: decimal,
  currency_id: many2oneNamed,
});

const draft = z.object({
  id,
  name: textOrEmpty,
  partner_id: many2oneNamed,
  invoice_user_id: many2oneNamedOrNone,
  amount_untaxed: decimal,
  currency_id: many2oneNamed,
  create_date: instant,
});

export const link = z.object({ id, x_invoice: id, x_number: id, x_kind: text, x_name: textOrEmpty, x_at: instant });
type Link = z.output<typeof link>;

/** What is said about whom it waits for, until it is decided. */
export const ASKED = ['requested', 'step-opened', 'escalated', 'delegated'];
export const DECIDED = ['approved', 'rejected'];
export const CHANGED = ['edited', 'rate-override', 'tax-change', 'reset', 'voided'];

/** What waits for approval beside the work itself: three calls, one more per 3,000 drafts. */
export async function readWaiting(api: OdooApi, companyIds?: number[]): Promise<Waiting> {
  const [expenses, drafts] = await Promise.all([
    read(
      api,
      'hr.expense',
      [['state', '=', 'submitted'], ['sale_order_id', '!=', false], ...among('sale_order_id.company_id', companyIds)],
      expense,
      { names: true },
    ),
    read(
      api,
      'account.move',
      [['state', '=', 'draft'], ['x_billing_key', '!=', false], ...among('company_id', companyIds)],
      draft,
      { names: true },
    ),
  ]);
  const links = await readByIds(
    api,
    'x_billing_audit',
    'x_invoice',
    drafts.map((row) => row.id),
    link,
    { and: [['x_kind', 'in', [...ASKED, ...DECIDED, ...CHANGED]]] },
  );
  const ofDraft = Map.groupBy(links, ({ x_invoice: invoice }) => invoice);
  return {
    expenses: expenses.map(expenseOf),
    drafts: drafts.flatMap((row) => draftOf(row, ofDraft.get(row.id) ?? []) ?? []),
  };
}

function expenseOf(row: z.output<typeof expense>): SubmittedExpense {
  return {
    id: row.id,
    name: row.name,
    date: row.date,
    ...(row.employee_id && { person: row.employee_id }),
    ...(row.manager_id && { approver: row.manager_id }),
    orderId: row.sale_order_id.id,
    amount: row.untaxed_amount_currency,
    currency: row.currency_id.name,
  };
}

/** Undefined where the last word of its record is a decision. */
function draftOf(row: z.output<typeof draft>, links: Link[]): WaitingDraft | undefined {
  let waits: Pick<WaitingDraft, 'since' | 'asked'> | undefined = { since: dayOf(row.create_date) };
  for (const { x_kind: kind, x_name: what, x_at: at } of links.toSorted((a, b) => a.x_number - b.x_number)) {
    if (DECIDED.includes(kind)) waits = undefined;
    else if (ASKED.includes(kind))
      waits = { since: kind === 'requested' || !waits ? dayOf(at) : waits.since, asked: what };
    else if (kind === 'voided' || !waits) waits = { since: dayOf(at) };
  }
  return (
    waits && {
      id: row.id,
      name: numberOf(row),
      customer: row.partner_id,
      ...(row.invoice_user_id && { salesperson: row.invoice_user_id }),
      untaxed: row.amount_untaxed,
      currency: row.currency_id.name,
      ...waits,
    }
  );
}
