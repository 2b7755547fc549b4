import { describe, expect } from 'vitest';
import { inRush, type Lab, openLab, PROTOCOLS, type Trial } from '../../faults/lab.ts';
import { MISHAPS } from '../../faults/one-run.ts';
import { inWorld } from './support/test.ts';

const test = inWorld.extend('lab', { scope: 'file' }, ({ odoo }) => openLab(odoo));

/** A mishap at every call that writes, all kinds by both protocols in turn; `npm run faults` has every one at every call. */
function fewTrials({ calls }: Lab): Trial[] {
  const writing = PROTOCOLS.flatMap((protocol) =>
    calls[protocol].flatMap(({ writes }, at) => (writes ? [{ protocol, call: at + 1 }] : [])),
  );
  const mishaps = writing
    .filter((_, at) => at % 3 === 0)
    .map(({ protocol, call }, at) => {
      const kind = MISHAPS[at % MISHAPS.length] as (typeof MISHAPS)[number];
      return { kind, protocol, plan: new Map([[call, kind]]) };
    });
  return [...mishaps, inRush(2, 'xml-rpc'), inRush(4, 'json-2')];
}

describe('a month in which something goes wrong, and once more in which nothing does', () => {
  test('leaves what a month without trouble leaves, field by field', { timeout: 900_000 }, async ({ lab }) => {
    const wanted = fewTrials(lab);
    const results = await lab.attempt(wanted);
    const otherwise = results.filter(({ unlike, twice, lost }) => unlike.length || twice || lost);
    expect(otherwise.map(({ trial, met: _, ...rest }) => ({ ...trial, plan: [...trial.plan], ...rest }))).toEqual([]);
    const planned = results.filter(({ trial }) => trial.plan.size > 0);
    // A run on a busy machine may lose its patience before it comes to the call.
    expect(planned.filter(({ met }) => met > 0).length).toBeGreaterThan(planned.length / 2);
  });
});
