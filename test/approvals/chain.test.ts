import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply } from '../../src/approvals/chain/apply.ts';
import type { ChainEvent, NotApplied } from '../../src/approvals/chain/apply.ts';
import type { Chain, ChainDecision, Seat, Step } from '../../src/approvals/chain/chain.ts';
import { freeSeats, stateOf, toOpen } from '../../src/approvals/chain/chain.ts';
import { startOf } from '../../src/approvals/chain/start.ts';
import { byNames } from '../../src/approvals/policy/route.ts';

const AT = '2026-03-03T10:00:00Z';
const seat = (userId: number): Seat => ({ of: userId, holders: [{ userId, since: AT, how: 'asked' }] });
const step = (name: string, fields: Partial<Step> = {}): Step => ({
  name,
  together: false,
  need: 1,
  state: 'waiting',
  seats: [],
  ...fields,
});
const chainOf = (...steps: Step[]): Chain => ({ steps, decisions: [], questions: [] });

function run(start: Chain, ...events: ChainEvent[]): { chain: Chain; no: (NotApplied | undefined)[] } {
  let chain = start;
  const no = events.map((event) => {
    const applied = apply(chain, event);
    if (applied.chain) chain = applied.chain;
    return applied.no;
  });
  return { chain, no };
}

const open = (index: number, ...people: number[]): ChainEvent => ({
  is: 'open',
  step: index,
  seats: people.map(seat),
  at: AT,
});
const yes = (id: string, index: number, userId: number): ChainEvent => ({
  is: 'decide',
  id,
  step: index,
  userId,
  outcome: 'approved',
  at: AT,
});
const nay = (id: string, index: number, userId: number): ChainEvent => ({
  ...(yes(id, index, userId) as Extract<ChainEvent, { is: 'decide' }>),
  outcome: 'rejected',
});
const recorded = (id: string): ChainEvent => ({ is: 'recorded', id });
const refused = (id: string): ChainEvent => ({ is: 'refused', id });

const ask = (id: string, userId: number, text: string, to = [8, 9]): ChainEvent => {
  return { is: 'ask', id, step: 0, userId, to, text, at: AT };
};

describe('a chain', () => {
  it('without a policy is the request of one step that any one of the people named decides', () => {
    const start = startOf(byNames(['ann@firm.test', 'bob@firm.test']));
    const { chain, no } = run(start, open(0, 1, 2), yes('a', 0, 1), yes('b', 0, 2), recorded('a'));
    expect(no).toEqual([undefined, undefined, 'late', undefined]);
    expect(stateOf(chain)).toBe('approved');
  });

  it('takes a decision once, however often it arrives', () => {
    const { chain, no } = run(
      chainOf(step('One')),
      open(0, 1),
      yes('a', 0, 1),
      yes('a', 0, 1),
      recorded('a'),
      recorded('a'),
    );
    expect(no).toEqual([undefined, undefined, 'again', undefined, 'again']);
    expect(chain.decisions).toHaveLength(1);
  });

  it('is undecided while Odoo has not recorded it, and open again where Odoo refuses it', () => {
    const taken = run(chainOf(step('One')), open(0, 1, 2), yes('a', 0, 1));
    expect(stateOf(taken.chain)).toBe('deciding');
    const { chain, no } = run(taken.chain, refused('a'), yes('b', 0, 2), recorded('b'));
    expect(no).toEqual([undefined, undefined, undefined]);
    expect(stateOf(chain)).toBe('approved');
  });

  it('lets who was refused try again: whatever stood against them may be mended', () => {
    const { chain } = run(
      chainOf(step('One')),
      open(0, 1),
      yes('a', 0, 1),
      refused('a'),
      yes('b', 0, 1),
      recorded('b'),
    );
    expect(stateOf(chain)).toBe('approved');
  });

  it('needs two where two are needed, and stays open after the first', () => {
    const first = run(chainOf(step('Two', { need: 2 })), open(0, 1, 2, 3), yes('a', 0, 1), recorded('a'));
    expect(stateOf(first.chain)).toBe('open');
    const { chain, no } = run(first.chain, yes('b', 0, 1), yes('c', 0, 3), recorded('c'));
    expect(no).toEqual(['twice', undefined, undefined]);
    expect(stateOf(chain)).toBe('approved');
  });

  it('does not open a step with fewer people than it needs', () => {
    expect(run(chainOf(step('Two', { need: 2 })), open(0, 1)).no).toEqual(['nobody']);
    expect(run(chainOf(step('All', { need: 'all' })), open(0)).no).toEqual(['nobody']);
    expect(run(chainOf(step('Two', { need: 2 })), open(0, 1, 1)).no).toEqual(['nobody']);
  });

  it('is rejected by one, whatever others said', () => {
    const { chain } = run(
      chainOf(step('All', { need: 'all' }), step('Next')),
      open(0, 1, 2, 3),
      yes('a', 0, 1),
      nay('b', 0, 2),
      recorded('a'),
      recorded('b'),
    );
    expect(stateOf(chain)).toBe('rejected');
    expect(chain.steps.map(({ state }) => state)).toEqual(['rejected', 'void']);
  });

  it('a seat handed on has one voice', () => {
    const handed: ChainEvent = { is: 'hand-on', step: 0, seat: 1, from: 1, to: 9, how: 'delegated', at: AT };
    const { chain, no } = run(
      chainOf(step('All', { need: 'all' })),
      open(0, 1, 2),
      handed,
      yes('a', 0, 1),
      yes('b', 0, 9),
      recorded('b'),
      yes('c', 0, 9),
    );
    expect(no).toEqual([undefined, undefined, 'not-asked', undefined, undefined, 'twice']);
    expect(stateOf(chain)).toBe('open');
    expect(freeSeats(chain, 0).map(({ of }) => of)).toEqual([2]);
  });

  it('keeps questions and answers, and does not wait for them', () => {
    const { chain, no } = run(
      chainOf(step('One')),
      open(0, 1),
      ask('q', 1, 'Why two days of travel?'),
      ask('q2', 7, 'And I?'),
      { is: 'answer', id: 'q', by: 8, text: 'Snow.', at: AT },
      yes('a', 0, 1),
      recorded('a'),
    );
    expect(no).toEqual([undefined, undefined, 'not-asked', undefined, undefined, undefined]);
    expect(chain.questions[0]?.answer?.text).toBe('Snow.');
    expect(stateOf(chain)).toBe('approved');
  });

  it('takes one question at a time of a person, no copy of it, and one answer of those asked', () => {
    const answer = (id: string, by: number): ChainEvent => ({ is: 'answer', id, by, text: 'Snow.', at: AT });
    const { chain, no } = run(
      chainOf(step('One')),
      open(0, 1, 2),
      ask('a', 1, 'Why?'),
      ask('b', 1, 'And why so?'),
      ask('c', 2, 'Why?'),
      answer('a', 7),
      answer('a', 9),
      answer('a', 8),
      ask('d', 1, 'Why?'),
      ask('e', 1, 'And why so?'),
      ask('f', 2, 'Me?', [2]),
      ask('g', 2, 'Nobody?', []),
    );
    const none = undefined;
    expect(no).toEqual([none, none, 'again', none, 'not-asked', none, 'again', 'again', none, 'nobody', 'nobody']);
    expect(chain.questions.map(({ id, answer: given }) => [id, given?.by])).toEqual([
      ['a', 9],
      ['c', none],
      ['e', none],
    ]);
  });

  it('takes no question of who decided, and no answer once it is settled', () => {
    const { no } = run(
      chainOf(step('Two', { need: 2 })),
      open(0, 1, 2),
      ask('a', 1, 'Why?'),
      yes('x', 0, 1),
      ask('b', 1, 'And why so?'),
      yes('y', 0, 2),
      recorded('x'),
      recorded('y'),
      { is: 'answer', id: 'a', by: 8, text: 'Snow.', at: AT },
    );
    expect(no[3]).toBe('twice');
    expect(no.at(-1)).toBe('late');
  });

  it('is handed on to nobody who has a part in it, nor back to whose seat it is', () => {
    const to = (seat: number, from: number, whom: number): ChainEvent => {
      return { is: 'hand-on', step: 0, seat, from, to: whom, how: 'delegated', at: AT };
    };
    const { no } = run(chainOf(step('One')), open(0, 1, 2), to(1, 1, 2), to(1, 1, 9), to(1, 1, 8), to(1, 9, 1));
    expect(no).toEqual([undefined, 'among', undefined, 'not-asked', 'among']);
  });

  it('an edit voids what was open and what was kept', () => {
    const { chain, no } = run(
      chainOf(step('One'), step('Two')),
      open(0, 1),
      yes('a', 0, 1),
      recorded('a'),
      open(1, 2),
      yes('b', 1, 2),
      { is: 'void', why: 'Clara set line 2 to 850.00 EUR' },
      recorded('b'),
      yes('c', 1, 2),
    );
    expect(no.slice(-3)).toEqual([undefined, 'late', 'late']);
    expect(stateOf(chain)).toBe('void');
    expect(chain.decisions.map(({ state }) => state)).toEqual(['recorded', 'void']);
  });
});

const PEOPLE = [1, 2, 3, 4, 5];
const anyone = fc.constantFrom(...PEOPLE);
const anyStep = fc.nat({ max: 3 });
const anyId = fc.constantFrom(...Array.from({ length: 9 }, (_, index) => `d${index}`));

/** Anything at all, whether it makes sense or not. */
const wild: fc.Arbitrary<ChainEvent> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(anyStep, fc.uniqueArray(anyone, { maxLength: 4 }))
      .map(([index, people]) => open(index, ...people)),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(anyId, anyStep, anyone, fc.integer({ min: 0, max: 9 }))
      .map(([id, index, userId, mood]) => (mood ? yes(id, index, userId) : nay(id, index, userId))),
  },
  { weight: 7, arbitrary: anyId.map(recorded) },
  { weight: 2, arbitrary: anyId.map(refused) },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('hand-on' as const),
      step: anyStep,
      seat: anyone,
      from: fc.option(anyone, { nil: undefined }),
      to: anyone,
      how: fc.constantFrom('delegated' as const, 'standing-in' as const, 'escalated' as const),
      at: fc.constant(AT),
    }) as fc.Arbitrary<ChainEvent>,
  },
  {
    weight: 1,
    arbitrary: fc.tuple(anyId, anyStep, anyone).map(([id, index, userId]): ChainEvent => ({
      is: 'ask',
      id,
      step: index,
      userId,
      to: [userId + 1],
      text: 'Why?',
      at: AT,
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(anyId, anyone)
      .map(([id, by]): ChainEvent => ({ is: 'answer', id, by: by + 1, text: 'So.', at: AT })),
  },
  {
    weight: 1,
    arbitrary: fc.nat({ max: 12 }).map((dice): ChainEvent => (dice ? recorded('d0') : { is: 'void', why: 'edited' })),
  },
);

const chain: fc.Arbitrary<Chain> = fc
  .array(fc.record({ need: fc.constantFrom<number | 'all'>(1, 1, 2, 'all'), together: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((steps) =>
    chainOf(
      ...steps.map((fields, index) => step(`Step ${index}`, { ...fields, together: index > 0 && fields.together })),
    ),
  );

type Next = (chain: Chain) => ChainEvent;

/** What people, Odoo and the clock would do next. */
const likely: fc.Arbitrary<Next> = fc
  .tuple(fc.nat(), fc.uniqueArray(anyone, { minLength: 1, maxLength: 4 }), fc.integer({ min: 0, max: 9 }))
  .map(([dice, people, mood]) => (now) => {
    const kept = now.decisions.filter(({ state }) => state === 'kept');
    const [waiting] = toOpen(now);
    if (waiting !== undefined && dice % 3 === 0) return open(waiting, ...people);
    const answered = kept[dice % kept.length];
    if (answered && dice % 2) return mood ? recorded(answered.id) : refused(answered.id);
    const index = now.steps.findIndex(({ state }) => state === 'open');
    const free = freeSeats(now, index);
    const userId = free[dice % free.length]?.holders.at(-1)?.userId ?? 1;
    return mood ? yes(`l${now.decisions.length}`, index, userId) : nay(`l${now.decisions.length}`, index, userId);
  });

const next: fc.Arbitrary<Next> = fc.oneof(
  {
    weight: 2,
    arbitrary: wild.map(
      (one): Next =>
        () =>
          one,
    ),
  },
  { weight: 3, arbitrary: likely },
);

/** A chain and what happened to it: every chain on its way. */
const history = fc.tuple(chain, fc.array(next, { minLength: 5, maxLength: 80 })).map(([start, all]) => {
  const states = [start];
  for (const one of all) {
    const before = states.at(-1) as Chain;
    const { chain: after } = apply(before, one(before));
    if (after) states.push(after);
  }
  return states;
});

const FINAL = ['approved', 'rejected', 'void'];
const always = (holds: (now: Chain, before: Chain | undefined) => void) =>
  fc.assert(
    fc.property(history, (states) => states.forEach((now, index) => holds(now, states[index - 1]))),
    { numRuns: 1500 },
  );
const approvals = ({ decisions }: Chain, index: number): ChainDecision[] =>
  decisions.filter((one) => one.step === index && one.outcome === 'approved' && one.state === 'recorded');

describe('whatever clicks, timeouts, edits, escalations and retries come in whatever order', () => {
  it('what is settled stays settled, the whole and each step', () => {
    always((now, before) => {
      if (before && FINAL.includes(stateOf(before))) expect(stateOf(now)).toBe(stateOf(before));
      before?.steps.forEach(({ state }, index) => {
        if (FINAL.includes(state)) expect(now.steps[index]?.state).toBe(state);
      });
    });
  });

  it('a step is approved exactly where enough of its seats approved it and Odoo has them, and nobody rejected', () => {
    always((now) =>
      now.steps.forEach(({ state, need, seats }, index) => {
        const enough = need === 'all' ? seats.length : need;
        const given = approvals(now, index);
        expect(new Set(given.map((one) => one.seat)).size).toBe(given.length);
        if (state === 'approved') {
          expect(given.length).toBeGreaterThanOrEqual(Math.max(enough, 1));
          expect(
            now.decisions.some((one) => one.step === index && one.outcome === 'rejected' && one.state !== 'refused'),
          ).toBe(false);
        } else if (state === 'open' || state === 'deciding') {
          expect(given.length < enough || given.length === 0).toBe(true);
        }
      }),
    );
  });

  it('a chain is rejected exactly where Odoo has a rejection', () => {
    always((now) => {
      const rejected = now.decisions.some(({ outcome, state }) => outcome === 'rejected' && state === 'recorded');
      if (stateOf(now) !== 'void') expect(stateOf(now) === 'rejected').toBe(rejected);
    });
  });

  it('nobody decides twice, and every decision is of somebody who held the seat', () => {
    always((now) => {
      const standing = now.decisions.filter(({ state }) => state === 'kept' || state === 'recorded');
      expect(new Set(standing.map(({ userId }) => userId)).size).toBe(standing.length);
      expect(new Set(now.decisions.map(({ id }) => id)).size).toBe(now.decisions.length);
      for (const { step: index, seat: of, userId } of standing) {
        const used = now.steps[index]?.seats.find((one) => one.of === of);
        expect(used?.holders.map((holder) => holder.userId)).toContain(userId);
      }
    });
  });

  it('a step opens only once all before it are approved', () => {
    always((now) => {
      now.steps.forEach(({ seats }, index) => {
        if (!seats.length) return;
        let first = index;
        while (first > 0 && now.steps[first]?.together) first -= 1;
        now.steps.slice(0, first).forEach((earlier) => expect(earlier.state).toBe('approved'));
      });
    });
  });

  it('a decision goes from kept to recorded, refused or void and no further; none is lost', () => {
    always((now, before) => {
      for (const old of before?.decisions ?? []) {
        const later = now.decisions.find(({ id }) => id === old.id);
        expect(later).toMatchObject({ ...old, state: expect.any(String) as string });
        if (old.state !== 'kept') expect(later?.state).toBe(old.state);
      }
      if (FINAL.includes(stateOf(now))) expect(now.decisions.filter(({ state }) => state === 'kept')).toEqual([]);
    });
  });

  it('there is always something that can happen next, until it is settled', () => {
    always((now) => {
      if (FINAL.includes(stateOf(now))) return;
      const kept = now.decisions.some(({ state }) => state === 'kept');
      const free = now.steps.some(({ state }, index) => state === 'open' && freeSeats(now, index).length > 0);
      expect(kept || free || toOpen(now).length > 0).toBe(true);
    });
  });

  it('an event that happened does not happen again', () => {
    fc.assert(
      fc.property(chain, fc.array(next, { maxLength: 60 }), (start, all) => {
        let now = start;
        for (const one of all) {
          const happens = one(now);
          const { chain: once } = apply(now, happens);
          if (!once) continue;
          expect(apply(once, happens).no, happens.is).toBeDefined();
          now = once;
        }
      }),
      { numRuns: 800 },
    );
  });

  it('reaches every state in these runs', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(history, (states) => {
        states.forEach((now) => seen.add(stateOf(now)).add(`step ${now.steps.at(-1)?.state}`));
      }),
      { numRuns: 1500, seed: 7 },
    );
    expect([...seen].sort()).toEqual(
      ['approved', 'deciding', 'open', 'rejected', 'void']
        .flatMap((state) => [state, `step ${state}`])
        .concat('step waiting')
        .sort(),
    );
  });
});
