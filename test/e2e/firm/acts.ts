import { randomUUID } from 'node:crypto';
import { draftProposals } from '../../../src/billing/draft.ts';
import { propose } from '../../../src/billing/propose.ts';
import { proposalsOf } from '../../../src/rules/proposal/of.ts';
import { signTerms } from '../support/agree.ts';
import { pay as payInvoice } from '../support/pay.ts';
import { approveTime } from '../support/world.ts';
import { since } from './sell.ts';
import type { Firm, Sold } from './problem.ts';

export const TIME = 'account.analytic.line';

/** Bills all open work of the orders up to a day; invoices by order. */
export async function billOrders({ world, today }: Firm, orderIds: number[], to = today): Promise<Map<number, number>> {
  const works = await world.drafting.collectWork({ to, orderIds });
  const proposals = propose(works, today).flatMap(proposalsOf);
  const outcomes = await draftProposals(world.drafting, proposals);
  const made = new Map<number, number>();
  for (const [at, outcome] of outcomes.entries()) {
    if (outcome.status !== 'drafted') throw new Error(JSON.stringify(outcome));
    for (const { orderId } of proposals[at]?.orders ?? []) made.set(orderId, outcome.invoice.id);
  }
  return made;
}

/** Bills the open work of one order, and has its approval asked for. */
export async function bill(own: Sold, firm: Firm): Promise<number> {
  const invoice = (await billOrders(firm, [own.orderId])).get(own.orderId);
  if (invoice === undefined) throw new Error(`nothing to bill of order ${own.orderId}`);
  await ask(firm, invoice);
  return invoice;
}

/** Somebody is asked for approval. */
export async function ask({ world, ago }: Firm, invoiceId: number, daysAgo = 1): Promise<void> {
  await world.deciding.recordEvent({
    key: randomUUID(),
    requestId: `asked-${invoiceId}-${daysAgo}`,
    invoiceId,
    channel: 'desk',
    verified: '',
    kind: 'requested',
    what: 'Asked Approver',
    at: `${ago(daysAgo)}T09:00:00.000Z`,
  });
}

export async function decide({ world }: Firm, invoiceId: number, outcome: 'approved' | 'rejected'): Promise<void> {
  const { content } = await world.deciding.invoice(invoiceId);
  await world.deciding.recordDecision({
    key: randomUUID(),
    requestId: randomUUID(),
    invoiceId,
    outcome,
    person: await world.approver(),
    channel: 'page',
    reason: outcome === 'rejected' ? 'The hours are wrong' : '',
    at: new Date().toISOString(),
    content,
  });
}

/** Approved and posted; sent, too, as far as Odoo says so: dozens of documents would take their minutes. */
export async function post(firm: Firm, ...ids: number[]): Promise<void> {
  await postOnly(firm, ...ids);
  await write(firm, 'account.move', ids, { is_move_sent: true });
}

export async function postOnly(firm: Firm, ...ids: number[]): Promise<void> {
  for (const id of ids) await decide(firm, id, 'approved');
  const refused = (await firm.world.drafting.post(ids)).filter(({ status }) => status !== 'posted');
  if (refused.length > 0) throw new Error(JSON.stringify(refused));
}

export async function cancel({ world }: Firm, ...ids: number[]): Promise<void> {
  const api = world.as('controller');
  await api.call('account.move', 'write', [ids, { x_billing_reason: 'Drawn up by mistake' }]);
  await api.call('account.move', 'button_cancel', [ids]);
}

export async function rebill(own: Sold, firm: Firm): Promise<void> {
  await cancel(firm, own.invoice);
  own.invoice = await bill(own, firm);
}

export const approve = ({ timeIds }: Sold, { world }: Firm) => approveTime(world, timeIds);

export async function approveAndBill(own: Sold, firm: Firm): Promise<void> {
  await approve(own, firm);
  await bill(own, firm);
}

export const write = ({ world }: Firm, model: string, ids: (number | undefined)[], values: object) =>
  world.admin.call(model, 'write', [ids, values]);

/** Lines of work of an invoice, in their order. */
export async function linesOf({ world }: Firm, invoice: number): Promise<number[]> {
  const rows = await world.admin.searchRead(
    'account.move.line',
    [
      ['move_id', '=', invoice],
      ['display_type', '=', 'product'],
    ],
    { fields: ['id'], order: 'id' },
  );
  return rows.map(({ id }) => id as number);
}

export const editLines = (firm: Firm, invoice: number, ...commands: unknown[]) =>
  write(firm, 'account.move', [invoice], { invoice_line_ids: commands });

/** Terms agreed on later, beginning so many days ago. */
export const change = (own: Sold, firm: Firm, daysAgo: number, values: object) =>
  signTerms(firm.world, own.agreement, { x_version: 2, ...since(firm, daysAgo), ...values });

/** All that is open of it, by Odoo’s own dialog. */
export const pay = ({ invoice }: Sold, { world }: Firm): Promise<number> => payInvoice(world, invoice);
