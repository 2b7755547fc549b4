import { randomUUID } from 'node:crypto';
import { describe, expect } from 'vitest';
import { sendReminders } from '../../../src/billing/collections.ts';
import { createBillingEvents } from '../../../src/odoo/events.ts';
import { nextStep } from '../../../src/rules/collections/dunning.ts';
import { addDays } from '../../../src/rules/days.ts';
import { creditNote } from '../acts.ts';
import type { Place, PlaceTest } from '../place.ts';
import { decision, draftOf } from '../run.ts';

const ORDER = 'NL-112';

async function posted(place: Place, id: number): Promise<void> {
  const [key, requestId] = [randomUUID(), randomUUID()];
  // Carol Mendes took an adjustment of this order back: she has a hand in it.
  const person = await place.person('Noor Aziz');
  await place.deciding.recordDecision(await decision(place, id, 'approved', { key, requestId, person }));
  const [outcome] = await place.drafting.post([id]);
  if (outcome?.status !== 'posted') throw new Error(JSON.stringify(outcome));
}

const receivable = async (place: Place, invoiceId: number) =>
  (await place.drafting.receivables({})).owed.find(({ id }) => id === invoiceId);

export function disputing(test: PlaceTest): void {
  describe('disputes', () => {
    test('are refused of what is not posted or not there; opened once under their key, told, and not reminded of', async ({
      place,
    }) => {
      const events = createBillingEvents(place.drafter);
      await events.listen({ key: 'contract:disputed', name: 'Contract', kinds: ['invoice.disputed'], url: '' });
      const invoiceId = await draftOf(place, ORDER);
      const odd = { key: randomUUID(), invoiceId, reason: 'rate', amount: '1', said: 'No.' } as const;
      await expect(place.drafting.openDispute(odd)).rejects.toThrow('posted customer invoice');
      await posted(place, invoiceId);
      await expect(place.drafting.openDispute({ ...odd, amount: '99999999' })).rejects.toThrow('can be disputed');
      await expect(place.drafting.openDispute({ ...odd, said: ' ' })).rejects.toThrow('customer says');
      await expect(place.drafting.openDispute({ ...odd, key: ' ' })).rejects.toThrow('needs a key');
      await expect(place.drafting.openDispute({ ...odd, invoiceId: 99_999_999 })).rejects.toThrow('no invoice');
      const before = await receivable(place, invoiceId);
      expect(before).toMatchObject({ disputes: [], hasAddress: expect.any(Boolean) });
      expect(before?.heard).toBeUndefined();
      const dispute = { key: 'ticket 4711', invoiceId, reason: 'hours', said: 'Not on that Monday.' } as const;
      const opened = await place.drafting.openDispute({ ...dispute, amount: '100', raisedBy: 'Ms Weber' });
      expect(opened).toMatchObject({ status: 'opened', invoiceId, amount: '100', deadline: expect.any(String) });
      const again = await place.drafting.openDispute({ ...dispute, amount: '100' });
      expect(again).toEqual({ ...opened, status: 'already-open' });
      expect(await place.drafting.openDispute(dispute)).toEqual(again);
      const changed = [
        [{ amount: '90' }, 'Different now: the amount.'],
        [{ reason: 'rate' }, 'Different now: what it is about.'],
        [{ said: 'Not on that Tuesday.', raisedBy: 'Ms Webb' }, 'Different now: what the customer says, who says it.'],
      ] as const;
      for (const [change, words] of changed)
        await expect(place.drafting.openDispute({ ...dispute, ...change })).rejects.toThrow(words);
      const { userId: personId } = await place.person('Noor Aziz');
      await expect(place.deciding.openDispute({ ...dispute, personId })).rejects.toThrow('Somebody else wrote down');
      const found = await receivable(place, invoiceId);
      expect(found?.disputes).toMatchObject([{ id: opened.id, reason: 'hours', amount: '100', state: 'open' }]);
      expect(found?.seal).not.toBe(before?.seal);

      const rest = await place.drafting.openDispute({ ...dispute, key: 'ticket 4712', reason: 'scope' });
      expect(Number(rest.amount)).toBeCloseTo(Number(before?.residual) - 100, 2);
      const late = addDays(before?.due ?? '', 90);
      const all = await receivable(place, invoiceId);
      expect(all && nextStep(all, late).asked).toBe('0');
      const [done] = (await sendReminders(place.drafting, {}, { today: late, send: true })).filter(
        (each) => each.invoiceId === invoiceId,
      );
      expect(['stopped', 'off']).toContain(done?.status);

      const batch = await events.take('contract:disputed', 100);
      if (!batch || batch === 'unknown') throw new Error('nothing was told');
      expect(batch.events).toMatchObject([
        {
          event: 'invoice.disputed',
          gone: false,
          dispute: { id: opened.id, reason: 'hours', amount: '100', invoice: { id: invoiceId } },
        },
        { dispute: { id: rest.id, reason: 'scope' } },
      ]);
      expect(JSON.stringify(batch.events)).not.toContain('Monday');
      await events.confirm('contract:disputed', batch.id);
      await events.unlisten('contract:disputed', true);
      await posted(place, await creditNote(place.admin, invoiceId));
    });
  });
}
