import { describe, expect } from 'vitest';
import { BILLING_EVENTS, type BillingEvent, type EventBatch } from '../../../src/billing/events.ts';
import { createBillingEvents } from '../../../src/odoo/events.ts';
import type { Place, PlaceTest } from '../place.ts';
import { approveTime, decision, draftOf } from '../run.ts';

const URL = 'http://127.0.0.1:9/hint';

async function listen(place: Place, key: string) {
  const events = createBillingEvents(place.drafter);
  await events.listen({ key, name: 'Contract', kinds: [...BILLING_EVENTS], url: URL });
  return {
    ...events,
    /** What is new, confirmed. */
    async news(): Promise<BillingEvent[]> {
      const batch = await events.take(key, 100);
      if (!batch || batch === 'unknown') return [];
      await events.confirm(key, batch.id);
      return [...batch.events, ...(await this.news())];
    },
    end: () => events.unlisten(key, true),
  };
}

const aCase = (place: Place, key: string, detail = 'It is odd.') => ({
  key,
  kind: 'policy' as const,
  code: 'test.event',
  title: 'Something is odd',
  detail,
  nextStep: 'Look at it.',
  severity: 'low' as const,
  amount: '0',
  deadline: place.firm.today,
});

export function events(test: PlaceTest): void {
  describe('billing events', () => {
    test('are told once each, with the facts of now, to whoever listens', async ({ place }) => {
      const listener = await listen(place, 'contract:once');
      const id = await draftOf(place, 'NL-104');
      const at = await place.deciding.recordDecision(await decision(place, id, 'rejected', { key: 'contract-events' }));
      await approveTime(place, [place.refs.id('time', 'unapproved-1')]);
      await place.drafting.openCases([aCase(place, 'test:event')]);
      await place.drafting.openCases([aCase(place, 'test:event', 'It is odder.')]);
      await place.drafting.closeCases(['test.event'], [], 'Solved.');
      await place.drafting.openCases([aCase(place, 'test:event')]);

      const told = await listener.news();
      expect(told.map(({ event }) => event)).toEqual([
        'draft.made',
        'decision.recorded',
        'time.approved',
        'case.opened',
        'case.reopened',
      ]);
      expect(told[0]).toMatchObject({
        record: { model: 'account.move', id },
        gone: false,
        invoice: { id, state: 'draft' },
      });
      expect(told[1]?.decision).toMatchObject({ id: at.id, outcome: 'rejected', invoice: { id } });
      expect(told[2]).toMatchObject({ by: 'Pia Lindgren', time: { hours: expect.stringMatching(/^\d/) } });
      expect(told[3]?.case).toMatchObject({ code: 'test.event', title: 'Something is odd', state: 'open' });
      expect(new Set(told.map((each) => each.id)).size).toBe(5);
      expect(await listener.news()).toEqual([]);
      await listener.end();
    });

    test('stay in one batch until it is confirmed, however often it is asked for', async ({ place }) => {
      const listener = await listen(place, 'contract:batch');
      const open = (name: string) => place.drafting.openCases([aCase(place, `test:batch-${name}`)]);
      for (const name of ['a', 'b', 'c']) await open(name);
      const take = async (skip: number[] = []) => (await listener.take('contract:batch', 2, skip)) as EventBatch;
      const first = await take();
      expect(first.events).toHaveLength(2);
      await open('d');
      expect(await take()).toEqual(first);
      const second = await take([first.id]);
      expect(second.events).toHaveLength(2);
      expect(await take([first.id, second.id])).toBeUndefined();
      await listener.confirm('contract:batch', second.id);
      await listener.confirm('contract:batch', second.id);
      expect(await take()).toEqual(first);
      await listener.confirm('contract:batch', first.id);
      expect(await take()).toBeUndefined();
      await listener.end();
    });

    test('go on being kept while a workflow is switched off, and not once it is forgotten', async ({ place }) => {
      const listener = await listen(place, 'contract:off');
      await listener.unlisten('contract:off', false);
      await place.drafting.openCases([aCase(place, 'test:off')]);
      await listener.listen({ key: 'contract:off', name: 'Contract', kinds: ['case.opened'], url: URL });
      expect((await listener.news()).map(({ event }) => event)).toEqual(['case.opened']);
      await listener.end();
      expect(await listener.take('contract:off', 1)).toBe('unknown');
    });

    test('are nobody’s but the robots’ to take, each by keys of its own', async ({ place }) => {
      const denied = expect.objectContaining({ code: 'access' });
      await expect(createBillingEvents(place.watcher).take('any', 1)).rejects.toEqual(denied);
      const refused = expect.objectContaining({ code: 'refused', message: expect.stringContaining('desk:') });
      for (const [api, key] of [
        [place.desk, 'any'],
        [place.drafter, 'desk:any'],
      ] as const) {
        const events = createBillingEvents(api);
        await expect(events.take(key, 1)).rejects.toEqual(refused);
        await expect(events.confirm(key, 1)).rejects.toEqual(refused);
        await expect(events.unlisten(key, true)).rejects.toEqual(refused);
        await expect(events.listen({ key, name: 'Other', kinds: ['invoice.paid'], url: '' })).rejects.toEqual(refused);
      }
      expect(await createBillingEvents(place.desk).take('desk:any', 1)).toBe('unknown');
      await expect(place.drafter.searchRead('x_billing_event', [], { fields: ['x_kind'] })).rejects.toEqual(denied);
      await expect(place.drafter.searchRead('x_billing_listener', [], { fields: ['x_key'] })).rejects.toEqual(denied);
    });
  });
}
