import { describe, expect } from 'vitest';
import { type Lab, openLab, PROTOCOLS, type Trial } from '../../faults/lab.ts';
import { MISHAPS } from '../../faults/one-run.ts';
import { inWorld } from './support/test.ts';

const test = inWorld.extend('lab', { scope: 'file' }, ({ odoo }) => openLab(odoo));

/** A mishap at every call that writes, all kinds by both protocols in turn; `npm run faults` has every one at every call. */
function fewTrials({ calls }: Lab): Trial[] {
  const writing = PROTOCOLS.flatMap((protocol) =>
    calls[protocol].flatMap(({ writes }, at) => (writes ? [{ protocol, call: at + 1 }] : [])),
  );
  return writing
    .filter((_, at) => at % 2 === 0)
    .map(({ protocol, call }, at) => {
      const kind = MISHAPS[at % MISHAPS.length] as (typeof MISHAPS)[number];
      return { kind, protocol, plan: new Map([[call, kind]]) };
    });
}

describe('a month in which something goes wrong, and once more in which nothing does', () => {
  test('leaves what a month without trouble leaves, field by field', { timeout: 900_000 }, async ({ lab }) => {
    const wanted = fewTrials(lab);
    const told: Record<string, unknown> = {};
    let met = 0;
    for await (const { trial, unlike, twice, lost, ...result } of lab.attempt(wanted)) {
      met += result.met;
      if (unlike.length || twice || lost)
        told[`${trial.kind} ${trial.protocol} ${[...trial.plan.keys()].join()}`] = { unlike, twice, lost };
    }
    expect(told).toEqual({});
    expect(met).toBeGreaterThanOrEqual(wanted.length * 0.9);
  });
});
