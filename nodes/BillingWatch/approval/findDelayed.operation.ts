import { delayedApprovals } from '../../../src/billing/watch/delayed-approvals.ts';
import { companyFilter } from '../../shared/filters.ts';
import { shownFor } from '../../shared/route.ts';
import { simplifyProperty } from '../../shared/simplify.ts';
import { daysProperty, agesToday } from '../today.ts';
import { numbers, watchOperation } from '../watch.ts';

export const description = shownFor('approval', 'findDelayed', [
  agesToday,
  daysProperty('Time (Days)', 'timeDays', 7, 'How many days time may wait for approval, from the day it was worked'),
  daysProperty('Expenses (Days)', 'expenseDays', 7, 'How many days a submitted expense may wait'),
  daysProperty('Milestones (Days)', 'milestoneDays', 7, 'How many days a reached milestone may wait for acceptance'),
  daysProperty('Invoices (Days)', 'invoiceDays', 3, 'How many days a draft may wait for a decision'),
  companyFilter,
  simplifyProperty(),
]);

export const { execute, look } = watchOperation(
  delayedApprovals,
  numbers('timeDays', 'expenseDays', 'milestoneDays', 'invoiceDays'),
);
