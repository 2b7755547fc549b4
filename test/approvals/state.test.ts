import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RequestState } from '../../src/approvals/request.ts';
import { next, type RequestEvent } from '../../src/approvals/state.ts';

const STATES: RequestState[] = ['open', 'deciding', 'approved', 'rejected', 'void'];
const EVENTS: RequestEvent[] = ['decide', 'approve', 'reject', 'refuse', 'void'];

function run(events: RequestEvent[]): RequestState[] {
  const path: RequestState[] = ['open'];
  for (const event of events) {
    const to = next(path.at(-1) as RequestState, event);
    if (to) path.push(to);
  }
  return path;
}

describe('the states of an approval request', () => {
  it.each([
    ['open', 'decide', 'deciding'],
    ['open', 'void', 'void'],
    ['deciding', 'approve', 'approved'],
    ['deciding', 'reject', 'rejected'],
    ['deciding', 'refuse', 'open'],
    ['deciding', 'void', 'void'],
  ] as const)('%s, %s → %s', (state, event, to) => {
    expect(next(state, event)).toBe(to);
  });

  it('permits these six steps and no other', () => {
    const permitted = STATES.flatMap((state) => EVENTS.filter((event) => next(state, event)));
    expect(permitted).toHaveLength(6);
  });

  it('never leaves a final state, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS)), (events) => {
        const path = run(events);
        const end = path.findIndex((state) => ['approved', 'rejected', 'void'].includes(state));
        expect(end === -1 || end === path.length - 1).toBe(true);
      }),
    );
  });

  it('reaches approved and rejected only through a decision the desk kept', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS)), (events) => {
        const path = run(events);
        const last = path.at(-1);
        if (last === 'approved' || last === 'rejected') expect(path.at(-2)).toBe('deciding');
      }),
    );
  });
});
