import { DateTime } from 'luxon';
import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import { openFailedRun } from '../../../src/billing/failed-runs.ts';
import { replayOf, troubleOf } from '../../../src/rules/failed-run.ts';
import { eachItem } from '../../shared/items.ts';
import { connectOdoo } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';
import { failedRunIn } from './failedRun.ts';

export const description = shownFor('case', 'openFailedRun', [
  {
    displayName:
      'Connect an Error Trigger. A workflow that fails again at the same node is the same case, updated. The output says whether the trouble passes or blocks billing, and whether Retry in n8n is safe.',
    name: 'notice',
    type: 'notice',
    default: '',
  },
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return eachItem(context, async () => {
    const odoo = await connectOdoo(context);
    const today = DateTime.now().setZone(context.getTimezone()).toISODate() as string;
    return async (index) => {
      const failed = failedRunIn(context.getInputData()[index]?.json ?? {}, DateTime.now().toJSDate());
      if (!failed) {
        throw new NodeOperationError(context.getNode(), `Item ${String(index)} tells of no failed run`, {
          itemIndex: index,
          description: 'Connect an Error Trigger to this node: it reads what that puts out.',
        });
      }
      const { key, id, status, title, detail, nextStep, link } = await openFailedRun(odoo, failed, today);
      const [trouble, replay] = [troubleOf(failed.error), replayOf(failed)];
      return { key, id, status, trouble, replay, title, detail, nextStep, link };
    };
  });
}
