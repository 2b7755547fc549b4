import { exact, sum } from '../../money/decimal.ts';
import type { DraftOrder, DraftPart, DraftProposal } from '../../odoo/actions.ts';
import { subtotal } from '../amounts.ts';
import { COMPUTED } from '../computed.ts';
import type { RowOf } from '../models.ts';
import { delivered, hoursIn, invoicedAmount, invoiceLinesOf, timeOf, toInvoice } from '../quantities.ts';
import { displayName } from '../read.ts';
import type { AnyRow, Store } from '../store.ts';
import { refusalOfAdvance } from './advance.ts';
import { orderFacts } from './check-orders.ts';
import { refusalOfHoldback } from './hold.ts';
import { live, liveParts } from './live-parts.ts';

export type Refusal = { code: 'claimed' | 'changed' | 'order-full' | 'order-closed'; message: string };

const differs = (a: number, b: number): boolean => Math.abs(a - b) > 1e-9;

/** Why the record is not what was read. */
function changed(db: Store, part: DraftPart): string | undefined {
  switch (part.model) {
    case 'account.analytic.line': {
      const entry = db.get('account.analytic.line', part.id);
      const approval = COMPUTED['account.analytic.line']?.x_billing_approval?.value(entry as never, db);
      if (differs(entry.unit_amount, part.entry_quantity)) return 'the hours are not what they were when read';
      if (entry.so_line !== part.order_line_id) return 'it is on another order line now';
      if (entry.date !== part.date) return `its date is ${entry.date} now`;
      return part.approval === 'add-on' && approval !== 'approved' ? 'its approval for billing is gone' : undefined;
    }
    case 'project.milestone': {
      const milestone = db.get('project.milestone', part.id);
      if (!milestone.is_reached) return 'it is no longer reached';
      return milestone.sale_line_id === part.order_line_id ? undefined : 'it is on another order line now';
    }
    case 'hr.expense': {
      const expense = db.get('hr.expense', part.id);
      if (!['posted', 'in_payment', 'paid'].includes(expense.state)) return `the expense is ${expense.state} now`;
      const other = otherwiseSpent(db, expense, part);
      if (other) return other;
      return expense.sale_order_line_id === part.order_line_id ? undefined : 'it is on another order line now';
    }
    case 'sale.order.line': {
      const left = toInvoice(db.get('sale.order.line', part.id), db);
      return differs(left, part.entry_quantity) ? `${String(left)} of it is left to invoice now` : undefined;
    }
    default:
      return undefined;
  }
}

function approvedHours(sold: RowOf<'sale.order.line'>, db: Store, to: string): number {
  const approval = COMPUTED['account.analytic.line']?.x_billing_approval;
  const own = timeOf(sold, db).filter(
    (entry) => entry.date <= to && approval?.value(entry as never, db) === 'approved',
  );
  return Number(sum(own.map((entry) => exact(entry.unit_amount))));
}

const adjustmentsOf = (db: Store, model: string, id: number) =>
  db.where('x_billing_adjustment', (one) => one.x_record === `${model},${String(id)}` && !one.x_withdrawn_by);

const isAccepted = (db: Store, id: number): boolean =>
  Boolean(db.find('project.milestone', id)?.x_billing_acceptance) ||
  db.where('ir.attachment', (each) => each.res_model === 'project.milestone' && each.res_id === id).length > 0;

/** Why what a part counts on beside its record is not so any more. */
function countedOtherwise(db: Store, { model, id, counts_on }: DraftPart): string | undefined {
  const {
    milestones = [],
    not_adjusted = [],
    evidence = [],
    parts,
    invoiced,
    delivered: least = 0,
    accepted,
    hours,
  } = counts_on;
  const nameOf = (one: number) => db.find('project.milestone', one)?.name ?? String(one);
  const lost = milestones.find((one) => !db.find('project.milestone', one)?.is_reached);
  if (lost) return `milestone ${nameOf(lost)} is no longer reached`;
  const adjusted = not_adjusted.find((one) => adjustmentsOf(db, 'project.milestone', one).length > 0);
  if (adjusted) return `milestone ${nameOf(adjusted)} is adjusted now`;
  const bare = evidence.find((one) => !isAccepted(db, one));
  if (bare) return `the evidence that milestone ${nameOf(bare)} was accepted is gone`;
  if (parts !== undefined && liveParts(db, model, [id]).length !== parts)
    return 'another invoice of it was made since it was read';
  if (model !== 'sale.order.line') return undefined;
  const sold = db.get('sale.order.line', id);
  if (invoiced !== undefined && differs(invoicedAmount(sold, db), invoiced)) return 'what is invoiced of it changed';
  const { x_billing_accepted_on, x_billing_acceptance } = db.get('sale.order', sold.order_id);
  if (accepted && (x_billing_accepted_on !== accepted || !x_billing_acceptance))
    return 'the acceptance of its order changed';
  if (delivered(sold, db) < least) return 'less of it is delivered now';
  return hours && approvedHours(sold, db, hours.to) < hours.approved ? 'less time on it is approved now' : undefined;
}

function otherwiseSpent(db: Store, expense: RowOf<'hr.expense'>, { date, spent }: DraftPart): string | undefined {
  if (expense.date !== date) return `its date is ${expense.date} now`;
  if (!spent) return undefined;
  if (expense.product_id !== spent.category) return 'its category is another now';
  if (expense.employee_id !== spent.person) return 'it is of somebody else now';
  const { name } = db.get('res.currency', expense.currency_id);
  const { total_amount_currency: total, untaxed_amount_currency: cost } = expense;
  if (name !== spent.currency || differs(total, spent.total) || differs(cost, spent.cost)) {
    return `it is about ${String(total)} ${name} now`;
  }
  const receipts = db.where('ir.attachment', (each) => each.res_model === 'hr.expense' && each.res_id === expense.id);
  return spent.receipt && receipts.length === 0 ? 'its receipt is gone' : undefined;
}

function refusalOfPart(db: Store, part: DraftPart, sameBefore: number): Refusal | undefined {
  if (!db.find(part.model as 'hr.expense', part.id)) {
    return { code: 'changed', message: `${part.name}: the record was deleted.` };
  }
  const adjusted = adjustmentsOf(db, part.model, part.id).map(({ id }) => id);
  if (adjusted.toSorted().join() !== part.adjustments.toSorted().join()) {
    return { code: 'changed', message: `${part.name}: its adjustments changed since it was read.` };
  }
  // What is read of an order line is what is left of it already.
  const earlier = part.model === 'sale.order.line' ? [] : liveParts(db, part.model, [part.id]);
  const before = earlier.reduce((total, { x_quantity }) => total + x_quantity, 0);
  const held = before + sameBefore;
  if (Math.abs(held + part.quantity) > Math.abs(part.entry_quantity) + 1e-9) {
    return held
      ? { code: 'claimed', message: `${part.name}: already on another invoice.` }
      : { code: 'changed', message: `${part.name}: more is proposed than the record has.` };
  }
  const outside = !held && part.model === 'account.analytic.line' ? linkedInvoice(db, part.id) : undefined;
  if (outside) {
    const name = displayName(db, 'account.move', outside as AnyRow);
    return { code: 'claimed', message: `${part.name}: already on invoice ${name}.` };
  }
  const difference = changed(db, part) ?? countedOtherwise(db, part);
  return difference ? { code: 'changed', message: `${part.name}: ${difference}.` } : undefined;
}

function linkedInvoice(db: Store, timeId: number): RowOf<'account.move'> | undefined {
  const invoice = db.find('account.move', db.get('account.analytic.line', timeId).timesheet_invoice_id);
  return invoice && invoice.state !== 'cancel' && invoice.payment_state !== 'reversed' ? invoice : undefined;
}

/** Why an agreement, or what is billed under it, is not what was read. */
function refusalOfTerms(db: Store, { agreements }: DraftOrder): Refusal | undefined {
  for (const { key, versions, earlier } of agreements) {
    const [agreement] = db.where('x_billing_agreement', ({ x_key }) => x_key === key);
    const name = agreement?.x_name ?? key;
    const agreed = db
      .where('x_billing_terms', ({ x_agreement_id }) => x_agreement_id === agreement?.id)
      .filter(({ x_status }) => x_status === 'signed' || x_status === 'superseded');
    const broken = agreed.find(({ x_intact }) => !x_intact);
    if (broken) {
      const message = `${name}: version ${String(broken.x_version)} is not what was agreed on.`;
      return { code: 'changed', message };
    }
    const numbers = agreed.map(({ x_version }) => Number(x_version)).sort((a, b) => a - b);
    if (!numbers.length || numbers.join() !== versions.join()) {
      return { code: 'changed', message: `${name}: its signed versions changed since they were read.` };
    }
    if (!earlier) continue;
    const below = db.where('x_billing_agreement', ({ x_under_id }) => x_under_id === agreement?.id);
    const names = [...(agreement ? [agreement] : []), ...below].flatMap(({ id, x_key }) =>
      db
        .where('x_billing_terms', ({ x_agreement_id }) => x_agreement_id === id)
        .map(({ x_version }) => `${x_key}@${String(x_version)}`),
    );
    const held = live(
      db,
      ({ x_terms, x_model, x_counted_with }) =>
        names.includes(x_terms) && x_model !== 'sale.order' && x_counted_with !== earlier.run,
    );
    const value = sum(held.map(({ x_value }) => exact(x_value)));
    if (held.length !== earlier.parts || value.minus(earlier.value).abs().gt(0.005)) {
      return { code: 'changed', message: `${name}: what is billed under it changed since it was read.` };
    }
  }
  return undefined;
}

/** Whether what was paid ahead, and what was invoiced of the work, is what was read. */
function refusalOfDeductions(db: Store, { order_id, deducted, invoiced }: DraftOrder): Refusal | undefined {
  const lines = db.where('sale.order.line', (line) => line.order_id === order_id && !line.display_type);
  const open = lines.filter((line) => line.is_downpayment && toInvoice(line, db) !== 0);
  const facts = open.map((line) => [line.id, line.price_unit, -toInvoice(line, db)].join());
  const read = deducted.map(({ order_line_id, price_unit, left }) => [order_line_id, price_unit, left].join());
  if (facts.toSorted().join(' ') !== read.toSorted().join(' ')) {
    return { code: 'changed', message: 'Its down payments changed since they were read.' };
  }
  if (invoiced === false) return undefined;
  const now = sum(
    lines.filter((line) => !line.is_downpayment && !line.x_billing_holdback).flatMap((line) => liveAmounts(line, db)),
  );
  return now.eq(invoiced)
    ? undefined
    : { code: 'changed', message: 'What is invoiced of it changed since it was read.' };
}

function liveAmounts(line: RowOf<'sale.order.line'>, db: Store) {
  return invoiceLinesOf(line, db).flatMap((own) => {
    const { state, move_type } = db.get('account.move', own.move_id);
    if (state === 'cancel') return [];
    const amount = exact(subtotal(own, db));
    return move_type === 'out_refund' ? amount.neg() : amount;
  });
}

type DraftLine = DraftOrder['lines'][number];

function inLineUnit(
  sold: RowOf<'sale.order.line'>,
  db: Store,
  parts: DraftPart[],
  what: 'quantity' | 'billed',
): number {
  const total = sum(parts.map((part) => exact(part[what])));
  return Number(parts[0]?.model === 'account.analytic.line' ? hoursIn(sold, db, total) : total);
}

/** How much more than was worked live invoices bill of an order line, in its unit. */
function addedByTerms(sold: RowOf<'sale.order.line'>, db: Store): number {
  const parts = live(db, ({ x_order_line_id, x_terms }) => x_order_line_id === sold.id && x_terms !== 'odoo');
  const more = parts.map(({ x_billed_exact, x_quantity_exact }) =>
    exact(x_billed_exact || x_quantity_exact).minus(x_quantity_exact),
  );
  const isTime = parts[0]?.x_model === 'account.analytic.line';
  return Number(isTime ? hoursIn(sold, db, sum(more)) : sum(more));
}

function refusalOfLine(db: Store, line: DraftLine, names: string[]): Refusal | undefined {
  const sold = db.find('sale.order.line', line.order_line_id);
  if (!sold) return { code: 'changed', message: `Order line ${String(line.order_line_id)} is gone.` };
  const price = line.order_price || line;
  if (differs(sold.price_unit, price.price_unit) || differs(sold.discount, price.discount)) {
    return { code: 'changed', message: `${sold.name}: its price or discount changed since it was read.` };
  }
  const unchecked = line.parts.find(({ row, adjustments }) => {
    const { x_terms = '' } = { ...line.row, ...row };
    return !names.includes(x_terms) && (x_terms !== 'odoo' || (line.order_price && !adjustments.length));
  });
  if (!unchecked) return undefined;
  return { code: 'changed', message: `${unchecked.name}: billed by terms that were not checked.` };
}

/** What the order has left, and whether each line is the sum of its work. */
function refusalOfQuantity(db: Store, lines: DraftLine[]): Refusal | undefined {
  const sold = db.get('sale.order.line', lines[0]?.order_line_id ?? 0);
  const asked = lines.reduce(
    (all, line) => all + (line.order_price ? inLineUnit(sold, db, line.parts, 'quantity') : line.quantity),
    0,
  );
  const left = toInvoice(sold, db) + addedByTerms(sold, db);
  const slack = 0.01 * (lines.length + invoiceLinesOf(sold, db).length);
  if (asked > left + slack) {
    const amounts = `${String(asked)} proposed, but the order has only ${String(left)} left to invoice`;
    return { code: 'order-full', message: `${sold.name}: ${amounts}.` };
  }
  for (const line of lines) {
    const billed = inLineUnit(sold, db, line.parts, 'billed');
    if (Math.abs(billed - line.quantity) > 0.01) {
      const amounts = `${String(line.quantity)} proposed, but its work adds up to ${String(billed)}`;
      return { code: 'changed', message: `${sold.name}: ${amounts}.` };
    }
    const more = line.parts.find(
      ({ row, billed, quantity }) => billed !== quantity && { ...line.row, ...row }.x_terms === 'odoo',
    );
    if (more) {
      return {
        code: 'changed',
        message: `${more.name}: more or less is billed than was worked, and no terms say so.`,
      };
    }
  }
  return undefined;
}

/** The first reason not to draft. */
export function refusal(db: Store, { orders }: DraftProposal): Refusal | undefined {
  for (const own of orders) {
    const reason = refusalOfOrder(db, own, orders);
    if (!reason) continue;
    const { code, message } = reason;
    const name = db.find('sale.order', own.order_id)?.name ?? String(own.order_id);
    return { code, message: orders.length > 1 ? `${name}: ${message}` : message };
  }
  return orders.length > 1 ? refusalOfJoining(db, orders) : undefined;
}

/** Why the orders can't be on one invoice: what Odoo itself tells invoices apart by. */
function refusalOfJoining(db: Store, orders: DraftOrder[]): Refusal | undefined {
  const [first, ...others] = orders.map(({ order_id }) => db.get('sale.order', order_id));
  const ahead = orders.some(({ advance }) => advance);
  const other = others.find((order) => JOINED_BY.some((key) => order[key] !== first?.[key]));
  if (!other && !ahead && new Set(orders.map(({ order_id }) => order_id)).size === orders.length) return undefined;
  return { code: 'changed', message: `${other?.name ?? 'They'} can't be on one invoice with ${String(first?.name)}.` };
}

const JOINED_BY = ['company_id', 'partner_invoice_id', 'partner_shipping_id', 'currency_id'] as const;

function refusalOfOrder(db: Store, proposal: DraftOrder, orders: DraftOrder[]): Refusal | undefined {
  if (db.find('sale.order', proposal.order_id)?.state !== 'sale') {
    return { code: 'order-closed', message: 'The order is cancelled, unconfirmed or gone.' };
  }
  const { seal } = orderFacts(db, db.get('sale.order', proposal.order_id));
  if (proposal.checked && proposal.checked !== seal) {
    return {
      code: 'changed',
      message: 'Its customer, fiscal position or terms of payment changed since they were checked.',
    };
  }
  const ofTerms = refusalOfTerms(db, proposal);
  if (ofTerms) return ofTerms;
  if (proposal.advance) return refusalOfAdvance(db, proposal.advance, db.get('sale.order', proposal.order_id));
  const ofDeductions = refusalOfDeductions(db, proposal);
  if (ofDeductions) return ofDeductions;
  const ofHoldback = refusalOfHoldback(db, orders);
  if (ofHoldback) return ofHoldback;
  const names = proposal.agreements.flatMap(({ key, versions }) => versions.map((each) => `${key}@${String(each)}`));
  for (const line of proposal.lines) {
    const reason = refusalOfLine(db, line, names);
    if (reason) return reason;
  }
  const parts = proposal.lines.flatMap((line) => line.parts);
  const before = new Map<string, number>();
  for (const part of parts) {
    const record = `${part.model},${String(part.id)}`;
    const reason = refusalOfPart(db, part, before.get(record) ?? 0);
    if (reason) return reason;
    before.set(record, (before.get(record) ?? 0) + part.quantity);
  }
  for (const lines of Map.groupBy(proposal.lines, (line) => line.order_line_id).values()) {
    const reason = refusalOfQuantity(db, lines);
    if (reason) return reason;
  }
  return undefined;
}
