import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { releaseInvoices } from '../../../src/billing/release.ts';
import { requiredDay } from '../../shared/days.ts';
import { eachItem } from '../../shared/items.ts';
import { idsParameter } from '../../shared/lists.ts';
import { connectOdoo } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';

export const description = shownFor('invoice', 'release', [
  {
    displayName: 'Invoice ID',
    name: 'invoiceId',
    type: 'string',
    default: '={{ $json.invoiceId }}',
    required: true,
    description:
      'Odoo id of the posted invoice. Odoo sends it with its own mail template and the customer’s sending method, the timesheet detail enclosed. One that left before is not sent again; one that did not leave becomes a case.',
  },
  {
    displayName: 'Today',
    name: 'today',
    type: 'dateTime',
    default: '={{ $today.toISODate() }}',
    required: true,
    description: 'The day the deadlines of new cases count from',
  },
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return eachItem(context, async () => {
    const odoo = await connectOdoo(context);
    return (index) => {
      const today = requiredDay(context, 'today', 'Today', index);
      return releaseInvoices(odoo, idsParameter(context, 'invoiceId', index), today);
    };
  });
}
