import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { watchMissingTimesheets } from '../../../src/billing/watch/missing-timesheets.ts';
import { requiredDay } from '../../shared/days.ts';
import { eachItem } from '../../shared/items.ts';
import { connectOdoo } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';
import { missingRow, simplify, simplifyProperty } from '../../shared/simplify.ts';

export const description = shownFor('timesheet', 'findMissing', [
  {
    displayName: 'From',
    name: 'from',
    type: 'dateTime',
    default: "={{ $today.startOf('week').minus({ weeks: 1 }).toISODate() }}",
    required: true,
    description: 'First day to look at',
  },
  {
    displayName: 'To',
    name: 'to',
    type: 'dateTime',
    default: "={{ $today.startOf('week').minus({ days: 1 }).toISODate() }}",
    required: true,
    description: 'Last day to look at, that day included',
  },
  {
    displayName: 'Today',
    name: 'today',
    type: 'dateTime',
    default: '={{ $today.toISODate() }}',
    required: true,
    description: 'Nobody is short of hours for this day or later ones',
  },
  {
    displayName: 'Tolerance (Hours)',
    name: 'toleranceHours',
    type: 'number',
    typeOptions: { minValue: 0, numberPrecision: 2 },
    default: 0,
    description: 'How many hours a week may fall short without being reported',
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
      const found = await watchMissingTimesheets(odoo, {
        from: requiredDay(context, 'from', 'From', index),
        to: requiredDay(context, 'to', 'To', index),
        today: requiredDay(context, 'today', 'Today', index),
        toleranceHours: String(context.getNodeParameter('toleranceHours', index)),
        keepCases: keepCases(index),
      });
      return found.map((each) => (simplify(context, index) ? missingRow(each) : each));
    };
  });
}
