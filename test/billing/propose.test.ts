import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propose, proposeInTurn } from '../../src/billing/propose.ts';
import type { Work } from '../../src/rules/entry.ts';
import type { Evaluation } from '../../src/rules/verdict.ts';
import { anyFirm, END, type Firm, onOneInvoice } from '../rules/firm.ts';
import { upTo } from '../rules/runs.ts';

const sorted = (evaluations: readonly Evaluation[]): string[] =>
  evaluations.map((evaluation) => JSON.stringify(evaluation)).toSorted();

const inTurn = (works: Work[], most: number): Evaluation[][] => [...proposeInTurn(works, END, most)];

/** The same firm twice, as two customers that have nothing to do with each other. */
function twice(works: Work[]): Work[] {
  const others = JSON.parse(
    JSON.stringify(works).replaceAll(/"(id|orderLineId)":(\d+)/g, (_, name, id) => `"${name}":${Number(id) + 5000}`),
  ) as Work[];
  return [...works, ...others];
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
    expect(parted).toBeGreaterThan(10);
  });

  it('is all at once where there is room', () => {
    const [firm] = fc.sample(anyFirm(), { numRuns: 1, seed: 3 }) as [Firm];
    const works = twice(upTo(firm.works, END));
    expect(inTurn(works, 1000)).toHaveLength(1);
    expect(inTurn([], 1000)).toEqual([]);
  });
});
