import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { releaseInvoices } from '../../../src/billing/release.ts';
import { requiredDay, todayProperty } from '../../shared/days.ts';
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
    displayName: 'Minutes to Object',
    name: 'objectionMinutes',
    type: 'number',
    typeOptions: { minValue: 0 },
    default: 0,
    description:
      'How long the account team (salesperson, managers of the billed projects) may stop an invoice in Odoo before it leaves. It is told at once and the item says announced, with leavesAt: wait until then and release it again. 0: it leaves at once.',
  },
  todayProperty('The day the deadlines of new cases count from'),
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return eachItem(context, async () => {
    const odoo = await connectOdoo(context);
    return (index) => {
      const today = requiredDay(context, 'today', 'Today', index);
      const ids = idsParameter(context, 'invoiceId', index);
      return releaseInvoices(odoo, ids, today, objectionMinutes(context, index));
    };
  });
}

/** What can't be read is not taken for no time at all: the invoice would be gone. */
function objectionMinutes(context: IExecuteFunctions, itemIndex: number): number {
  const given: unknown = context.getNodeParameter('objectionMinutes', itemIndex, 0);
  const minutes = typeof given === 'string' && given.trim() ? Number(given) : given;
  if (typeof minutes === 'number' && minutes >= 0 && Number.isFinite(minutes)) return minutes;
  throw new NodeOperationError(context.getNode(), 'Minutes to Object is not a number of minutes', {
    itemIndex,
    description: 'Give 0 or more, such as 60. Nothing was sent.',
  });
}
