import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, exact, sum, text } from '../../src/money/decimal.ts';
import { deductionsIn, linesOf, withheldOf } from '../../src/rules/proposal/of.ts';
import { sections } from '../../src/rules/terms/schema.ts';
import type { Evaluation } from '../../src/rules/verdict.ts';
import type { Ran } from './after-drafting.ts';
import { afterDrafting, billed, lines, proposals, ran } from './after-drafting.ts';
import { ALL } from './firm-sections.ts';
import type { SectionsOf } from './firm-sections.ts';
import { anyFirm, END, withUnsigned } from './firm.ts';
import type { Firm } from './firm.ts';
import { earned, hoursByEntry, inTwo, paidByTier, split, tooSmall, upTo } from './runs.ts';

/** Sections that limit money: what rounding leaves of a limit may be room again in the next run. */
const LIMITS_MONEY: readonly SectionsOf[] = ['purchaseOrder', 'milestoneGates'];
const COUNTED = ALL.filter((name) => !LIMITS_MONEY.includes(name));

const inMoney = ({ agreements }: Firm): boolean =>
  agreements.some(({ versions }) => versions.some((v) => v.caps?.some(({ amount }) => amount !== undefined)));

describe('for any firm with agreed terms', () => {
  it('what is generated has every kind of terms, and bills, withholds, deducts, draws and releases', () => {
    const seen = new Set<string>();
    for (const { works, agreements } of fc.sample(anyFirm(), { numRuns: 300, seed: 6 })) {
      for (const version of agreements.flatMap(({ versions }) => versions))
        for (const name of Object.keys(version)) seen.add(name);
      for (const run of inTwo(works, '2026-03-31')) {
        for (const { advance, withheld, deductions, lines: own } of proposals(run).flatMap(({ orders }) => orders)) {
          if (advance) seen.add('advance made');
          if (withheld) seen.add('withheld');
          if (deductions.length > 0) seen.add('deducted');
          for (const { rule, kind } of own.flatMap(({ parts }) => parts)) seen.add(`${kind} billed by ${rule}`);
        }
        for (const { parts, more } of run.evaluations) {
          if (more) seen.add('several invoices of one order');
          for (const part of parts) seen.add(part.verdict).add(`${part.verdict} by ${part.rule}`);
          if (parts.some(({ drawn }) => drawn !== undefined)) seen.add('drawn');
        }
      }
    }
    const wanted = [
      ...Object.keys(sections),
      ...['advance made', 'withheld', 'deducted', 'drawn', 'several invoices of one order'],
      ...['bill', 'billed', 'included', 'over-cap', 'hold', 'write-off', 'non-billable', 'pending'],
      ...['fee billed by fee.fixed', 'fee billed by fee.retainer', 'fee billed by holdback.release'],
      ...['expense billed by expense.order-price', 'milestone billed by milestone.order-price'],
      ...['hold by terms.expense-limits', 'included by terms.per-diem', 'hold by terms.milestone-gates'],
      ...['hold by terms.purchase-order', 'hold by terms.adjustments', 'write-off by terms.adjustments'],
    ];
    expect(wanted.filter((each) => !seen.has(each))).toEqual([]);
  });

  it('hours are conserved: the parts of an entry add up to it, and the identity holds', () => {
    fc.assert(
      fc.property(anyFirm(), ({ works }) => {
        const { evaluations } = ran(works);
        expect(evaluations.flatMap(({ identity }) => identity.breaks)).toEqual([]);
        const parts = Map.groupBy(
          evaluations.flatMap((one) => one.parts),
          ({ entry }) => entry,
        );
        for (const { key, quantity } of works.flatMap(({ entries }) => entries))
          expect(text(sum((parts.get(key) ?? []).map((part) => part.quantity)))).toBe(text(exact(quantity)));
      }),
    );
  });

  it('the identity holds in the next run, too, with advances deducted and what was withheld released', () => {
    fc.assert(
      fc.property(anyFirm(), split, ({ works }, day) => {
        for (const { evaluations } of inTwo(works, day))
          expect(evaluations.flatMap(({ identity }) => identity.breaks)).toEqual([]);
      }),
    );
  });

  it('money is conserved: value is standard value and named adjustments, an invoice its parts and what it names', () => {
    fc.assert(
      fc.property(anyFirm(), split, ({ works }, day) => {
        for (const run of inTwo(works, day)) {
          for (const { charge, value } of run.evaluations.flatMap(({ parts }) => parts))
            if (charge)
              expect(text(sum([charge.standard, ...charge.adjustments.map(({ amount }) => amount)]))).toBe(value);
          for (const proposal of proposals(run)) {
            const { rounding, total } = proposal;
            const all = linesOf(proposal);
            for (const own of all)
              expect(text(sum([own.rounding, ...own.parts.map(({ value = '0' }) => value)]))).toBe(
                text(exact(own.amount)),
              );
            const amounts = [...all, ...deductionsIn(proposal), ...withheldOf(proposal)].map(({ amount }) => amount);
            expect(text(sum([rounding, ...amounts]))).toBe(text(exact(total)));
            const cents = exact('0.005').times(all.length + 1);
            expect(exact(rounding).abs().lte(cents)).toBe(true);
          }
        }
      }),
    );
  });

  // Laid out by person or day, a correction may be a line of its own: its order line comes to more than nothing all the same.
  it('no bill is negative, and neither is what it bills of an order line', () => {
    fc.assert(
      fc.property(anyFirm(), split, ({ works }, day) => {
        for (const proposal of inTwo(works, day).flatMap(proposals)) {
          const all = linesOf(proposal);
          expect(compare(proposal.total, '0')).not.toBe(-1);
          const ofLine = ({ orderLineId, priceUnit, discount }: (typeof all)[number]) =>
            `${orderLineId} ${priceUnit} ${discount}`;
          for (const own of Map.groupBy(all, ofLine).values()) {
            const parts = own.flatMap((each) => each.parts);
            expect(sum(parts.map(({ value = '0' }) => value)).gte(0)).toBe(true);
            expect(sum(parts.map(({ charge, quantity }) => charge?.billed ?? quantity)).gt(0)).toBe(true);
          }
        }
      }),
    );
  });

  it('the order in which entries and orders were read changes nothing', () => {
    const shuffled = anyFirm().chain(({ works }) =>
      fc.tuple(
        fc.constant(works),
        fc.shuffledSubarray(works, { minLength: works.length }),
        fc.shuffledSubarray(
          works.flatMap(({ entries }) => entries),
          {
            minLength: works.reduce((all, { entries }) => all + entries.length, 0),
          },
        ),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([works, otherWorks, otherEntries]) => {
        const mixed = otherWorks.map((work) => ({
          ...work,
          entries: otherEntries.filter(({ key }) => work.entries.some((entry) => entry.key === key)),
          totals: work.totals.toReversed(),
        }));
        const named = ({ orderId, parts: [part] }: Pick<Evaluation, 'orderId' | 'parts'>): string =>
          `${orderId} ${part?.unit === 'advance' ? part.description : ''}`;
        const byOrder = ({ evaluations }: Ran) =>
          evaluations
            .map((each) => ({ ...each, retainers: undefined }))
            .toSorted((a, b) => named(a).localeCompare(named(b)));
        const statements = ({ evaluations }: Ran) =>
          evaluations
            .flatMap(({ retainers = [] }) => retainers)
            .toSorted((a, b) => a.agreement.localeCompare(b.agreement));
        const [one, other] = [ran(works), ran(mixed)];
        expect(byOrder(other)).toEqual(byOrder(one));
        expect(statements(other)).toEqual(statements(one));
      }),
    );
  });

  it('the same run twice is the same, keys and all', () => {
    fc.assert(
      fc.property(anyFirm(), ({ works }) => {
        const keys = (run: Ran) => proposals(run).map(({ key }) => key);
        const [first, second] = [ran(works), ran(structuredClone(works))];
        expect(second).toEqual(first);
        expect(keys(second)).toEqual(keys(first));
        expect(new Set(keys(first)).size).toBe(keys(first).length);
      }),
    );
  });

  // A gate may ask for just that: change orders signed.
  it('a change order nobody signed changes nothing, where no milestone waits for it', () => {
    const asksForIt = ({ agreements }: Firm): boolean =>
      agreements.some(({ versions }) =>
        versions.some((v) => v.milestoneGates?.some(({ requires }) => requires.includes('change-orders-signed'))),
      );
    fc.assert(
      fc.property(anyFirm(), (firm) => {
        fc.pre(!asksForIt(firm));
        expect(ran(withUnsigned(firm)).evaluations).toEqual(ran(firm.works).evaluations);
      }),
    );
  });

  it('nothing is billed twice: not in one run, and not in a second one', () => {
    fc.assert(
      fc.property(anyFirm(0), split, ({ works }, day) => {
        const [first, second] = inTwo(works, day);
        const hours = hoursByEntry([...billed(first), ...billed(second)]);
        for (const { key, quantity } of works.flatMap(({ entries }) => entries))
          expect(exact(hours[key] ?? '0').lte(quantity)).toBe(true);
        const advances = [first, second].flatMap((run) =>
          proposals(run).flatMap(({ key, orders: [{ advance }] }) => (advance ? key : [])),
        );
        expect(new Set(advances).size).toBe(advances.length);
        for (const { holdback, toInvoice } of afterDrafting(second).flatMap(({ order }) => order?.lines ?? []))
          if (holdback) expect(compare(toInvoice, '0')).not.toBe(-1);
        for (const { basis, toInvoice } of afterDrafting(second).flatMap(({ order }) => order?.lines ?? []))
          if (basis === 'down payment') expect(compare(toInvoice, '0')).not.toBe(1);
      }),
    );
  });

  // A cap in money may have room again once lines are rounded.
  it('a second run finds nothing more to bill, where no cap is in money', () => {
    fc.assert(
      fc.property(anyFirm(0, COUNTED), (firm) => {
        const first = ran(firm.works);
        fc.pre(!tooSmall(first) && !inMoney(firm));
        expect(hoursByEntry(earned(ran(afterDrafting(first))))).toEqual({});
      }),
    );
  });

  it('a period billed in two runs claims what one run claims, where no cap is in money', () => {
    fc.assert(
      fc.property(anyFirm(0, COUNTED), split, (firm, day) => {
        const whole = ran(upTo(firm.works, END));
        const [first, second] = inTwo(firm.works, day);
        fc.pre(![whole, first, second].some(tooSmall) && !inMoney(firm) && !paidByTier(firm));
        expect(hoursByEntry([...earned(first), ...earned(second)])).toEqual(hoursByEntry(earned(whole)));
      }),
    );
  });

  it('no invoices together exceed a cap, in one run or in two', () => {
    const capped = ['rates', 'caps', 'discounts', 'roles', 'invoiceFormat', 'expenses'] as const;
    fc.assert(
      fc.property(anyFirm(0, capped), split, ({ works, agreements }, day) => {
        const whole = ran(works);
        const [first, second] = inTwo(works, day);
        fc.pre(![whole, first, second].some(tooSmall));
        for (const invoiced of [lines(whole), [...lines(first), ...lines(second)]])
          for (const { id, versions } of agreements) {
            const cap = versions.length === 1 ? versions[0]?.caps?.[0] : undefined;
            if (cap?.scope !== 'agreement' || cap.overflow === 'next-rule') continue;
            const kinds = cap.of ?? ['time'];
            const own = invoiced.filter(({ parts }) =>
              parts.every(({ terms, kind }) => terms === `${id}@1` && kinds.includes(kind)),
            );
            const hours = own.flatMap(({ parts }) => parts.map((part) => part.charge?.billed ?? part.quantity));
            const used = cap.hours === undefined ? own.map(({ amount }) => amount) : hours;
            expect(sum(used).lte(cap.hours ?? cap.amount ?? '0')).toBe(true);
          }
      }),
    );
  });
});
