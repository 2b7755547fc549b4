import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { listChoices, type ListName } from '../../../src/odoo/lists.ts';
import { eachItem } from '../../shared/items.ts';
import { connect } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';

export const description = shownFor('record', 'find', [
  {
    displayName: 'Kind',
    name: 'kind',
    type: 'options',
    noDataExpression: true,
    options: [
      { name: 'Agreement', value: 'agreement' },
      { name: 'Company', value: 'company' },
      { name: 'Customer', value: 'customer' },
      { name: 'Project', value: 'project' },
      { name: 'Sales Order', value: 'order' },
    ],
    default: 'customer',
  },
  {
    displayName: 'Search',
    name: 'search',
    type: 'string',
    default: '',
    placeholder: 'e.g. Azure',
    description: 'Part of the name, of the customer’s name, or of an order’s reference. Empty lists all.',
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 50 },
    default: 50,
    description: 'Max number of results to return',
  },
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return eachItem(context, async () => {
    const { api } = await connect(context);
    return async (index) => {
      const kind = context.getNodeParameter('kind', index) as ListName;
      const search = String(context.getNodeParameter('search', index, ''));
      const { choices } = await listChoices(api, kind, { search });
      return choices.slice(0, context.getNodeParameter('limit', index) as number);
    };
  });
}
