import { onTestFinished } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import type { Decision, DraftOutcome, InvoiceFacts } from '../../src/billing/ports.ts';
import { propose } from '../../src/billing/propose.ts';
import type { OdooApi, Row } from '../../src/odoo/api.ts';
import type { Evaluation, Proposal } from '../../src/rules/verdict.ts';
import type { Place } from './place.ts';
import { cancel } from './acts.ts';

/** What the rules make of last month's work; all of the firm's orders where none is named. */
export async function evaluations(place: Place, ...orders: string[]): Promise<Evaluation[]> {
  const { firm, refs, drafting } = place;
  const wanted = orders.length > 0 ? orders : firm.orders.map(({ ref }) => ref);
  const works = await drafting.collectWork({ to: lastMonthEnd(place), orderIds: refs.ids('order', wanted) });
  return propose(works, firm.today).toSorted((a, b) => (a.orderName ?? '').localeCompare(b.orderName ?? ''));
}

export async function proposals(place: Place, ...orders: string[]): Promise<Proposal[]> {
  return (await evaluations(place, ...orders)).flatMap(({ proposal }) => proposal ?? []);
}

export async function proposalOf(place: Place, order: string): Promise<Proposal> {
  const [proposal] = await proposals(place, order);
  if (!proposal) throw new Error(`Nothing of ${order} is to be billed`);
  return proposal;
}

export const lastMonthEnd = ({ firm }: Place): string =>
  firm.time.filter(({ approval }) => approval === 'approved').reduce((last, { day }) => (day > last ? day : last), '');

/** Drafts for the length of a test: what is still a draft at its end is cancelled. */
export async function draft(place: Place, wanted: Proposal[], preparer?: string): Promise<DraftOutcome[]> {
  const outcomes = await draftProposals(place.drafting, wanted, { preparer });
  const made = outcomes.flatMap((outcome) => (outcome.status === 'drafted' ? [outcome.invoice.id] : []));
  onTestFinished(async () => {
    const still = await place.admin.searchRead(
      'account.move',
      [
        ['id', 'in', made],
        ['state', '=', 'draft'],
      ],
      { fields: ['id'] },
    );
    if (still.length > 0) await cancel(place.admin, ...still.map(({ id }) => id as number));
  });
  return outcomes;
}

/** Drafts an order's work and answers the invoice. */
export async function draftOf(place: Place, order: string, preparer?: string): Promise<number> {
  const [outcome] = await draft(place, [await proposalOf(place, order)], preparer);
  return invoiceId(outcome);
}

/** Writes a record as an administrator, and as it was at the end of the test. */
export async function edit({ admin }: Place, model: string, id: number, values: Row): Promise<void> {
  const fields = Object.keys(values);
  const [before = {}] = await admin.searchRead(model, [['id', '=', id]], { fields });
  const old = Object.fromEntries(fields.map((name) => [name, before[name]]));
  await admin.call(model, 'write', [[id], values]);
  onTestFinished(async () => {
    await admin.call(model, 'write', [[id], old]);
  });
}

export function invoiceId(outcome: DraftOutcome | undefined): number {
  if (!outcome || outcome.status === 'refused') throw new Error(`No draft: ${JSON.stringify(outcome)}`);
  return outcome.invoice.id;
}

/** A decision on the invoice as it reads now. */
export async function decision(
  place: Place,
  id: number,
  outcome: Decision['outcome'],
  more: Partial<Decision> = {},
): Promise<Decision> {
  const [person, { content }]: [Decision['person'], InvoiceFacts] = [
    await place.person('Carol Mendes'),
    await place.deciding.invoice(id),
  ];
  const reason = outcome === 'rejected' ? 'The rate is wrong.' : '';
  const at = `${place.firm.today}T10:00:00.000Z`;
  const key = `${String(id)}-${outcome}`;
  return { key, requestId: key, invoiceId: id, outcome, person, channel: 'page', reason, at, content, ...more };
}

/** Approves time for billing as the preparer does in Odoo's list, until the end of the test. */
export async function approveTime(place: Place, ids: number[]): Promise<void> {
  await runOnTime(place, 'action_approve_time', ids);
  onTestFinished(async () => {
    const there = await place.admin.searchRead('account.analytic.line', [['id', 'in', ids]], { fields: ['name'] });
    const left = there.map(({ id }) => id as number);
    if (left.length > 0) await runOnTime(place, 'action_withdraw_time', left);
  });
}

const runOnTime = ({ admin, preparer }: Place, name: string, ids: number[]): Promise<void> =>
  run(admin, preparer, name, 'account.analytic.line', ids);

/** One of the add-on's actions on selected records, as a button of Odoo's screen runs it. */
export async function run(admin: OdooApi, api: OdooApi, name: string, model: string, ids: number[]): Promise<void> {
  const [action] = await admin.searchRead(
    'ir.model.data',
    [
      ['module', '=', 'billing_automation'],
      ['name', '=', name],
    ],
    { fields: ['res_id'] },
  );
  const context = { active_model: model, active_ids: ids, active_id: ids[0] };
  await api.call('ir.actions.server', 'run', [[action?.res_id]], { context });
}
