import { milestones } from '../../../src/billing/watch/milestones.ts';
import { companyFilter } from '../../shared/filters.ts';
import { shownFor } from '../../shared/route.ts';
import { simplifyProperty } from '../../shared/simplify.ts';
import { daysProperty, agesToday } from '../today.ts';
import { numbers, watchOperation } from '../watch.ts';

export const description = shownFor('milestone', 'findLate', [
  agesToday,
  daysProperty('Reached (Days)', 'reachedDays', 7, 'How many days a reached milestone may be on no invoice'),
  daysProperty('Grace (Days)', 'graceDays', 0, 'How many days the deadline of one not reached may have passed'),
  companyFilter,
  simplifyProperty(),
]);

export const { execute, look } = watchOperation(milestones, numbers('reachedDays', 'graceDays'));
