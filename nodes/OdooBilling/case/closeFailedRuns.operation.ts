import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { closeFailedRuns } from '../../../src/billing/failed-runs.ts';
import { allItems } from '../../shared/items.ts';
import { connectOdoo } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';

export const description = shownFor('case', 'closeFailedRuns', [
  {
    displayName:
      'Closes the cases of runs of this workflow that failed before this one began; of a retry, that of the run it goes on with. Connect it to the first node, below all the others: n8n comes to it last, and only where nothing failed. For workflows that find all their work anew, not for those with one run per invoice.',
    name: 'notice',
    type: 'notice',
    default: '',
  },
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return allItems(context, async () => {
    const { id = '' } = context.getWorkflow();
    const mode = context.getMode();
    const began = context.getExecutionContext()?.establishedAt;
    const run = { ...(began && { began: new Date(began) }), retry: mode === 'retry', started: mode === 'trigger' };
    const closed = await closeFailedRuns(await connectOdoo(context), id, run);
    return [{ json: { closed }, from: [...context.getInputData().keys()] }];
  });
}
