import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { watchStaleWip } from '../../../src/billing/watch/stale-wip.ts';
import { requiredDay } from '../../shared/days.ts';
import { eachItem } from '../../shared/items.ts';
import { connectOdoo } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';
import { flat, simplify, simplifyProperty } from '../../shared/simplify.ts';

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

export const execute = (context: IExecuteFunctions): Promise<INodeExecutionData[]> =>
  find(context, (index) => context.getNodeParameter('keepCases', index) as boolean);

/** Reads only. */
export const look = (context: IExecuteFunctions): Promise<INodeExecutionData[]> => find(context, () => false);

function find(context: IExecuteFunctions, keepCases: (index: number) => boolean): Promise<INodeExecutionData[]> {
  return eachItem(context, async () => {
    const odoo = await connectOdoo(context);
    return async (index) => {
      const found = await watchStaleWip(odoo, {
        today: requiredDay(context, 'today', 'Today', index),
        olderThan: context.getNodeParameter('olderThan', index) as number,
        keepCases: keepCases(index),
      });
      return found.map((each) => (simplify(context, index) ? flat(each) : each));
    };
  });
}
