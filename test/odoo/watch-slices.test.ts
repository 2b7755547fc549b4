import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import type { BillingOdoo } from '../../src/billing/ports.ts';
import { propose } from '../../src/billing/propose.ts';
import { given } from '../../src/rules/given.ts';
import { proposalsOf } from '../../src/rules/proposal/of.ts';
import { runWatch } from '../../src/billing/watch/run.ts';
import { WATCHES } from '../../src/billing/watch/watches.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { connectJson2 } from '../../src/odoo/json2.ts';
import { approvedFacts } from '../../src/sandbox/computed.ts';
import { type Firm, northlight } from '../../src/sandbox/firm.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { rows } from '../contract/rows.ts';
import { clockworkOf } from '../contract/sandbox.ts';

// All watches, three times, over a firm for each story.
vi.setConfig({ testTimeout: 900_000 });

const TODAY = '2026-11-21';
/** When nothing that was freed may wait any more. */
const LATER = '2026-12-01';
const TIME = 'account.analytic.line';
/** Before and after all that a story does on its day. */
const [BEFORE, SINCE] = [`2026-11-01 00:00:00`, `2026-11-22 00:00:00`];

/** Northlight with a tenth of its time; so many times its customers, with all that is theirs. */
function firmOf(times = 1): Firm {
  const whole = northlight(TODAY);
  const time = whole.time.filter((_, at) => at % 10 === 0);
  const { customers, orders, projects, milestones, expenses } = whole;
  const theirs = { customers, orders, projects, milestones, expenses, time };
  const refs = orders.flatMap(({ ref, lines }) => [ref, ...lines.flatMap((line) => ('ref' in line ? [line.ref] : []))]);
  const names = new Set([
    ...refs,
    ...[...customers, ...projects].map(({ name }) => name),
    ...[...milestones, ...expenses, ...time].map(({ ref }) => ref),
  ]);
  const copies = Array.from({ length: times }, (_, at) => {
    const renamed = (_key: string, value: unknown) =>
      at > 0 && typeof value === 'string' && names.has(value) ? `${value} ${at}` : value;
    return JSON.parse(JSON.stringify(theirs), renamed) as typeof theirs;
  });
  const all = <Name extends keyof typeof theirs>(name: Name) =>
    copies.flatMap((copy) => copy[name] as unknown[]) as Firm[Name];
  return {
    ...whole,
    customers: all('customers'),
    orders: all('orders'),
    projects: all('projects'),
    milestones: all('milestones'),
    expenses: all('expenses'),
    time: all('time'),
  };
}

/** The firm with its agreements. */
async function openFirm(firm = firmOf()) {
  const sandbox = await startSandbox({ today: TODAY, firm });
  const password = await clockworkOf(sandbox).makeKey(sandbox.drafter.login, 'Slices', 24);
  const api = connectJson2({ ...sandbox, ...sandbox.drafter, password });
  await agreeOn(sandbox);
  return { sandbox, odoo: createBillingOdoo(api, sandbox.url) };
}

/** A cap of a customer, and a master with projects of two customers under it. */
async function agreeOn({ store, ...sandbox }: Sandbox): Promise<void> {
  const { agree } = clockworkOf({ store, ...sandbox });
  const since = { x_effective_from: '2020-01-01' };
  const capped = (amount: number) => ({
    ...since,
    x_has_caps: true,
    x_cap_ids: rows({ x_name: 'In all', x_scope: 'agreement', x_amount: amount, x_overflow: 'blocked' }),
  });
  const [first] = store.all('sale.order');
  const currency = { x_currency_id: first?.currency_id ?? 0 };
  const about = (name: string, of: object) => ({ x_name: name, ...currency, ...of });
  const project = (name: string) => ({ x_project_id: sandbox.refs.id('project', name) });
  await agree(about('A customer', { x_partner_id: first?.partner_id }), capped(9000));
  await agree(about('A master', project('Patient portal')), capped(1e6));
  const master = store.all('x_billing_agreement').at(-1)?.id;
  await agree(about('Below', { ...project('Booking engine'), x_under_id: master }), since);
}

type Opened = Awaited<ReturnType<typeof openFirm>>;
type Act = (firm: Opened, one: number, other: number) => unknown;
const pick = <Row>(from: readonly Row[], at: number): Row | undefined => from[at % Math.max(from.length, 1)];

async function billOrders({ odoo }: Opened, orderIds?: number[]): Promise<void> {
  const works = await odoo.collectWork({ to: TODAY, ...given({ orderIds }) });
  await draftProposals(odoo, propose(works, TODAY).flatMap(proposalsOf));
}

/** A part of time on an invoice. */
function partOf(store: Sandbox['store'], at: number) {
  const isTime = ({ x_model, x_record_id }: { x_model: string; x_record_id: number }) =>
    x_model === TIME && store.find(TIME, x_record_id) !== undefined;
  return pick(
    store.where('x_billing_part', (part) => part.x_move_id > 0 && isTime(part)),
    at,
  );
}

/**
 * A part of which half is billed from now on, and one of later work of another order, where the rest is to go: its invoice
 * was made when the rest was still on the first, which was changed since.
 */
function movedRest(store: Sandbox['store'], model: string, at: number) {
  const held = store.where('x_billing_part', (each) => each.x_model === model && each.x_move_line_id > 0);
  const pairs = held.flatMap((part) =>
    held
      .filter((to) => to.x_order_id !== part.x_order_id && to.x_date >= part.x_date)
      .map((to): [typeof part, typeof part] => [part, to]),
  );
  const [part, to] = pick(pairs, at) ?? [];
  if (part && to) {
    store.write('x_billing_part', part.id, { x_quantity_exact: String(Number(part.x_quantity_exact) / 2) });
    store.write('account.move', part.x_move_id, { write_date: SINCE });
  }
  return [part, to] as const;
}

/** An order line that is paid by the hour. */
function timeLine(store: Sandbox['store'], at: number) {
  const worked = new Set(store.all(TIME).map(({ so_line }) => so_line));
  return pick(
    store.where('sale.order.line', ({ id }) => worked.has(id)),
    at,
  );
}

/** The row for a copy of it. */
function without<Row extends { id: number }>(row: Row): Omit<Row, 'id'> {
  const copy: Partial<Row> = { ...row };
  delete copy.id;
  return copy as Omit<Row, 'id'>;
}

/** On another order line, and approved there. */
function moveTo(store: Sandbox['store'], time: number, so_line: number): void {
  store.write(TIME, time, { so_line });
  store.write(TIME, time, { x_billing_approved_facts: approvedFacts(store.get(TIME, time)) });
}

/** What people do, without anything that stops them. */
const ACTS: Record<string, Act> = {
  bill: (firm, one) => billOrders(firm, [pick(firm.sandbox.store.all('sale.order'), one)?.id ?? 0]),
  billAll: (firm) => billOrders(firm),
  cancel({ sandbox: { store } }, one) {
    const live = store.where(
      'account.move',
      ({ state, move_type }) => state !== 'cancel' && move_type === 'out_invoice',
    );
    const move = pick(live, one);
    if (move) store.write('account.move', move.id, { state: 'cancel' });
  },
  reopen({ sandbox: { store } }, one) {
    const move = pick(
      store.where('account.move', ({ state }) => state === 'cancel'),
      one,
    );
    if (move) store.write('account.move', move.id, { state: 'draft' });
  },
  reverse({ sandbox: { store } }, one) {
    const move = pick(
      store.where('account.move', ({ move_type }) => move_type === 'out_invoice'),
      one,
    );
    if (move) store.write('account.move', move.id, { state: 'posted', payment_state: 'reversed' });
  },
  takeOff({ sandbox: { store } }, one) {
    const part = pick(
      store.where('x_billing_part', ({ x_move_line_id }) => x_move_line_id > 0),
      one,
    );
    for (const { id, x_move_line_id } of store.all('x_billing_part'))
      if (x_move_line_id === part?.x_move_line_id) store.write('x_billing_part', id, { x_move_line_id: 0 });
    if (part?.x_model === TIME && store.find(TIME, part.x_record_id))
      store.write(TIME, part.x_record_id, { timesheet_invoice_id: 0 });
  },
  move({ sandbox: { store } }, one, other) {
    const [part, line] = [partOf(store, one), timeLine(store, other)];
    if (line && part) moveTo(store, part.x_record_id, line.id);
  },
  async moveAndTakeOff(firm, one, other) {
    await ACTS['move']?.(firm, one, other);
    const { store } = firm.sandbox;
    const part = partOf(store, one);
    for (const { id, x_move_line_id } of store.all('x_billing_part'))
      if (part && x_move_line_id === part.x_move_line_id) store.write('x_billing_part', id, { x_move_line_id: 0 });
    for (const { id, so_line } of store.all(TIME))
      if (part && (id === part.x_record_id || so_line === part.x_order_line_id))
        store.write(TIME, id, { timesheet_invoice_id: 0 });
  },
  billTwice({ sandbox: { store } }, one, other) {
    const [part, line] = [partOf(store, one), partOf(store, other)];
    if (!part || !line) return;
    const { x_order_id, x_order_line_id, x_move_id, x_move_line_id } = line;
    store.create('x_billing_part', { ...without(part), x_order_id, x_order_line_id, x_move_id, x_move_line_id });
  },
  moveExpense({ sandbox: { store } }, one, other) {
    const line = pick(
      store.where('sale.order.line', ({ is_expense }) => is_expense),
      other,
    );
    const expense = pick(
      store.where('hr.expense', ({ sale_order_id }) => sale_order_id > 0),
      one,
    );
    if (line && expense)
      store.write('hr.expense', expense.id, { sale_order_id: line.order_id, sale_order_line_id: line.id });
  },
  /** Every second claim is another customer's, on a line of its own. */
  spreadExpenses({ sandbox: { store } }) {
    const [order] = store.where('sale.order.line', ({ is_expense }) => !is_expense).toReversed();
    const claims = store.where('hr.expense', ({ sale_order_line_id }) => sale_order_line_id > 0);
    for (const [at, { id, sale_order_line_id }] of claims.entries()) {
      if (at % 2 === 0 || !order) continue;
      const line = without(store.get('sale.order.line', sale_order_line_id));
      const moved = store.create('sale.order.line', { ...line, order_id: order.order_id });
      store.write('hr.expense', id, { sale_order_id: order.order_id, sale_order_line_id: moved.id });
    }
  },
  moveRestOfExpense({ sandbox: { store } }, one) {
    const [part, to] = movedRest(store, 'hr.expense', one);
    if (part && to)
      store.write('hr.expense', part.x_record_id, {
        ...{ sale_order_id: to.x_order_id, sale_order_line_id: to.x_order_line_id, write_date: BEFORE },
      });
  },
  moveRestOfMilestone({ sandbox: { store } }, one) {
    const [part, to] = movedRest(store, 'project.milestone', one);
    if (part && to)
      store.write('project.milestone', part.x_record_id, {
        ...{ sale_line_id: to.x_order_line_id, project_id: to.x_project_id, write_date: BEFORE },
      });
  },
  edit({ sandbox: { store } }, one) {
    const time = pick(store.all(TIME), one);
    if (time) store.write(TIME, time.id, { unit_amount: time.unit_amount + 1 });
  },
  remove({ sandbox: { store } }, one) {
    const time = pick(store.all(TIME), one);
    if (time) store.unlink(TIME, time.id);
  },
  free({ sandbox: { store } }, one) {
    const time = pick(
      store.where(TIME, ({ timesheet_invoice_id }) => timesheet_invoice_id > 0),
      one,
    );
    if (time) store.write(TIME, time.id, { timesheet_invoice_id: 0 });
  },
  byHand({ sandbox: { store } }, one, other) {
    const line = pick(
      store.where('account.move.line', ({ sale_line_ids }) => sale_line_ids.length > 0),
      one,
    );
    const move = pick(
      store.where('account.move', ({ move_type }) => move_type === 'out_invoice'),
      other,
    );
    if (!line || !move) return;
    store.create('account.move.line', { ...without(line), move_id: move.id, quantity: 50 });
  },
  supersede({ sandbox: { store } }, one) {
    const terms = pick(store.all('x_billing_terms'), one);
    if (!terms) return;
    const x_version = store.all('x_billing_terms').length + 1;
    store.create('x_billing_terms', { ...without(terms), x_version, x_effective_from: '2026-10-15' });
  },
};

/** What only ties beyond an order find: records that are on another customer's order than they were billed on. */
const often = (name: keyof typeof ACTS): Story => [
  ['billAll', 0, 0],
  ...Array.from({ length: 8 }, (_, at): Story[number] => [name, at * 7, at * 3 + 1]),
];

type Story = [act: keyof typeof ACTS, one: number, other: number][];
const act = fc.tuple(fc.constantFrom(...Object.keys(ACTS)), fc.nat(10_000), fc.nat(10_000));
const story: fc.Arbitrary<Story> = fc
  .array(act, { minLength: 15, maxLength: 30 })
  // Something is billed, of every second order.
  .map((acts): Story => [...[0, 2, 4, 6, 8, 10, 12].map((at): Story[number] => ['bill', at, 0]), ...acts]);

const inOrder = (findings: object[]): string[] => findings.map((found) => JSON.stringify(found)).toSorted();

/** What each watch finds, and the most records of work and of the ledger that were read for one slice. */
async function looked(odoo: BillingOdoo, slice: number) {
  let held = 0;
  let most = 0;
  const weigh = (records: number) => (most = Math.max(most, (held += records)));
  const weighed: BillingOdoo = {
    ...odoo,
    async collectWork(scope) {
      held = 0;
      const works = await odoo.collectWork(scope);
      weigh(works.reduce((all, { entries }) => all + entries.length, 0));
      return works;
    },
    async books(alsoOf, scope) {
      const books = await odoo.books(alsoOf, scope);
      weigh(books.parts.length);
      return books;
    },
  };
  const found = new Map<string, string[]>();
  for (const watch of WATCHES) {
    const { findings } = await runWatch(weighed, watch, {}, { today: LATER, keepCases: false, slice });
    found.set(watch.id, inOrder(findings));
  }
  return { found, most };
}

describe('a firm that is looked at in slices', () => {
  it('shows what it shows as a whole, whatever was billed, moved, cancelled, freed and agreed on', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(story, async (acts) => {
        const firm = await openFirm();
        try {
          for (const [name, one, other] of acts) await ACTS[name]?.(firm, one, other);
          const whole = await looked(firm.odoo, Infinity);
          for (const watch of whole.found.keys()) if (whole.found.get(watch)?.length) seen.add(watch);
          for (const slice of [1, 40]) {
            const { found } = await looked(firm.odoo, slice);
            for (const [watch, findings] of whole.found)
              expect(found.get(watch), `${watch} by ${slice}`).toEqual(findings);
          }
        } finally {
          await firm.sandbox.stop();
        }
      }),
      { numRuns: 4, examples: [[often('moveAndTakeOff')], [often('billTwice')]] },
    );
    expect([...seen]).toEqual(expect.arrayContaining(['stale-wip', 'delayed-approvals', 'reconcile']));
  });

  it.each(['moveRestOfExpense', 'moveRestOfMilestone'] as const)(
    'ties what is partly billed to the order of another customer it was moved to: %s',
    async (name) => {
      const firm = await openFirm();
      try {
        for (const [one, at, other] of [['spreadExpenses', 0, 0] as const, ...often(name)])
          await ACTS[one]?.(firm, at, other);
        const [whole, sliced] = [await looked(firm.odoo, Infinity), await looked(firm.odoo, 1)];
        for (const [watch, findings] of whole.found) expect(sliced.found.get(watch), watch).toEqual(findings);
        expect(whole.found.get('reconcile')?.join()).toMatch(/Changed since it was billed/);
      } finally {
        await firm.sandbox.stop();
      }
    },
  );

  it('holds no more of a firm three times as large', async () => {
    const held: Record<string, number[]> = { whole: [], slice: [] };
    for (const times of [1, 3]) {
      const { sandbox, odoo } = await openFirm(firmOf(times));
      try {
        await ACTS['billAll']?.({ sandbox, odoo }, 0, 0);
        held.whole?.push((await looked(odoo, Infinity)).most);
        held.slice?.push((await looked(odoo, 100)).most);
      } finally {
        await sandbox.stop();
      }
    }
    const [small, large] = held.whole as [number, number];
    expect(large).toBeGreaterThan(2 * small);
    for (const most of held.slice ?? []) expect(most).toBeLessThanOrEqual(100);
  });
});
