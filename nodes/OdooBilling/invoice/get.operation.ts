import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { eachItem } from '../../shared/items.ts';
import { idsParameter } from '../../shared/lists.ts';
import { connectOdoo } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';

export const description = shownFor('invoice', 'get', [
  {
    displayName: 'Invoice ID',
    name: 'invoiceId',
    type: 'string',
    default: '={{ $json.invoiceId }}',
    required: true,
    description: 'Odoo id of the invoice. Several are separated by commas.',
  },
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return eachItem(context, async () => {
    const odoo = await connectOdoo(context);
    return (index) => Promise.all(idsParameter(context, 'invoiceId', index).map((id) => odoo.invoice(id)));
  });
}
