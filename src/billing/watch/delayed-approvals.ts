import { z } from 'zod/v4';
import { DELAYED } from '../../rules/watch/cause.ts';
import { delayedApprovals as find } from '../../rules/watch/delayed-approvals.ts';
import type { DelayedApproval } from '../../rules/watch/delayed-approvals.ts';
import type { JudgedWork } from '../../rules/watch/open-work.ts';
import { ordersOf } from '../../rules/watch/open-work.ts';
import type { Waiting, WaitingDraft } from '../../rules/watch/waiting.ts';
import { given } from '../../rules/given.ts';
import { judgedWork } from './judged-work.ts';
import { companyIds, days } from './options.ts';
import type { Watch } from './watch.ts';

const options = z.strictObject({
  timeDays: days.default(7).describe('Days time may wait for approval, from the day it was worked'),
  expenseDays: days.default(7).describe('Days a submitted expense may wait, from the day it was spent'),
  milestoneDays: days.default(7).describe('Days a reached milestone may wait for acceptance'),
  invoiceDays: days.default(3).describe('Days a draft may wait for a decision, from the day it was asked for'),
  companyIds,
});

export const delayedApprovals: Watch<z.infer<typeof options>, JudgedWork & Waiting, DelayedApproval> = {
  id: 'delayed-approvals',
  finds: 'time, expenses, milestones and invoices that wait for somebody’s approval too long',
  codes: [DELAYED.time, DELAYED.expense, DELAYED.milestone, DELAYED.invoice],
  options,
  async slices(odoo, { companyIds }, today, most) {
    const { expenses, drafts } = await odoo.waiting(given({ companyIds }));
    const left = new Set(expenses);
    const all = await judgedWork(odoo, { today, companyIds, most }, (_, { works }) => {
      const orders = ordersOf(works);
      const own = [...left].filter(({ orderId }) => orders.has(orderId));
      for (const each of own) left.delete(each);
      return { expenses: own, drafts: [] as WaitingDraft[] };
    });
    // Drafts, and expenses of orders without open work, are read once for all.
    return [...all, async () => ({ works: [], evaluations: [], expenses: [...left], drafts })];
  },
  find,
};
