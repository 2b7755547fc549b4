import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { closeFailedRuns } from '../../../src/billing/failed-runs.ts';
import { allItems } from '../../shared/items.ts';
import { connectOdoo } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';

export const description = shownFor('case', 'closeFailedRuns', [
  {
    displayName:
      'Closes the cases of runs of this workflow that failed before. Connect it to the first node, below all the others: n8n comes to it last, and only where nothing failed. For workflows that find all their work anew, not for those with one run per invoice.',
    name: 'notice',
    type: 'notice',
    default: '',
  },
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return allItems(context, async () => {
    const { id = '' } = context.getWorkflow();
    const closed = await closeFailedRuns(await connectOdoo(context), id, context.getMode() === 'trigger');
    return [{ json: { closed }, from: [...context.getInputData().keys()] }];
  });
}
