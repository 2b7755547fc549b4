import { describe, expect, it } from 'vitest';
import { examine } from '../../src/cli/examine.ts';
import type { Expectation } from '../../src/cli/expectation.ts';
import { advice, missing, ok, unused } from '../../src/cli/expectation.ts';
import type { Place } from '../../src/cli/place.ts';
import { isWell, lineOf, summary } from '../../src/cli/report.ts';

const nowhere = {} as Place;
const expecting = (id: string, look: Expectation['look'], more: Partial<Expectation> = {}): Expectation => ({
  id,
  title: `${id} holds`,
  look,
  ...more,
});
const findings = (results: Awaited<ReturnType<typeof examine>>) =>
  Object.fromEntries(results.map(({ id, finding }) => [id, finding.is]));

describe('looking', () => {
  it('waits with what needs something that is missing, and goes on with the rest', async () => {
    const results = await examine(
      [
        expecting('a.one', async () => missing('gone', 'bring it')),
        expecting('a.two', async () => ok('never asked'), { needs: ['a.one'] }),
        expecting('a.three', async () => ok('there'), { needs: ['a.two'] }),
        expecting('b.one', async () => advice('so so', 'better')),
        expecting('b.two', async () => ok('there'), { needs: ['b.one'] }),
        expecting('c.one', async () => unused('not wanted')),
        expecting('c.two', async () => ok('never asked'), { needs: ['c.one'] }),
      ],
      nowhere,
    );
    expect(findings(results)).toEqual({
      'a.one': 'missing',
      'a.two': 'unknown',
      'a.three': 'unknown',
      'b.one': 'advice',
      'b.two': 'ok',
      'c.one': 'unused',
      'c.two': 'unused',
    });
    expect(isWell(results)).toBe(false);
    expect(summary(results)).toBe('1 as they should be, 1 missing, 2 wait for them, 1 to consider.');
  });

  it('takes an error for a finding, with the way to mend it', async () => {
    const broken = Object.assign(new Error('no answer'), { mend: 'start it' });
    const [result] = await examine([expecting('a.one', () => Promise.reject(broken))], nowhere);
    expect(result?.finding).toEqual({ is: 'missing', what: 'no answer', mend: 'start it' });
  });

  it('never mends', async () => {
    let mended = 0;
    const mend = async () => `mended ${(mended += 1)}`;
    await examine([expecting('a.one', async () => missing('gone', 'run setup'), { mend })], nowhere);
    expect(mended).toBe(0);
  });
});

describe('mending', () => {
  const world = { whole: false };
  const mendable = expecting('a.one', async () => (world.whole ? ok('whole') : missing('broken', 'run setup')), {
    mend: async () => {
      world.whole = true;
      return 'made it whole';
    },
  });

  it('makes it so, looks again and says what was done; the second time there is nothing to do', async () => {
    const [first] = await examine([mendable], nowhere, { mend: true });
    expect(first).toMatchObject({ finding: { is: 'ok' }, done: 'made it whole' });
    const [second] = await examine([mendable], nowhere, { mend: true });
    expect(second).toEqual({ id: 'a.one', title: 'a.one holds', finding: { is: 'ok', what: 'whole' } });
  });

  it('that did nothing, or failed, claims nothing', async () => {
    const look = async () => missing('broken', 'by hand');
    const [left] = await examine([expecting('a', look, { mend: async () => undefined })], nowhere, { mend: true });
    expect(left?.finding.is).toBe('missing');
    expect(left).not.toHaveProperty('done');
    const failing = expecting('a', look, { mend: () => Promise.reject(new Error('refused')) });
    const [failed] = await examine([failing], nowhere, { mend: true });
    expect(failed?.finding).toMatchObject({ is: 'missing', what: 'refused' });
  });
});

it('a finding is told with what to do about it', () => {
  const result = { id: 'odoo.addon', title: 'The add-on is there', finding: missing('It is not.', 'Run setup.') };
  expect(lineOf(result, undefined, false)).toBe('\nOdoo\n✗ The add-on is there\n    It is not.\n    → Run setup.');
});
