import { reconcile } from '../../../src/billing/watch/reconcile.ts';
import { companyFilter } from '../../shared/filters.ts';
import { shownFor } from '../../shared/route.ts';
import { simplifyProperty } from '../../shared/simplify.ts';
import { daysProperty, agesToday } from '../today.ts';
import { numbers, watchOperation } from '../watch.ts';

export const description = shownFor('reconciliation', 'findDifferences', [
  agesToday,
  daysProperty(
    'Wait (Days)',
    'waitDays',
    7,
    'How many days work that was freed or passed over may wait for the next billing run',
  ),
  companyFilter,
  simplifyProperty(),
]);

export const { execute, look } = watchOperation(reconcile, numbers('waitDays'));
