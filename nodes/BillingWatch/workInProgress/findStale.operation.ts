import { staleWip } from '../../../src/billing/watch/stale-wip.ts';
import { companyFilter } from '../../shared/filters.ts';
import { shownFor } from '../../shared/route.ts';
import { simplifyProperty } from '../../shared/simplify.ts';
import { daysProperty, agesToday } from '../today.ts';
import { watchOperation } from '../watch.ts';

export const description = shownFor('workInProgress', 'findStale', [
  agesToday,
  daysProperty('Older Than (Days)', 'olderThan', 30, 'How many days work may wait before it counts as stale'),
  companyFilter,
  simplifyProperty(),
]);

export const { execute, look } = watchOperation(staleWip, (context, index) => ({
  staleAfterDays: context.getNodeParameter('olderThan', index) as number,
}));
