import { staleWip } from '../../../src/billing/watch/stale-wip.ts';
import { shownFor } from '../../shared/route.ts';
import { simplifyProperty } from '../../shared/simplify.ts';
import { watchOperation } from '../watch.ts';

export const description = shownFor('workInProgress', 'findStale', [
  {
    displayName: 'Today',
    name: 'today',
    type: 'dateTime',
    default: '={{ $today.toISODate() }}',
    required: true,
    description: 'The day ages are counted to',
  },
  {
    displayName: 'Older Than (Days)',
    name: 'olderThan',
    type: 'number',
    typeOptions: { minValue: 0 },
    default: 30,
    description: 'How many days work may wait before it counts as stale',
  },
  simplifyProperty(),
]);

export const { execute, look } = watchOperation(staleWip, (context, index) => ({
  staleAfterDays: context.getNodeParameter('olderThan', index) as number,
}));
