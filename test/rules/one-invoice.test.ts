import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldBy } from '../../src/billing/backtest/held.ts';
import { propose } from '../../src/billing/propose.ts';
import { exact, sum, text } from '../../src/money/decimal.ts';
import { evaluateAll } from '../../src/rules/evaluate.ts';
import { deductionsIn, linesOf, proposalsOf, withheldOf } from '../../src/rules/proposal/of.ts';
import type { Evaluation } from '../../src/rules/verdict.ts';
import type { Ran } from './after-drafting.ts';
import { afterDrafting, billed, lines, proposals, ran } from './after-drafting.ts';
import { ALL } from './firm-sections.ts';
import type { SectionsOf } from './firm-sections.ts';
import { anyFirm, END, onOneInvoice } from './firm.ts';
import type { Firm } from './firm.ts';
import { earned, hoursByEntry, inTwo, paidByTier, split, tooSmall, upTo } from './runs.ts';
import { TODAY } from './work.ts';

/** Without what leaves room of a limit in money to rounding. */
const COUNTED = ALL.filter((name): name is SectionsOf => !['purchaseOrder', 'milestoneGates', 'caps'].includes(name));

const firm = (least?: number, names?: readonly SectionsOf[]): fc.Arbitrary<Firm> =>
  anyFirm(least, names).map(onOneInvoice);

const joint = (run: Ran) => proposals(run).filter(({ orders }) => orders.length > 1);
const claims = (evaluations: Evaluation[]): string[] =>
  evaluations
    .flatMap(proposalsOf)
    .flatMap(linesOf)
    .flatMap(({ parts, orderLineId, quantity, amount }) => [
      `${orderLineId}: ${quantity} for ${amount}`,
      ...parts.map(({ entry, quantity: own, value }) => `${entry}: ${own} worth ${value}`),
    ])
    .toSorted();

describe('for any firm whose customers want one invoice', () => {
  it('what is generated is joined: with deductions, withheld, released, fees, expenses and corrections', () => {
    const seen = new Set<string>();
    for (const { works } of fc.sample(firm(), { numRuns: 300, seed: 7 }))
      for (const run of inTwo(works, '2026-03-31'))
        for (const proposal of joint(run)) {
          if (deductionsIn(proposal).some(({ quantity }) => quantity !== '0')) seen.add('deducted');
          if (withheldOf(proposal).length > 0) seen.add('withheld');
          if (proposal.rounding !== '0') seen.add('rounded once');
          for (const { kind, rule } of linesOf(proposal).flatMap(({ parts }) => parts)) seen.add(kind).add(rule);
        }
    const wanted = ['deducted', 'withheld', 'rounded once', 'time', 'expense', 'milestone', 'fee'];
    const rules = ['fee.fixed', 'fee.retainer', 'holdback.release'];
    expect([...wanted, ...rules].filter((each) => !seen.has(each))).toEqual([]);
  });

  it('the identity holds order by order, in one run and in the next', () => {
    fc.assert(
      fc.property(firm(), split, ({ works }, day) => {
        for (const { evaluations } of inTwo(works, day))
          expect(evaluations.flatMap(({ identity }) => identity.breaks)).toEqual([]);
      }),
    );
  });

  it('it bills what invoices of one order would, no more and no less, and comes to the same but for rounding once', () => {
    fc.assert(
      fc.property(firm(), split, ({ works }, day) => {
        for (const { works: read } of inTwo(works, day)) {
          const [together, apart] = [propose(read, TODAY), evaluateAll(read, TODAY)];
          expect(claims(together)).toEqual(claims(apart));
          const told = ({ parts, cases, identity, period }: Evaluation) => ({
            ...{ parts, identity },
            cases: cases.map((each) => ({ ...each, workTo: period.to })),
          });
          expect(together.map(told)).toEqual(apart.map(told));
          const held = (found: Evaluation[]) =>
            heldBy(read, found).map((row) => JSON.stringify({ ...row, invoice: undefined }));
          expect(held(together).toSorted()).toEqual(held(apart).toSorted());
          const [one, several] = [together, apart].map((each) => each.flatMap(proposalsOf)) as [
            ReturnType<typeof proposalsOf>,
            ReturnType<typeof proposalsOf>,
          ];
          const [sums, sumsApart] = [one, several].map((each) => sum(each.map(({ total }) => total)));
          const cents = exact('0.005').times(one.length + several.length);
          expect(
            sums
              ?.minus(sumsApart ?? '0')
              .abs()
              .lte(cents),
          ).toBe(true);
          expect(one.flatMap(({ orders }) => orders.map(({ orderId }) => orderId)).toSorted()).toEqual(
            several.flatMap(({ orders }) => orders.map(({ orderId }) => orderId)).toSorted(),
          );
        }
      }),
    );
  });

  it('an invoice is its lines, its rounding, what is deducted and what is withheld', () => {
    fc.assert(
      fc.property(firm(), split, ({ works }, day) => {
        for (const proposal of inTwo(works, day).flatMap(proposals)) {
          const amounts = [linesOf(proposal), deductionsIn(proposal), withheldOf(proposal)].flat();
          expect(text(sum([proposal.rounding, ...amounts.map(({ amount }) => amount)]))).toBe(
            text(exact(proposal.total)),
          );
          expect(
            exact(proposal.rounding)
              .abs()
              .lte(exact('0.005').times(linesOf(proposal).length + 1)),
          ).toBe(true);
          expect(new Set(proposal.orders.map(({ orderId }) => orderId)).size).toBe(proposal.orders.length);
        }
      }),
    );
  });

  it('the order in which orders were read changes nothing', () => {
    fc.assert(
      fc.property(
        firm().chain(({ works }) =>
          fc.tuple(fc.constant(works), fc.shuffledSubarray(works, { minLength: works.length })),
        ),
        ([works, others]) => {
          const told = (run: Ran) => proposals(run).toSorted((a, b) => (a.key < b.key ? -1 : 1));
          expect(told(ran(others))).toEqual(told(ran(works)));
        },
      ),
    );
  });

  it('nothing is billed twice, in one run or in two', () => {
    fc.assert(
      fc.property(firm(0), split, ({ works }, day) => {
        const [first, second] = inTwo(works, day);
        const hours = hoursByEntry([...billed(first), ...billed(second)]);
        for (const { key, quantity } of works.flatMap(({ entries }) => entries))
          expect(exact(hours[key] ?? '0').lte(quantity)).toBe(true);
        const keys = [first, second].flatMap((run) => proposals(run).map(({ key }) => key));
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  it('joined in one run and on its own in the next, nothing is billed twice either, nor the other way round', () => {
    fc.assert(
      fc.property(anyFirm(0), split, fc.boolean(), (drawn, day, before) => {
        const alike = new Map(onOneInvoice(drawn).works.map(({ order, agreements }) => [order?.id, agreements]));
        const changed = (works: Firm['works'], joins: boolean) =>
          joins ? works.map((work) => ({ ...work, agreements: alike.get(work.order?.id) ?? [] })) : works;
        const first = ran(upTo(changed(drawn.works, before), day));
        const own = new Map(drawn.works.map(({ order, agreements }) => [order?.id, agreements]));
        const next = afterDrafting(first).map((work) => ({ ...work, agreements: own.get(work.order?.id) ?? [] }));
        const second = ran(upTo(changed(next, !before), END));
        const hours = hoursByEntry([...billed(first), ...billed(second)]);
        for (const { key, quantity } of drawn.works.flatMap(({ entries }) => entries))
          expect(exact(hours[key] ?? '0').lte(quantity)).toBe(true);
      }),
    );
  });

  it('a period billed in two runs claims what one run claims', () => {
    fc.assert(
      fc.property(firm(0, COUNTED), split, (drawn, day) => {
        const whole = ran(upTo(drawn.works, END));
        const [first, second] = inTwo(drawn.works, day);
        fc.pre(![whole, first, second].some(tooSmall) && !paidByTier(drawn));
        expect(hoursByEntry([...earned(first), ...earned(second)])).toEqual(hoursByEntry(earned(whole)));
      }),
    );
  });

  it('no invoices together exceed a cap', () => {
    const capped = ['rates', 'caps', 'discounts', 'roles', 'expenses'] as const;
    fc.assert(
      fc.property(firm(0, capped), split, ({ works, agreements }, day) => {
        const [first, second] = inTwo(works, day);
        fc.pre(![first, second].some(tooSmall));
        for (const { id, versions } of agreements) {
          const cap = versions.length === 1 ? versions[0]?.caps?.[0] : undefined;
          if (cap?.scope !== 'agreement' || cap.overflow === 'next-rule') continue;
          const kinds = cap.of ?? ['time'];
          const own = [...lines(first), ...lines(second)].filter(({ parts }) =>
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
