import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { SentDigest } from '../../../src/rules/digest.ts';
import { askDesk } from '../../shared/desk.ts';
import { allItems } from '../../shared/items.ts';

export const description: INodeProperties[] = [];

/** Once, however many items come in: the desk knows where to, and what it has told today. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return allItems(context, async () => {
    const { digests } = await askDesk<{ digests: SentDigest[] }>(context, 'POST', '/api/digests', {});
    const from = [...context.getInputData().keys()];
    return digests.map((json) => ({ json, from }));
  });
}
