import { runningOut } from '../../../src/billing/watch/running-out.ts';
import { companyFilter } from '../../shared/filters.ts';
import { shownFor } from '../../shared/route.ts';
import { simplifyProperty } from '../../shared/simplify.ts';
import { daysProperty, agesToday } from '../today.ts';
import { numbers, watchOperation } from '../watch.ts';

export const description = shownFor('agreement', 'findRunningOut', [
  agesToday,
  daysProperty('Within (Days)', 'withinDays', 30, 'How many days ahead to look'),
  daysProperty('Burn (Days)', 'burnDays', 28, 'Over how many days before today what is used a day is averaged'),
  companyFilter,
  simplifyProperty(),
]);

export const { execute, look } = watchOperation(runningOut, numbers('withinDays', 'burnDays'));
