import { draftProposals } from '../../../../src/billing/draft.ts';
import type { DraftOutcome } from '../../../../src/billing/ports.ts';
import { invoicedOf } from '../../../../src/billing/backtest/held.ts';
import { propose } from '../../../../src/billing/propose.ts';
import { sum, text } from '../../../../src/money/decimal.ts';
import type { Written } from '../../../rules/written.ts';
import type { Row } from '../../../../src/odoo/api.ts';
import type { Evaluation, Part, Proposal } from '../../../../src/rules/verdict.ts';
import { proposalsOf } from '../../../../src/rules/proposal/of.ts';
import { createAll, createOne, set } from '../seed/odoo.ts';
import { attachment } from '../seed/work.ts';
import { approveTime } from '../world.ts';
import type { World } from '../world.ts';
import { agreeToAll } from './agreements.ts';
import type { Played } from './cases.ts';
import { among, layGround } from './ground.ts';
import type { Staged } from './stage.ts';
import { stage } from './stage.ts';

/** A proposal, and the invoice and lines Odoo made of it. */
export interface Invoice {
  proposal: Proposal;
  draft: DraftOutcome | undefined;
  move: Row | undefined;
  lines: Row[];
}

/** What became of a case in Odoo. */
export interface Outcome extends Omit<Played, 'invoices'> {
  /** The invoices as their customer is to read them. */
  reads?: Pick<Written, 'invoices' | 'findings'>;
  evaluation: Evaluation;
  /** What the invoices before it hold, as the case has them and as Odoo does: `hours billed value`. */
  earlier: { written: string[]; found: string[] };
  invoices: Invoice[];
}

/** Some cases are older: in a leap year. */
const PERIOD = { from: '2024-01-01', to: '2026-12-31' };

/** Puts the cases into Odoo, bills what earlier invoices hold, then collects, judges and drafts all the rest at once. */
export async function play(world: World, choose: (own: string, other: string) => Played[]): Promise<Outcome[]> {
  const { admin, drafting } = world;
  const ground = await layGround(world);
  const cases = await stage(world, ground, choose(ground.own, ground.other));
  await agreeToAll(world, ground, cases);

  const before = cases.filter(({ invoiced = [] }) => invoiced.length > 0);
  await enterTime(world, before, ({ invoiced = [] }) => invoiced);
  const earlier = await drafted(world, await evaluations(before));
  await enterTime(world, cases, ({ work }) => work.filter(({ expense }) => !expense));
  await enterExpenses(world, cases);

  const found = await evaluations(cases);
  const proposals = found.flatMap(proposalsOf);
  const outcomes = await draftProposals(drafting, proposals);
  const moveIds = outcomes.flatMap((outcome) => (outcome.status === 'drafted' ? [outcome.invoice.id] : []));
  const moves = await admin.searchRead('account.move', among('id', moveIds), {
    fields: ['amount_untaxed', 'amount_tax', 'amount_total', 'currency_id', 'fiscal_position_id', 'ref'],
    names: true,
  });
  const lines = await admin.searchRead(
    'account.move.line',
    [...among('move_id', moveIds), ['display_type', '=', 'product']],
    {
      fields: ['move_id', 'name', 'quantity', 'price_unit', 'discount', 'price_subtotal', 'price_total'],
      order: 'move_id, sequence, id',
    },
  );
  return cases.map((one): Outcome => {
    const evaluation = found.find(({ orderId }) => orderId === one.orderId);
    if (!evaluation) throw new Error(`Nothing was collected of "${one.case}"`);
    const invoices = proposalsOf(evaluation).map((proposal): Invoice => {
      const draft = outcomes[proposals.indexOf(proposal)];
      const moveId = draft?.status === 'drafted' ? draft.invoice.id : undefined;
      const move = moves.find((row) => row.id === moveId);
      return { proposal, draft, move, lines: lines.filter((row) => row.move_id === moveId) };
    });
    const { invoices: reads, findings = [] } = one;
    const inCurrency = (texts: string[]) => texts.map((line) => line.replaceAll('EUR', one.code));
    const totals = reads?.map((each) => ({ ...each, lines: inCurrency(each.lines), total: String(each.total) }));
    return {
      ...one,
      ...(totals && { reads: { invoices: totals, findings } }),
      evaluation,
      earlier: {
        written: (one.invoiced ?? [])
          .map(({ h, billed = h, amount }) => `${h} h, ${billed} h billed: ${amount}`)
          .toSorted(),
        found: earlierOf(earlier.get(one.orderId)),
      },
      invoices,
    };
  });

  async function evaluations(some: Staged[]): Promise<Evaluation[]> {
    const works = await drafting.collectWork({ ...PERIOD, orderIds: some.map(({ orderId }) => orderId) });
    return propose(works, PERIOD.to);
  }
}

async function drafted(world: World, found: Evaluation[]): Promise<Map<number, Proposal>> {
  const proposals = found.flatMap(({ proposal }) => proposal ?? []);
  const outcomes = await draftProposals(world.drafting, proposals);
  const refused = outcomes.filter(({ status }) => status !== 'drafted');
  if (refused.length > 0) throw new Error(`The earlier invoices: ${JSON.stringify(refused)}`);
  return new Map(proposals.map((proposal) => [proposal.orders[0].orderId, proposal]));
}

/** Entry by entry: a part of it may be at another price than the rest. */
function earlierOf(proposal: Proposal | undefined): string[] {
  const parts = (proposal?.orders[0].lines ?? []).flatMap((line) => {
    const amounts = invoicedOf(line);
    return line.parts.map((part, at) => ({ ...part, value: amounts[at] ?? '0' }));
  });
  return [...Map.groupBy(parts, ({ entry }) => entry).values()]
    .map((own) => {
      const added = (of: (part: Part) => string | undefined) => text(sum(own.map((part) => of(part) ?? '0')));
      const [hours, billed, value] = [
        added(({ quantity }) => quantity),
        added(({ charge }) => charge?.billed),
        added((part) => part.value),
      ];
      return `${hours} h, ${billed} h billed: ${value}`;
    })
    .toSorted();
}

type Time = Pick<
  Played['work'][number],
  'on' | 'who' | 'role' | 'h' | 'task' | 'phase' | 'project' | 'product' | 'approved' | 'did'
>;

async function enterTime(world: World, cases: Staged[], timeOf: (one: Staged) => Time[]): Promise<void> {
  const entries = cases.flatMap((one) => timeOf(one).map((entry) => ({ one, entry })));
  const rows = entries.map(({ one, entry }, index) => ({
    name: entry.did ?? `Work ${index + 1}`,
    date: entry.on,
    employee_id: one.crew.employee(entry.who, entry.role),
    unit_amount: Number(entry.h ?? 0),
    ...one.taskOf(entry),
  }));
  if (rows.length === 0) return;
  const ids = await createAll(world.admin, 'account.analytic.line', rows);
  await approveTime(
    world,
    ids.filter((_, index) => entries[index]?.entry.approved !== false),
  );
}

/** Claimed, approved and posted by Odoo's own methods, so that Odoo itself adds them to the orders. */
async function enterExpenses({ admin, odoo }: World, cases: Staged[]): Promise<void> {
  const claims = cases.flatMap((one) =>
    one.work.flatMap((entry) => {
      const line = one.lines?.find(({ name }) => name === entry.expense);
      const { name = 'Consulting hour' } = (line?.product ?? {}) as { name?: string };
      return entry.expense !== undefined && line ? [{ one, entry, price: Number(line.priceUnit), product: name }] : [];
    }),
  );
  if (claims.length === 0) return;
  const [manager] = await admin.searchRead('res.users', [['login', '=', odoo.login]], { fields: ['id'] });
  const rows = claims.map(({ one, entry, price, product }) => ({
    name: entry.expense,
    date: entry.on,
    employee_id: one.crew.employee(entry.who, entry.role),
    product_id: one.productOf(product),
    total_amount_currency: price,
    payment_mode: 'own_account',
    manager_id: manager?.id,
    sale_order_id: one.orderId,
  }));
  const ids = await createAll(admin, 'hr.expense', rows);
  const receipts = ids.map((id) => attachment('hr.expense', id, `receipt ${id}.txt`, `receipt ${id}`));
  await createAll(admin, 'ir.attachment', receipts);
  await admin.call('hr.expense', 'action_submit', [ids]);
  const wizard = await createOne(admin, 'hr.expense.approve.duplicate', { expense_ids: set(ids) });
  await admin.call('hr.expense.approve.duplicate', 'action_approve', [[wizard]]);
  const { res_id } = (await admin.call('hr.expense', 'action_post', [ids])) as { res_id: number };
  await admin.call('hr.expense.post.wizard', 'action_post_entry', [[res_id]], {
    context: { active_ids: ids, company_paid_move_ids: [] },
  });
}
