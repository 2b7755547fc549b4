import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { postInvoices } from '../../../src/billing/post.ts';
import { allItems } from '../../shared/items.ts';
import { idsParameter } from '../../shared/lists.ts';
import { connectOdoo } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';

export const description = shownFor('invoice', 'post', [
  {
    displayName: 'Invoice ID',
    name: 'invoiceId',
    type: 'string',
    default: '={{ $json.invoiceId }}',
    required: true,
    description:
      'Odoo id of the draft. Odoo posts it only where an approval of exactly this content is on record, and says so in the output otherwise.',
  },
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return allItems(context, async () => {
    const wanted = context
      .getInputData()
      .flatMap((_, from) => idsParameter(context, 'invoiceId', from).map((invoiceId) => ({ invoiceId, from })));
    const odoo = await connectOdoo(context);
    const outcomes = await postInvoices(odoo, [...new Set(wanted.map(({ invoiceId }) => invoiceId))]);
    return outcomes.map((json) => ({
      json,
      from: wanted.filter(({ invoiceId }) => invoiceId === json.invoiceId).map(({ from }) => from),
    }));
  });
}
