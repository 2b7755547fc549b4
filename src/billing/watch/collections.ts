import { z } from 'zod/v4';
import type { Receivable } from '../../rules/collections/receivable.ts';
import { given } from '../../rules/given.ts';
import { COLLECTIONS, stuckCollections } from '../../rules/watch/collections.ts';
import type { StuckCollection } from '../../rules/watch/collections.ts';
import { companyIds, days } from './options.ts';
import type { Watch } from './watch.ts';

const options = z.strictObject({
  disputeDays: days.default(0).describe('Days a dispute may be past its deadline'),
  answerDays: days.default(0).describe('Days a customer’s message may be unanswered'),
  companyIds,
});

export const collections: Watch<z.infer<typeof options>, Receivable[], StuckCollection> = {
  id: 'collections',
  finds: 'promises broken, disputes past their deadline, reminders not delivered and messages nobody answered',
  codes: [
    COLLECTIONS['promise-broken'],
    COLLECTIONS['dispute-late'],
    COLLECTIONS['reminder-failed'],
    COLLECTIONS.unanswered,
  ],
  options,
  slices: async (odoo, { companyIds }) => [async () => (await odoo.receivables(given({ companyIds }))).owed],
  find: stuckCollections,
};
