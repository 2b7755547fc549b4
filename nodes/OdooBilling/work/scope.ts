import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { WorkScope } from '../../../src/billing/ports.ts';
import type { OdooApi } from '../../../src/odoo/api.ts';
import { dayParameter, requiredDay } from '../../shared/days.ts';
import { filteredIds, filters } from '../../shared/filters.ts';

/** Up to which day, and of what. */
export const scopeProperties: INodeProperties[] = [
  {
    displayName: 'Bill Up To',
    name: 'to',
    type: 'dateTime',
    default: "={{ $today.startOf('month').minus({ days: 1 }).toISODate() }}",
    required: true,
    description:
      'Last service day to bill, that day included. Earlier work that is still open is always collected too, so that late hours are not lost.',
  },
  filters,
];

export const fromOption: INodeProperties = {
  displayName: 'From',
  name: 'from',
  type: 'dateTime',
  default: '',
  description:
    'First day of the period, which is read whole, billed work included. Without it, the month of Bill Up To.',
};

export async function scopeOf(context: IExecuteFunctions, api: OdooApi, index: number): Promise<WorkScope> {
  const from = dayParameter(context, 'options.from', index);
  const to = requiredDay(context, 'to', 'Bill Up To', index);
  return { to, ...(from && { from }), ...(await filteredIds(context, api, index)) };
}
