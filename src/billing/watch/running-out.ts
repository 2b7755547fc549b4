import { z } from 'zod/v4';
import { addDays } from '../../rules/days.ts';
import { given } from '../../rules/given.ts';
import type { Agreement } from '../../rules/terms/schema.ts';
import type { JudgedWork } from '../../rules/watch/open-work.ts';
import { RUNNING_OUT, runningOut as find } from '../../rules/watch/running-out.ts';
import type { RunningOut } from '../../rules/watch/running-out.ts';
import { judgedWork } from './judged-work.ts';
import { companyIds, days } from './options.ts';
import type { Watch } from './watch.ts';

const options = z.strictObject({
  withinDays: days.default(30).describe('Days ahead to look: what is used up or ends by then is found'),
  burnDays: days.min(1).default(28).describe('Calendar days before today whose average is the burn'),
  companyIds,
});
type Options = z.infer<typeof options>;

export const runningOut: Watch<Options, JudgedWork & { agreements: Agreement[] }, RunningOut> = {
  id: 'running-out',
  finds: 'caps, retainers, purchase orders, agreements and prepaid hours that are used up or end soon',
  codes: [
    RUNNING_OUT.used.cap,
    RUNNING_OUT.used.retainer,
    RUNNING_OUT.used['purchase order'],
    RUNNING_OUT.used['prepaid hours'],
    RUNNING_OUT.ends.agreement,
    RUNNING_OUT.ends['purchase order'],
  ],
  options,
  async slices(odoo, { burnDays, companyIds }, today, most) {
    const { agreements } = await odoo.agreements(given({ companyIds }));
    const judged = { today, from: addDays(today, -burnDays), companyIds, most };
    return judgedWork(odoo, judged, ({ work }) => ({ agreements: work.terms?.agreements ?? agreements }));
  },
  find,
};
