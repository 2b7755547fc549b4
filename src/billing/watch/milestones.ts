import { z } from 'zod/v4';
import { MILESTONES } from '../../rules/watch/cause.ts';
import { lateMilestones } from '../../rules/watch/milestones.ts';
import type { LateMilestone } from '../../rules/watch/milestones.ts';
import type { JudgedWork } from '../../rules/watch/open-work.ts';
import { judgedWork } from './judged-work.ts';
import { companyIds, days } from './options.ts';
import type { Watch } from './watch.ts';

const options = z.strictObject({
  reachedDays: days.default(7).describe('Days a reached milestone may be on no invoice'),
  graceDays: days.default(0).describe('Days a deadline may have passed'),
  companyIds,
});

export const milestones: Watch<z.infer<typeof options>, JudgedWork, LateMilestone> = {
  id: 'milestones',
  finds: 'milestones reached and on no invoice, and those past their deadline and not reached',
  codes: [MILESTONES['not-invoiced'], MILESTONES['not-reached']],
  options,
  slices: (odoo, { companyIds }, today, most) => judgedWork(odoo, { today, companyIds, most }, () => ({})),
  find: lateMilestones,
};
