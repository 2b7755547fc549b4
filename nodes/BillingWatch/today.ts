import type { INodeProperties } from 'n8n-workflow';

export const todayProperty: INodeProperties = {
  displayName: 'Today',
  name: 'today',
  type: 'dateTime',
  default: '={{ $today.toISODate() }}',
  required: true,
  description: 'The day ages are counted to',
};

export const daysProperty = (
  displayName: string,
  name: string,
  byDefault: number,
  description: string,
): INodeProperties => ({
  displayName,
  name,
  type: 'number',
  typeOptions: { minValue: 0 },
  default: byDefault,
  description,
});
