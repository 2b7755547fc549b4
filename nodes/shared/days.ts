import { DateTime } from 'luxon';
import { NodeOperationError, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';

import type { Day } from '../../src/rules/entry.ts';

/** @param description what is reckoned from that day */
export const todayProperty = (description: string): INodeProperties => ({
  displayName: 'Today',
  name: 'today',
  type: 'dateTime',
  default: '={{ $today.toISODate() }}',
  required: true,
  description,
});

/** The parameter's day, or the workflow's own today where it is empty. */
export const todayOr = (context: IExecuteFunctions, name: string, index: number): Day =>
  dayParameter(context, name, index) ?? DateTime.now().setZone(context.getTimezone()).toFormat('yyyy-MM-dd');

/** A date parameter as the calendar day it is in the workflow's time zone; `undefined` where it is empty. */
export function dayParameter(context: IExecuteFunctions, name: string, index: number): Day | undefined {
  const value = context.getNodeParameter(name, index, '');
  if (!value) return undefined;
  const moment = DateTime.fromISO(String(value), { zone: context.getTimezone() });
  if (moment.isValid) return moment.toISODate();
  throw new NodeOperationError(context.getNode(), `"${String(value)}" is no date`, {
    itemIndex: index,
    description: 'Pick a day, or write it as YYYY-MM-DD.',
  });
}

export function requiredDay(context: IExecuteFunctions, name: string, label: string, index: number): Day {
  const day = dayParameter(context, name, index);
  if (day) return day;
  throw new NodeOperationError(context.getNode(), `${label} is empty`, {
    itemIndex: index,
    description: 'Pick a day, or write it as YYYY-MM-DD.',
  });
}
