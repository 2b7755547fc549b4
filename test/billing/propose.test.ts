import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propose, proposeInTurn } from '../../src/billing/propose.ts';
import type { Work } from '../../src/rules/entry.ts';
import type { Evaluation } from '../../src/rules/verdict.ts';
import { anyFirm, END, type Firm, onOneInvoice } from '../rules/firm.ts';
import { upTo } from '../rules/runs.ts';
import { agreed, signed } from '../rules/terms/terms.ts';
import { line, order, time, totalsOf } from '../rules/work.ts';

const sorted = (evaluations: readonly Evaluation[]): string[] =>
  evaluations.map((evaluation) => JSON.stringify(evaluation)).toSorted();

const inTurn = (works: Work[], most: number): Evaluation[][] => [...proposeInTurn(works, END, most)];

/** The same firm twice, as two customers that have nothing to do with each other. */
function twice(works: Work[]): Work[] {
  const others = JSON.stringify(works)
    .replaceAll(/"(id|orderLineId)":(\d+)/g, (_, name, id) => `"${name}":${Number(id) + 5000}`)
    .replaceAll(/"(id|under|agreement)":"([^"]+)"/g, '"$1":"$2-2"');
  return [...works, ...(JSON.parse(others) as Work[])];
}

/** Each order under agreements of its own: nothing counts across them. */
const apart = (works: Work[]): Work[] =>
  works.map((work, index) => ({
    ...work,
    agreements: (work.agreements ?? []).map((one) => ({
      ...one,
      id: `${one.id} ${index}`,
      ...(one.under && { under: `${one.under} ${index}` }),
    })),
  }));

describe('some of the work after the other', () => {
  it.each([
    ['counted together', 1, (firm: Firm) => firm.works],
    ['counted together', 7, (firm: Firm) => firm.works],
    ['on one invoice', 1, (firm: Firm) => apart(onOneInvoice(firm).works)],
    ['on one invoice, counted together', 7, (firm: Firm) => onOneInvoice(firm).works],
  ])('comes to what all of it comes to: %s, %i at a time', (_, most, worksOf) => {
    let parted = 0;
    fc.assert(
      fc.property(anyFirm(), (firm) => {
        const works = twice(upTo(worksOf(firm), END));
        const some = inTurn(works, most);
        parted += Number(some.length > 1);
        expect(sorted(some.flat())).toEqual(sorted(propose(works, END)));
      }),
    );
    expect(parted).toBeGreaterThan(50);
  });

  it('names the agreement under which an advance was made, of each order its own', () => {
    const advances = [{ name: 'Deposit', due: 'signature', deducted: 'first', percent: '3' }];
    const works = [1, 2, 3].map((id): Work => {
      const paid = { basis: 'down payment', priceUnit: '300', invoiced: '1', toInvoice: '-1' } as const;
      const lines = [line({ id: 10 + id }), line({ id: 90 + id, name: 'Down Payment', ...paid })];
      const sold = {
        id,
        name: `S000${id}`,
        lines,
        untaxed: '10000',
        customer: { id: 200 + id, name: `Customer ${id}` },
      };
      const entries = [time(100 + id, '8', { orderLineId: 10 + id })];
      const agreements = [
        agreed(`deposit-${id}`, [signed(1, '2026-01-01', { advances })], { customer: `Customer ${id}` }),
        agreed(`terms-${id}`, [signed(1, '2026-01-01', { discounts: [] })], { order: `S000${id}` }),
      ];
      const invoice = { id: 5, name: 'INV/5' };
      const work = { period: { to: '2026-03-31' }, order: order(sold), entries, totals: totalsOf(entries), agreements };
      return id === 1
        ? work
        : {
            ...work,
            advances: [
              { agreement: `deposit-${id}`, name: 'Deposit', invoice, invoiceState: 'posted', orderLineIds: [90 + id] },
            ],
          };
    });
    const [first, ...others] = inTurn(works, 1).flat();
    expect([first, ...others]).toEqual(propose(works, END));
    const named = others.map(({ proposal }) => proposal?.orders[0].agreements?.map(({ agreement }) => agreement));
    expect(named).toEqual([
      ['terms-2', 'deposit-2'],
      ['terms-3', 'deposit-3'],
    ]);
  });

  it('is all at once where there is room', () => {
    const [firm] = fc.sample(anyFirm(), { numRuns: 1, seed: 3 }) as [Firm];
    const works = twice(upTo(firm.works, END));
    expect(inTurn(works, 1000)).toHaveLength(1);
    expect(inTurn([], 1000)).toEqual([]);
  });
});
