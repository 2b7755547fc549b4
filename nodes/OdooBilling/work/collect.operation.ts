import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { collect } from '../../../src/billing/collect.ts';
import type { WorkScope } from '../../../src/billing/ports.ts';
import { dayParameter, requiredDay } from '../../shared/days.ts';
import { eachItem } from '../../shared/items.ts';
import { idsParameter } from '../../shared/lists.ts';
import { connectOdoo } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';

export const description = shownFor('work', 'collect', [
  {
    displayName: 'Bill Up To',
    name: 'to',
    type: 'dateTime',
    default: "={{ $today.startOf('month').minus({ days: 1 }).toISODate() }}",
    required: true,
    description:
      'Last service day to bill, that day included. Earlier work that is still open is always collected too, so that late hours are not lost.',
  },
  {
    displayName: 'Only',
    name: 'filters',
    type: 'collection',
    placeholder: 'Add Limit',
    default: {},
    description: 'Collects less than everything that is open',
    options: [
      {
        displayName: 'Company IDs',
        name: 'companyIds',
        type: 'string',
        default: '',
        placeholder: '1, 2',
        description: 'Odoo ids, separated by commas, or an array by expression',
      },
      {
        displayName: 'Customer IDs',
        name: 'customerIds',
        type: 'string',
        default: '',
        placeholder: '14, 27',
        description: 'Odoo ids of the customers, separated by commas, or an array by expression',
      },
      {
        displayName: 'From',
        name: 'from',
        type: 'dateTime',
        default: '',
        description: 'First service day. Work before it stays open.',
      },
      {
        displayName: 'Project IDs',
        name: 'projectIds',
        type: 'string',
        default: '',
        placeholder: '3, 9',
        description: 'Odoo ids of the projects, separated by commas, or an array by expression',
      },
      {
        displayName: 'Sales Order IDs',
        name: 'orderIds',
        type: 'string',
        default: '',
        placeholder: '41, 42',
        description: 'Odoo ids of the sales orders, separated by commas, or an array by expression',
      },
    ],
  },
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return eachItem(context, async () => {
    const odoo = await connectOdoo(context);
    return (index) => collect(odoo, scope(context, index));
  });
}

function scope(context: IExecuteFunctions, index: number): WorkScope {
  const from = dayParameter(context, 'filters.from', index);
  const limits = (['companyIds', 'customerIds', 'projectIds', 'orderIds'] as const)
    .map((name) => [name, idsParameter(context, `filters.${name}`, index)] as const)
    .filter(([, ids]) => ids.length > 0);
  return { to: requiredDay(context, 'to', 'Bill Up To', index), ...(from && { from }), ...Object.fromEntries(limits) };
}
