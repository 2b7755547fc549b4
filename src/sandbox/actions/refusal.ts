import { exact, sum } from '../../money/decimal.ts';
import type { DraftPart, DraftProposal } from '../../odoo/actions.ts';
import { COMPUTED } from '../computed.ts';
import type { RowOf } from '../models.ts';
import { hoursIn, invoiceLinesOf, toInvoice } from '../quantities.ts';
import { displayName } from '../read.ts';
import type { AnyRow, Store } from '../store.ts';
import { liveParts } from './live-parts.ts';

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
      return expense.sale_order_line_id === part.order_line_id ? undefined : 'it is on another order line now';
    }
    default:
      return undefined;
  }
}

function refusalOfPart(db: Store, part: DraftPart, sameBefore: number): Refusal | undefined {
  if (!db.find(part.model as 'hr.expense', part.id)) {
    return { code: 'changed', message: `${part.name}: the record was deleted.` };
  }
  const before = liveParts(db, part.model, [part.id]).reduce((total, { x_quantity }) => total + x_quantity, 0);
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
  const difference = changed(db, part);
  return difference ? { code: 'changed', message: `${part.name}: ${difference}.` } : undefined;
}

function linkedInvoice(db: Store, timeId: number): RowOf<'account.move'> | undefined {
  const invoice = db.find('account.move', db.get('account.analytic.line', timeId).timesheet_invoice_id);
  return invoice && invoice.state !== 'cancel' && invoice.payment_state !== 'reversed' ? invoice : undefined;
}

/** The first reason not to draft. */
export function refusal(db: Store, proposal: DraftProposal): Refusal | undefined {
  if (db.find('sale.order', proposal.order_id)?.state !== 'sale') {
    return { code: 'order-closed', message: 'The order is cancelled, unconfirmed or gone.' };
  }
  for (const line of proposal.lines) {
    const sold = db.find('sale.order.line', line.order_line_id);
    if (!sold) return { code: 'changed', message: `Order line ${String(line.order_line_id)} is gone.` };
    if (differs(sold.price_unit, line.price_unit) || differs(sold.discount, line.discount)) {
      return { code: 'changed', message: `${sold.name}: its price or discount changed since it was read.` };
    }
    for (const [index, part] of line.parts.entries()) {
      const same = line.parts.slice(0, index).filter(({ model, id }) => model === part.model && id === part.id);
      const reason = refusalOfPart(
        db,
        part,
        same.reduce((total, { quantity }) => total + quantity, 0),
      );
      if (reason) return reason;
    }
    const left = toInvoice(sold, db);
    const slack = 0.01 * (1 + invoiceLinesOf(sold, db).length);
    if (line.quantity > left + slack) {
      const amounts = `${String(line.quantity)} proposed, but the order has only ${String(left)} left to invoice`;
      return { code: 'order-full', message: `${sold.name}: ${amounts}.` };
    }
    const parts = sum(line.parts.map(({ quantity }) => exact(quantity)));
    const isTime = line.parts[0]?.model === 'account.analytic.line';
    const worked = Number(isTime ? hoursIn(sold, db, parts) : parts);
    if (Math.abs(worked - line.quantity) > 0.01) {
      const amounts = `${String(line.quantity)} proposed, but its work adds up to ${String(worked)}`;
      return { code: 'changed', message: `${sold.name}: ${amounts}.` };
    }
  }
  return undefined;
}
