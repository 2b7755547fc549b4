import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftProposals, DraftingStopped } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import { refusalCases } from '../../src/billing/refusals.ts';
import type { Proposal } from '../../src/rules/verdict.ts';
import { time, TODAY, work } from '../rules/work.ts';
import { DraftingOdoo } from './drafting-odoo.ts';
import type { Fate } from './drafting-odoo.ts';

const works = (count: number) =>
  Array.from({ length: count }, (_, index) => work([time(index + 1, '2')], { id: index + 1, name: `S${index + 1}` }));
const proposals = (count: number): Proposal[] => propose(works(count), TODAY).flatMap(({ proposal }) => proposal ?? []);
const statuses = (outcomes: { status: string }[]) => outcomes.map(({ status }) => status);

async function stopped(run: Promise<unknown>): Promise<DraftingStopped> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof DraftingStopped) return error;
  throw new Error('drafting did not stop');
}

describe('drafting', () => {
  it('takes a hundred a call and passes on who prepared them', async () => {
    const odoo = new DraftingOdoo();
    const outcomes = await draftProposals(odoo.port, proposals(120), { preparer: 'clerk@example.com' });
    expect(odoo.calls).toEqual([100, 20]);
    expect(new Set(odoo.preparers)).toEqual(new Set(['clerk@example.com']));
    expect(new Set(statuses(outcomes))).toEqual(new Set(['drafted']));
    expect(outcomes).toHaveLength(120);
  });

  it('takes fewer a call where they hold much work, and one at least', async () => {
    const odoo = new DraftingOdoo();
    const [one] = proposals(1) as [Proposal];
    const [order] = one.orders;
    const large = (key: string, count: number): Proposal => {
      const lines = order.lines.map((line) => ({
        ...line,
        parts: line.parts.flatMap((part) => Array(count).fill(part)),
      }));
      return { ...one, key, orders: [{ ...order, lines }] };
    };
    const many = [large('a', 13_000), large('b', 8_000), large('c', 4_000), large('d', 1)];
    await draftProposals(odoo.port, many);
    expect(odoo.calls).toEqual([1, 2, 1]);
  });

  it('answers a second run with the existing drafts', async () => {
    const odoo = new DraftingOdoo();
    await draftProposals(odoo.port, proposals(3));
    expect(statuses(await draftProposals(odoo.port, proposals(3)))).toEqual(['existing', 'existing', 'existing']);
    expect(odoo.drafts.size).toBe(3);
  });

  it('sends what withholds up to a ceiling after what else is withheld under it', async () => {
    const [first, second, third] = proposals(3) as [Proposal, Proposal, Proposal];
    const up = (reached: boolean, proposal: Proposal): Proposal => {
      const ceiling = { amount: '100', reached };
      const [own] = proposal.orders;
      const held = {
        agreement: 'a',
        name: 'A',
        terms: 'A',
        like: 1,
        taxes: [],
        percent: '10',
        words: '',
        amount: '-9',
      };
      return { ...proposal, orders: [{ ...own, withheld: [{ ...held, ceiling }] }] };
    };
    const odoo = new DraftingOdoo();
    const outcomes = await draftProposals(odoo.port, [up(true, first), up(false, second), third]);
    expect([...odoo.drafts.keys()]).toEqual([second.key, third.key, first.key]);
    expect(outcomes).toHaveLength(3);
  });

  it('sends nothing for nothing', async () => {
    const odoo = new DraftingOdoo();
    expect(await draftProposals(odoo.port, [])).toEqual([]);
    expect(odoo.calls).toEqual([]);
  });
});

describe('several calls at once', () => {
  /** Draws on an agreement, beside what it has done before. */
  const under = (agreement: string, proposal: Proposal): Proposal => {
    const [own] = proposal.orders;
    const earlier = { parts: 0, value: '0', countedWith: 'run' };
    return { ...proposal, orders: [{ ...own, agreements: [{ agreement, versions: [1], earlier }] }] };
  };

  it('never two over one order, or under one agreement that counts earlier work', async () => {
    const all = [
      ...proposals(120),
      ...proposals(120)
        .slice(0, 40)
        .map((proposal) => ({ ...proposal, key: `${proposal.key} again` })),
    ].map((proposal, at) => (at % 3 === 0 ? under('cap', proposal) : proposal));
    const odoo = new DraftingOdoo();
    const open = new Set<Proposal[]>();
    let most = 0;
    const port = {
      ...odoo.port,
      draft: async (batch: Proposal[]) => {
        const held = new Set([...open].flat().flatMap(locks));
        expect(batch.flatMap(locks).filter((lock) => held.has(lock))).toEqual([]);
        open.add(batch);
        most = Math.max(most, open.size);
        await new Promise((resolve) => setTimeout(resolve, 1));
        open.delete(batch);
        return odoo.port.draft(batch);
      },
    };
    const locks = ({ orders: [{ orderId, agreements = [] }] }: Proposal) => [
      orderId,
      ...agreements.map(({ agreement }) => agreement),
    ];
    const outcomes = await draftProposals(port, all, { atOnce: 3 });
    expect(most).toBe(3);
    expect(outcomes.map(({ key }) => key).toSorted()).toEqual(all.map(({ key }) => key).toSorted());
  });

  it('one that stops lets the others end the batch they are at, and says what came of them', async () => {
    const odoo = new DraftingOdoo(['down']);
    const error = await stopped(draftProposals(odoo.port, proposals(240), { atOnce: 2 }));
    expect(odoo.calls).toEqual([100, 100]);
    expect(error.outcomes).toHaveLength(100);
  });
});

describe('an unknown outcome', () => {
  it('is resolved by asking: what is found is not sent again', async () => {
    const odoo = new DraftingOdoo(['lost']);
    expect(statuses(await draftProposals(odoo.port, proposals(3)))).toEqual(['existing', 'existing', 'existing']);
    expect(odoo.calls).toEqual([3]);
  });

  it.each<Fate>(['unsent', 'late'])('%s: sent once more after asking, and drafted once', async (fate) => {
    const odoo = new DraftingOdoo([fate]);
    const outcomes = await draftProposals(odoo.port, proposals(3));
    expect(odoo.asked).toBe(1);
    expect(odoo.calls).toEqual([3, 3]);
    expect(statuses(outcomes)).toEqual(Array(3).fill(fate === 'late' ? 'existing' : 'drafted'));
    expect(odoo.drafts.size).toBe(3);
  });

  it('twice in a row stops, with what is known', async () => {
    const odoo = new DraftingOdoo(['answered', 'unsent', 'unsent']);
    const error = await stopped(draftProposals(odoo.port, proposals(110)));
    expect(error.outcomes).toHaveLength(100);
    expect(error.message).toBe('Drafting stopped after 100 of 110 proposals: No answer.');
    expect(odoo.calls).toEqual([100, 10, 10]);
  });

  it('with Odoo down while asking stops too', async () => {
    const error = await stopped(draftProposals(new DraftingOdoo(['lost', 'down']).port, proposals(2)));
    expect(error.mend).toContain('never made twice');
    expect((error.cause as { code: string }).code).toBe('unreachable');
  });
});

describe('an error that isn’t about the batch', () => {
  it('stops at once: halving would not help', async () => {
    const odoo = new DraftingOdoo(['down']);
    expect((await stopped(draftProposals(odoo.port, proposals(8)))).outcomes).toEqual([]);
    expect(odoo.calls).toEqual([8]);
    expect(odoo.asked).toBe(0);
  });

  it('an answer that leaves a proposal out is no answer', async () => {
    const odoo = new DraftingOdoo();
    const port = odoo.port;
    const forgetful = { ...port, draft: async (batch: Proposal[]) => (await port.draft(batch)).slice(1) };
    const outcomes = await draftProposals(forgetful, proposals(2));
    expect(statuses(outcomes)).toEqual(['existing', 'existing']);
  });
});

describe('a batch Odoo rolls back', () => {
  it('is halved until the culprits stand alone', async () => {
    const odoo = new DraftingOdoo();
    odoo.poisoned.add(3).add(7);
    const all = proposals(8);
    const outcomes = await draftProposals(odoo.port, all);
    expect(outcomes.filter(({ status }) => status === 'refused')).toEqual([
      { key: all[2]?.key, status: 'refused', code: 'odoo', message: 'No income account for S3.' },
      { key: all[6]?.key, status: 'refused', code: 'odoo', message: 'No income account for S7.' },
    ]);
    expect(odoo.drafts.size).toBe(6);
    expect(outcomes).toHaveLength(8);
  });

  it('opens a case per refused order, saying what to do', async () => {
    const odoo = new DraftingOdoo();
    odoo.poisoned.add(2);
    const all = proposals(2);
    const cases = refusalCases(all, await draftProposals(odoo.port, all), TODAY);
    expect(cases).toEqual([
      expect.objectContaining({
        key: 'draft.refused:sale.order,2',
        kind: 'technical',
        severity: 'high',
        orderId: 2,
        amount: '240.00',
        currency: 'EUR',
        detail: 'Odoo refused the draft of 240.00 EUR (odoo): No income account for S2.',
      }),
    ]);
  });
});

it('whatever happens on the way, nothing is drafted twice, every answer is true, and running again completes it', async () => {
  const fates = fc.array(fc.constantFrom<Fate>('answered', 'lost', 'unsent', 'late', 'down'), { maxLength: 6 });
  const poison = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 3 });
  const all = proposals(60);
  await fc.assert(
    fc.asyncProperty(fates, poison, fc.integer({ min: 1, max: 3 }), async (plan, culprits, atOnce) => {
      const odoo = new DraftingOdoo(plan);
      for (const orderId of culprits) odoo.poisoned.add(orderId);
      let runs = 0;
      for (;;) {
        runs += 1;
        const result = await draftProposals(odoo.port, all, { atOnce }).catch((error: unknown) => error);
        const outcomes = result instanceof DraftingStopped ? result.outcomes : (result as DraftingStopped['outcomes']);
        const keys = outcomes.map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
        for (const outcome of outcomes) expect(odoo.drafts.has(outcome.key)).toBe(outcome.status !== 'refused');
        if (!(result instanceof DraftingStopped)) break;
        expect(runs).toBeLessThan(10);
      }
      expect(odoo.drafts.size).toBe(all.length - culprits.length);
    }),
  );
});
