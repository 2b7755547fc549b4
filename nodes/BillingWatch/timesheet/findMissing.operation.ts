import { missingTimesheets } from '../../../src/billing/watch/missing-timesheets.ts';
import { requiredDay, todayProperty } from '../../shared/days.ts';
import { companyFilter } from '../../shared/filters.ts';
import { shownFor } from '../../shared/route.ts';
import { missingRow, simplifyProperty } from '../../shared/simplify.ts';
import { watchOperation } from '../watch.ts';

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
  todayProperty('Nobody is short of hours for this day or later ones'),
  {
    displayName: 'Tolerance (Hours)',
    name: 'toleranceHours',
    type: 'number',
    typeOptions: { minValue: 0, numberPrecision: 2 },
    default: 0,
    description: 'How many hours a week may fall short without being reported',
  },
  companyFilter,
  simplifyProperty(),
]);

export const { execute, look } = watchOperation(
  missingTimesheets,
  (context, index) => ({
    from: requiredDay(context, 'from', 'From', index),
    to: requiredDay(context, 'to', 'To', index),
    toleranceHours: String(context.getNodeParameter('toleranceHours', index)),
  }),
  missingRow,
);
