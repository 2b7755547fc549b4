import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exact, sum, text } from '../../src/money/decimal.ts';
import type { Claim, Entry, OrderLine, Work } from '../../src/rules/entry.ts';
import { evaluate } from '../../src/rules/evaluate.ts';
import { positiveLine } from '../../src/rules/gates/positive-line.ts';
import type { Evaluation, Part } from '../../src/rules/verdict.ts';
import { BOB, ANN, expense, expenseLine, line, milestone, milestoneLine, time, TODAY, work } from './work.ts';

const END = '2026-03-31';

const day = fc.integer({ min: 1, max: 31 }).map((n) => `2026-03-${String(n).padStart(2, '0')}`);
/** Minutes as Odoo stores them: floats of hours. */
const hours = (min: number) => fc.integer({ min, max: 720 }).map((minutes) => String(exact(minutes / 60).toFixed()));
const share = fc.constantFrom('0.25', '0.3333', '0.5', '1');
const state = fc.constantFrom<Entry['approval']['state']>(
  'approved',
  'approved',
  'approved',
  'pending',
  'changed',
  'refused',
);
const evidence = fc.constantFrom<string[]>([], ['proof.pdf'], ['proof.pdf']);

const TIME_LINES = [11, 14, 15, 16];
const lines = (room: {
  milestones: string;
  milestonesOut: string;
  expenses: string;
  expensesOut: string;
}): OrderLine[] => [
  line(),
  line({ id: 14, unit: 'Days', hoursPerUnit: '7.6', priceUnit: '913.37', discount: '12.5' }),
  line({ id: 15, basis: 'ordered' }),
  line({ id: 16, priceUnit: '0' }),
  milestoneLine({ toInvoice: room.milestones, invoiced: room.milestonesOut }),
  expenseLine({ toInvoice: room.expenses, invoiced: room.expensesOut }),
];

const timeEntry = (least: number) =>
  fc.record({
    quantity: hours(least),
    date: day,
    person: fc.constantFrom(ANN, BOB),
    orderLineId: fc.constantFrom(...TIME_LINES, undefined),
    closed: fc.constantFrom(false, false, false, true),
    state,
    internal: fc.boolean(),
  });
const other = fc.record({ quantity: share, date: day, state, evidence });

/** Any work of an order; without negative hours where `least` is 0. */
const anyWork = (least: number) =>
  fc
    .record({
      time: fc.array(timeEntry(least), { maxLength: 12 }),
      milestones: fc.array(other, { maxLength: 4 }),
      expenses: fc.array(other, { maxLength: 4 }),
      room: fc.record({ milestones: share, milestonesOut: share, expenses: share, expensesOut: share }),
    })
    .map((drawn): Work => {
      const entries = [
        ...drawn.time.map(({ state, closed, orderLineId, ...fields }, index) => {
          const task = { id: 4, name: 'Task', closed };
          const entry = time(index + 1, fields.quantity, { ...fields, task });
          entry.approval = { ...entry.approval, state };
          if (orderLineId === undefined) delete entry.orderLineId;
          else entry.orderLineId = orderLineId;
          return entry;
        }),
        ...drawn.milestones.map(({ state, ...fields }, index) =>
          milestone(index + 1, fields.quantity, { ...fields, approval: { state, source: 'milestone' } }),
        ),
        ...drawn.expenses.map(({ state, ...fields }, index) =>
          expense(index + 1, { ...fields, approval: { state, source: 'expense' } }),
        ),
      ];
      return work(entries, { lines: lines(drawn.room) });
    });

const billed = ({ proposal }: Evaluation): Part[] => proposal?.orders[0].lines.flatMap(({ parts }) => parts) ?? [];

/** The same work as Odoo shows it once the proposal is drafted: claimed parts, and less left to invoice. */
function afterDrafting(read: Work, evaluation: Evaluation): Work {
  const claims = Map.groupBy(billed(evaluation), ({ entry }) => entry);
  const drafted = new Map(evaluation.proposal?.orders[0].lines.map((own) => [own.orderLineId, exact(own.quantity)]));
  const entries = read.entries.map((entry) => ({
    ...entry,
    claims: [...entry.claims, ...(claims.get(entry.key) ?? []).map(claimOf)],
  }));
  const rest = read.order?.lines.map((own) => {
    const quantity = drafted.get(own.id) ?? exact('0');
    const toInvoice = text(exact(own.toInvoice).minus(quantity));
    return { ...own, toInvoice, invoiced: text(exact(own.invoiced).plus(quantity)) };
  });
  return { ...work(entries, { lines: rest ?? [] }), period: read.period };
}

const claimOf = ({ quantity }: Part): Claim => ({
  quantity,
  invoice: { id: 90, name: 'Draft #90' },
  invoiceState: 'draft',
  outside: false,
});

const upTo = (read: Work, to: string): Work => ({ ...read, period: { to } });

describe('for any work', () => {
  it('the parts of an entry add up to its quantity', () => {
    fc.assert(
      fc.property(anyWork(-120), (read) => {
        const parts = Map.groupBy(evaluate(read, TODAY).parts, ({ entry }) => entry);
        for (const { key, quantity } of read.entries) {
          expect(text(sum((parts.get(key) ?? []).map((part) => part.quantity)))).toBe(text(exact(quantity)));
          expect(parts.has(key)).toBe(true);
        }
      }),
    );
  });

  it('the identity of hours and money holds', () => {
    fc.assert(
      fc.property(anyWork(-120), (read) => {
        expect(evaluate(read, TODAY).identity.breaks).toEqual([]);
      }),
    );
  });

  it('a part is billed exactly where it is on the proposal, and only approved work is', () => {
    fc.assert(
      fc.property(anyWork(-120), (read) => {
        const evaluation = evaluate(read, TODAY);
        const onInvoice = billed(evaluation);
        const verdictBill = evaluation.parts.filter(({ verdict }) => verdict === 'bill');
        expect(new Set(onInvoice)).toEqual(new Set(verdictBill));
        const approved = new Set(
          read.entries.filter(({ approval }) => approval.state === 'approved').map(({ key }) => key),
        );
        expect(onInvoice.filter(({ entry }) => !approved.has(entry))).toEqual([]);
      }),
    );
  });

  it('every held part has a case', () => {
    fc.assert(
      fc.property(anyWork(-120), (read) => {
        const { parts, cases } = evaluate(read, TODAY);
        const value = sum(parts.filter(({ verdict }) => verdict === 'hold').map((part) => part.value ?? '0'));
        const policy = cases.filter(
          ({ code }) => !['time.changed-after-approval', 'time.no-order-line'].includes(code),
        );
        expect(text(sum(policy.map(({ amount }) => amount)))).toBe(text(value));
      }),
    );
  });

  it('the order in which it was read changes nothing, the key included', () => {
    fc.assert(
      fc.property(
        anyWork(-120).chain((read) =>
          fc.tuple(fc.constant(read), fc.shuffledSubarray(read.entries, { minLength: read.entries.length })),
        ),
        ([read, shuffled]) => {
          const again = evaluate({ ...read, entries: shuffled, totals: read.totals.toReversed() }, TODAY);
          expect(again).toEqual(evaluate(read, TODAY));
        },
      ),
    );
  });

  it('nothing is billed again once it is claimed', () => {
    fc.assert(
      fc.property(anyWork(-120), (read) => {
        const first = evaluate(read, TODAY);
        const second = evaluate(afterDrafting(read, first), TODAY);
        const twice = new Set(billed(first).map(({ entry }) => entry));
        expect(billed(second).filter(({ entry }) => twice.has(entry))).toEqual([]);
        expect(second.identity.breaks).toEqual([]);
      }),
    );
  });

  it('a run split in two bills what one run bills', () => {
    fc.assert(
      fc.property(anyWork(0), day, (read, split) => {
        const whole = evaluate(upTo(read, END), TODAY);
        const first = evaluate(upTo(read, split), TODAY);
        const second = evaluate(upTo(afterDrafting(upTo(read, split), first), END), TODAY);
        const byEntry = (parts: Part[]) => parts.map(({ entry, quantity }) => `${entry} ${quantity}`).toSorted();
        const inTwo = byEntry([...billed(first), ...billed(second)]);
        expect(new Set(inTwo).size).toBe(inTwo.length);
        // Minutes that came late and round to no quantity of their own wait, with a case, for more to come.
        const tooSmall = second.parts.filter(({ verdict, rule }) => verdict === 'hold' && rule === positiveLine.id);
        const wait = byEntry(tooSmall).filter((part) => byEntry(billed(whole)).includes(part));
        expect([...inTwo, ...wait].toSorted()).toEqual(byEntry(billed(whole)));
      }),
    );
  });
});
