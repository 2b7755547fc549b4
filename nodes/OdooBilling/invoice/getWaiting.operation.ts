import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { allItems } from '../../shared/items.ts';
import { connectOdoo } from '../../shared/odoo.ts';

export const description = [];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return allItems(context, async () => {
    const odoo = await connectOdoo(context);
    const drafts = await odoo.draftsAwaitingDecision();
    const from = [...context.getInputData().keys()];
    return drafts.map((json) => ({ json, from }));
  });
}
