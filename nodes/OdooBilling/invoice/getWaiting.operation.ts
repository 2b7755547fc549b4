import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { allItems } from '../../shared/items.ts';
import { connectOdoo } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';

export const description = shownFor('invoice', 'getWaiting', [
  {
    displayName: 'Return All',
    name: 'returnAll',
    type: 'boolean',
    default: true,
    description: 'Whether to return all results or only up to a given limit',
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1 },
    displayOptions: { show: { returnAll: [false] } },
    default: 50,
    description: 'Max number of results to return',
  },
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return allItems(context, async () => {
    const odoo = await connectOdoo(context);
    const drafts = await odoo.draftsAwaitingDecision();
    const all = context.getNodeParameter('returnAll', 0, true) as boolean;
    const shown = all ? drafts : drafts.slice(0, context.getNodeParameter('limit', 0) as number);
    const from = [...context.getInputData().keys()];
    return shown.map((json) => ({ json, from }));
  });
}
