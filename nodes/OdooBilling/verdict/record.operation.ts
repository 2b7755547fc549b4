import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Evaluation } from '../../../src/rules/verdict.ts';
import { allItems, readAll } from '../../shared/items.ts';
import { connectOdoo } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';

export const description = shownFor('verdict', 'record', [
  {
    displayName:
      'Writes to Odoo why work is on no invoice. All items go together. Connect the Not Billed output of Billing Rules.',
    name: 'notice',
    type: 'notice',
    default: '',
  },
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return allItems(context, async () => {
    const notBilled = readAll<Evaluation>(
      context,
      'list of parts that are not billed',
      ['parts'],
      'Connect the Not Billed output of Billing Rules to this node.',
      'evaluation',
    );
    const odoo = await connectOdoo(context);
    const counts = await odoo.recordVerdicts(notBilled.flatMap(({ parts }) => parts));
    return [{ json: counts, from: [...notBilled.keys()] }];
  });
}
