import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { eachItem } from '../../shared/items.ts';
import { idsParameter } from '../../shared/lists.ts';
import { connectOdoo } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';
import { invoiceRow, simplify, simplifyProperty } from '../../shared/simplify.ts';

export const description = shownFor('invoice', 'get', [
  {
    displayName: 'Invoice ID',
    name: 'invoiceId',
    type: 'string',
    default: '={{ $json.invoiceId }}',
    required: true,
    placeholder: 'e.g. 42',
    description: 'Odoo id of the invoice. Several are separated by commas.',
  },
  simplifyProperty(),
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return eachItem(context, async () => {
    const odoo = await connectOdoo(context);
    return async (index) => {
      const invoices = await Promise.all(idsParameter(context, 'invoiceId', index).map((id) => odoo.invoice(id)));
      return invoices.map((invoice) => (simplify(context, index) ? invoiceRow(invoice) : invoice));
    };
  });
}
