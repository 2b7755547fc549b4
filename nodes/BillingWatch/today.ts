import type { INodeProperties } from 'n8n-workflow';

import { todayProperty } from '../shared/days.ts';

export const agesToday = todayProperty('The day ages are counted to');

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
