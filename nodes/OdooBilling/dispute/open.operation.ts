import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { DisputeToOpen } from '../../../src/billing/ports.ts';
import { DISPUTE_REASONS } from '../../../src/rules/collections/receivable.ts';
import { isAboveZero } from '../../../src/rules/above-zero.ts';
import { given } from '../../../src/rules/given.ts';
import { eachItem } from '../../shared/items.ts';
import { idsParameter } from '../../shared/lists.ts';
import { connectOdoo } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';

export const description = shownFor('dispute', 'open', [
  {
    displayName: 'Invoice ID',
    name: 'invoiceId',
    type: 'string',
    default: '={{ $json.invoiceId }}',
    required: true,
    description: 'Odoo id of the posted invoice the customer disputes',
  },
  {
    displayName: 'Key',
    name: 'key',
    type: 'string',
    default: '',
    required: true,
    placeholder: 'e.g. ticket-4711',
    description:
      'What the dispute was made of, such as the ID of a ticket or mail. The same key opens one dispute only.',
  },
  {
    displayName: 'About',
    name: 'reason',
    type: 'options',
    options: Object.entries(DISPUTE_REASONS).map(([value, name]) => ({ name, value })),
    default: 'hours',
    description: 'What in the delivery is the cause',
  },
  {
    displayName: 'Amount',
    name: 'amount',
    type: 'string',
    default: '',
    placeholder: 'e.g. 270.00',
    description: 'What is disputed, with tax, in the invoice’s currency. Leave empty for all that is open.',
  },
  {
    displayName: 'What the Customer Says',
    name: 'said',
    type: 'string',
    typeOptions: { rows: 3 },
    default: '',
    required: true,
  },
  {
    displayName: 'Raised By',
    name: 'raisedBy',
    type: 'string',
    default: '',
    placeholder: 'e.g. Ms Weber, project office',
    description: 'Who says it, on the customer’s side',
  },
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return eachItem(context, async () => {
    const odoo = await connectOdoo(context);
    return async (index) => {
      const text = (name: string) => String(context.getNodeParameter(name, index, '')).trim();
      const amount = text('amount');
      if (amount && !isAboveZero(amount))
        throw new RangeError(`“${amount}” is no amount: write it as a plain number, such as 270.00.`);
      if (!text('key'))
        throw new RangeError('Key is empty: give what the dispute was made of, such as the ID of a ticket.');
      const ids = idsParameter(context, 'invoiceId', index);
      const [invoiceId] = ids;
      if (invoiceId === undefined || ids.length > 1) throw new RangeError('A dispute is about one invoice.');
      const dispute = {
        key: text('key'),
        invoiceId,
        reason: text('reason') as DisputeToOpen['reason'],
        said: text('said'),
        ...given({ amount: amount || undefined, raisedBy: text('raisedBy') || undefined }),
      };
      return [await odoo.openDispute(dispute)];
    };
  });
}
