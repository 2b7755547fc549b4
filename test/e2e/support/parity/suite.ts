import { draftProposals } from '../../../../src/billing/draft.ts';
import type { BillingOdoo } from '../../../../src/billing/ports.ts';
import { propose } from '../../../../src/billing/propose.ts';
import { sum, text } from '../../../../src/money/decimal.ts';
import type { OdooApi } from '../../../../src/odoo/api.ts';
import type { Evaluation, Proposal } from '../../../../src/rules/verdict.ts';
import { pressCreateInvoices } from '../billed.ts';
import { TODAY } from '../run.ts';

/** An order both sides invoice. */
export interface Case {
  id: number;
  /** The order's own name in Odoo. */
  order: string;
  special: string;
  /** Last days of service of its invoices, one after the other. */
  until: string[];
}

/** One run of the use cases for these orders. @throws Error where the numbers don't add up or a draft is refused */
export async function invoiceByRules(
  odoo: BillingOdoo,
  orderIds: number[],
  to: string,
): Promise<Map<number, Evaluation>> {
  const evaluations = propose(await odoo.collectWork({ from: '2026-10-01', to, orderIds }), TODAY);
  const breaks = evaluations.flatMap(({ identity }) => identity.breaks);
  if (breaks.length) throw new Error(breaks.join('\n'));
  const proposals = evaluations.flatMap(({ proposal }) => proposal ?? []);
  const outcomes = await draftProposals(odoo, proposals);
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status !== 'drafted') throw new Error(JSON.stringify(outcome));
    promised(proposals[index] as Proposal, outcome.invoice);
  }
  return new Map(evaluations.map((evaluation) => [evaluation.orderId ?? 0, evaluation]));
}

/** What was proposed is what the invoice says, down payments and included taxes named. */
function promised(
  { orders: [{ orderName, lines }], total }: Proposal,
  invoice: { untaxed: string; total: string },
): void {
  const comparable = lines.every(({ taxIncluded }) => !taxIncluded) ? invoice.untaxed : undefined;
  if (comparable !== undefined && Number(comparable) !== Number(total))
    throw new Error(`${orderName}: ${total} proposed, ${comparable} on the invoice`);
}

/** What the wizard makes of an order when nobody asks it to leave anything, and what the rules left of that. */
export interface ByWizard {
  /** In the order's currency, tax included; a credit note counts as negative. */
  total: string;
  left: { lines: number[]; reasons: string[] };
}

/**
 * Odoo's own invoice of an order up to a day. Where the rules left lines of it, it is taken back, and the wizard is asked to
 * leave the same lines: all else is then comparable.
 */
export async function invoiceByWizard(
  api: OdooApi,
  { id, until }: Case,
  to: string,
  evaluation: Evaluation | undefined,
): Promise<ByWizard> {
  const period = until.length > 1 ? { date_end_invoice_timesheet: to } : {};
  const before = await invoicesOf(api, id);
  await pressCreateInvoices(api, id, period);
  const made = (await invoicesOf(api, id)).filter((invoice) => !before.includes(invoice));
  const rows = await api.searchRead('account.move', [['id', 'in', made]], {
    fields: ['amount_total_in_currency_signed'],
  });
  const total = text(sum(rows.map((row) => String(row.amount_total_in_currency_signed))));
  const sold = await api.searchRead('account.move.line', [['move_id', 'in', made]], { fields: ['sale_line_ids'] });
  const own = await api.searchRead(
    'sale.order.line',
    [
      ['id', 'in', sold.flatMap((line) => line.sale_line_ids as number[])],
      ['display_type', '=', false],
      ['is_downpayment', '=', false],
    ],
    { fields: ['qty_to_invoice'], order: 'id' },
  );
  const billed = new Set(evaluation?.proposal?.orders[0].lines.map(({ orderLineId }) => orderLineId));
  const lines = own.map((line) => line.id as number).filter((line) => !billed.has(line));
  if (lines.length === 0) return { total, left: { lines, reasons: [] } };

  await api.call('account.move', 'unlink', [made]);
  if (lines.length < own.length) await invoiceWithout(api, id, lines, period);
  return { total, left: { lines, reasons: reasonsFor(lines, evaluation) } };
}

async function invoiceWithout(api: OdooApi, orderId: number, lines: number[], period: object): Promise<void> {
  const rows = await api.searchRead('sale.order.line', [['id', 'in', lines]], { fields: ['qty_to_invoice'] });
  await api.call('sale.order.line', 'write', [lines, { qty_to_invoice: 0 }]);
  await pressCreateInvoices(api, orderId, { ...period });
  for (const { id, qty_to_invoice } of rows) await api.call('sale.order.line', 'write', [[id], { qty_to_invoice }]);
}

/** In the rules' own words. A line nobody says anything about would be left silently. */
function reasonsFor(lines: number[], evaluation: Evaluation | undefined): string[] {
  const reasons = lines.map((line) => {
    const parts = (evaluation?.parts ?? []).filter(({ orderLineId }) => orderLineId === line);
    const part = parts.find(({ verdict }) => verdict === 'pending' || verdict === 'hold');
    if (!part) throw new Error(`No reason why order line ${line} is left`);
    return `${part.verdict}: ${part.reason}`;
  });
  return [...new Set(reasons)];
}

export async function invoicesOf(api: OdooApi, orderId: number): Promise<number[]> {
  const [order] = await api.searchRead('sale.order', [['id', '=', orderId]], { fields: ['invoice_ids'] });
  return ((order?.invoice_ids ?? []) as number[]).toSorted((a, b) => a - b);
}

export async function draftsOf(api: OdooApi, orderId: number): Promise<number[]> {
  const drafts = await api.searchRead(
    'account.move',
    [
      ['id', 'in', await invoicesOf(api, orderId)],
      ['state', '=', 'draft'],
    ],
    { fields: ['id'], order: 'id' },
  );
  return drafts.map((draft) => draft.id as number);
}
