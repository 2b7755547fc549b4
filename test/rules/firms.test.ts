import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldBy } from '../../src/billing/backtest/held.ts';
import { compare, exact, sum, text } from '../../src/money/decimal.ts';
import type { Claim, Work } from '../../src/rules/entry.ts';
import { evaluateAll } from '../../src/rules/evaluate.ts';
import { positiveLine } from '../../src/rules/gates/positive-line.ts';
import type { Evaluation, Part } from '../../src/rules/verdict.ts';
import { anyFirm, withUnsigned } from './firm.ts';
import { TODAY } from './work.ts';

const END = '2026-04-30';
const HOURLY = ['roles', 'rates', 'increments', 'multipliers', 'volumeTiers', 'discounts'] as const;
const run = (works: Work[]): Evaluation[] => evaluateAll(works, TODAY);
const lines = (evaluations: Evaluation[]) => evaluations.flatMap(({ proposal }) => proposal?.lines ?? []);
const billed = (evaluations: Evaluation[]): Part[] => lines(evaluations).flatMap(({ parts }) => parts);
const upTo = (works: Work[], to: string): Work[] => works.map((work) => ({ ...work, period: { to } }));
/** Minutes that round to no quantity of their own wait for more to come. */
const tooSmall = (evaluations: Evaluation[]) =>
  evaluations.some(({ parts }) => parts.some(({ rule }) => rule === positiveLine.id));

const claimOf = ({ quantity }: Part): Claim => ({
  quantity,
  invoice: { id: 90, name: 'Draft #90' },
  invoiceState: 'draft',
  outside: false,
});

/** The same works as Odoo shows them once all proposals are drafted. */
function afterDrafting(works: Work[], evaluations: Evaluation[]): Work[] {
  const claims = Map.groupBy(billed(evaluations), ({ entry }) => entry);
  const used = [...(works[0]?.used ?? []), ...heldBy(works, evaluations)];
  return works.map((work) => ({
    ...work,
    used,
    entries: work.entries.map((entry) => ({
      ...entry,
      claims: [...entry.claims, ...(claims.get(entry.key) ?? []).map(claimOf)],
    })),
  }));
}

const hoursByEntry = (parts: Part[]): Record<string, string> =>
  Object.fromEntries(
    [...Map.groupBy(parts, ({ entry }) => entry)]
      .map(([entry, own]): [string, string] => [entry, text(sum(own.map(({ quantity }) => quantity)))])
      .filter(([, hours]) => hours !== '0')
      .toSorted(),
  );

describe('for any firm with agreed terms', () => {
  it('hours are conserved: the parts of an entry add up to it, and the identity holds', () => {
    fc.assert(
      fc.property(anyFirm(), ({ works }) => {
        const evaluations = run(works);
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

  it('money is conserved: value is standard value and named adjustments, an invoice its parts and named rounding', () => {
    fc.assert(
      fc.property(anyFirm(), ({ works }) => {
        for (const { proposal, parts } of run(works)) {
          for (const { charge, value } of parts)
            if (charge)
              expect(text(sum([charge.standard, ...charge.adjustments.map(({ amount }) => amount)]))).toBe(value);
          if (!proposal) continue;
          for (const own of proposal.lines)
            expect(text(sum([own.rounding, ...own.parts.map(({ value = '0' }) => value)]))).toBe(
              text(exact(own.amount)),
            );
          const amounts = proposal.lines.map(({ amount }) => amount);
          expect(text(sum([proposal.rounding, ...amounts]))).toBe(text(exact(proposal.total)));
          const cents = exact('0.005').times(proposal.lines.length + 1);
          expect(exact(proposal.rounding).abs().lte(cents)).toBe(true);
        }
      }),
    );
  });

  it('no bill is negative, and neither is a line of it', () => {
    fc.assert(
      fc.property(anyFirm(), ({ works }) => {
        const evaluations = run(works);
        for (const { proposal } of evaluations) if (proposal) expect(compare(proposal.total, '0')).not.toBe(-1);
        for (const { amount, quantity } of lines(evaluations)) {
          expect(compare(amount, '0')).not.toBe(-1);
          expect(compare(quantity, '0')).toBe(1);
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
        const byOrder = (evaluations: Evaluation[]) =>
          evaluations.toSorted((a, b) => (a.orderId ?? 0) - (b.orderId ?? 0));
        expect(byOrder(run(mixed))).toEqual(byOrder(run(works)));
      }),
    );
  });

  it('the same run twice is the same, keys and all', () => {
    fc.assert(
      fc.property(anyFirm(), ({ works }) => {
        const keys = (evaluations: Evaluation[]) => evaluations.map(({ proposal }) => proposal?.key);
        const [first, second] = [run(works), run(structuredClone(works))];
        expect(second).toEqual(first);
        expect(keys(second)).toEqual(keys(first));
        const made = keys(first).filter((key) => key !== undefined);
        expect(new Set(made).size).toBe(made.length);
      }),
    );
  });

  it('a change order nobody signed changes nothing', () => {
    fc.assert(
      fc.property(anyFirm(), (firm) => {
        expect(run(withUnsigned(firm))).toEqual(run(firm.works));
      }),
    );
  });

  it('nothing is billed twice: not in one run, and not in a second one', () => {
    fc.assert(
      fc.property(anyFirm(0), ({ works }) => {
        const first = run(works);
        const hours = hoursByEntry([...billed(first), ...billed(run(afterDrafting(works, first)))]);
        for (const { key, quantity } of works.flatMap(({ entries }) => entries))
          expect(exact(hours[key] ?? '0').lte(quantity)).toBe(true);
      }),
    );
  });

  // A cap may have room again once lines are rounded, or where a later version says that hours count toward another one.
  it('a second run finds nothing more to bill, where there are no caps', () => {
    fc.assert(
      fc.property(anyFirm(0, HOURLY), ({ works }) => {
        const first = run(works);
        fc.pre(!tooSmall(first));
        expect(hoursByEntry(billed(run(afterDrafting(works, first))))).toEqual({});
      }),
    );
  });

  it('a period billed in two runs claims what one run claims', () => {
    fc.assert(
      fc.property(anyFirm(0, HOURLY), fc.constantFrom('2026-03-12', '2026-03-31', '2026-04-08'), ({ works }, split) => {
        const [whole, first] = [run(upTo(works, END)), run(upTo(works, split))];
        const second = run(upTo(afterDrafting(upTo(works, split), first), END));
        fc.pre(![whole, first, second].some(tooSmall));
        expect(hoursByEntry([...billed(first), ...billed(second)])).toEqual(hoursByEntry(billed(whole)));
      }),
    );
  });

  it('under caps of hours, too, and no invoices together exceed a cap', () => {
    const capped = ['rates', 'caps', 'discounts'] as const;
    fc.assert(
      fc.property(
        anyFirm(0, capped),
        fc.constantFrom('2026-03-12', '2026-03-31', '2026-04-08'),
        ({ works, agreements }, split) => {
          const [whole, first] = [run(upTo(works, END)), run(upTo(works, split))];
          const second = run(upTo(afterDrafting(upTo(works, split), first), END));
          fc.pre(![whole, first, second].some(tooSmall));
          for (const invoiced of [lines(whole), lines([...first, ...second])])
            for (const { id, versions } of agreements) {
              const cap = versions.length === 1 ? versions[0]?.caps?.[0] : undefined;
              if (cap?.scope !== 'agreement' || cap.overflow === 'next-rule') continue;
              const own = invoiced.filter(({ parts }) => parts.every(({ terms }) => terms === `${id}@1`));
              const hours = own.flatMap(({ parts }) => parts.map((part) => part.charge?.billed ?? part.quantity));
              const used = cap.hours === undefined ? own.map(({ amount }) => amount) : hours;
              expect(sum(used).lte(cap.hours ?? cap.amount ?? '0')).toBe(true);
            }
          const inMoney = agreements.some(({ versions }) =>
            versions.some((v) => v.caps?.some(({ amount }) => amount !== undefined)),
          );
          if (!inMoney)
            expect(hoursByEntry([...billed(first), ...billed(second)])).toEqual(hoursByEntry(billed(whole)));
        },
      ),
    );
  });
});
