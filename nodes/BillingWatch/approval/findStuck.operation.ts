import { stuckInvoices } from '../../../src/billing/watch/stuck-invoices.ts';
import { companyFilter } from '../../shared/filters.ts';
import { shownFor } from '../../shared/route.ts';
import { simplifyProperty } from '../../shared/simplify.ts';
import { daysProperty, agesToday } from '../today.ts';
import { numbers, watchOperation } from '../watch.ts';

export const description = shownFor('approval', 'findStuck', [
  agesToday,
  daysProperty('Posting (Days)', 'postDays', 1, 'How many days an approved invoice may be unposted'),
  daysProperty('Sending (Days)', 'sendDays', 1, 'How many days a posted invoice may be unsent'),
  companyFilter,
  simplifyProperty(),
]);

export const { execute, look } = watchOperation(stuckInvoices, numbers('postDays', 'sendDays'));
