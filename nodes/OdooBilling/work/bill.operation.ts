import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { runBilling } from '../../../src/billing/run.ts';
import { eachItem } from '../../shared/items.ts';
import { connect } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';
import { draftingParameters, draftingProperties } from '../invoice/drafting.ts';
import { scopeOf, scopeOptions, scopeProperties } from './scope.ts';

export const description = shownFor('work', 'bill', [
  {
    displayName:
      'Collect, Billing Rules and Draft in one step, for a month that is more than n8n should hold: one item per new invoice. What can’t be billed becomes a case, and why the rest waits is recorded in Odoo. Ask for approval of what Get Many Waiting lists: drafts of a run that broke off are among them.',
    name: 'notice',
    type: 'notice',
    default: '',
  },
  ...scopeProperties,
  ...draftingProperties,
  scopeOptions,
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return eachItem(context, async () => {
    const { odoo, api } = await connect(context);
    return async (index) => {
      const scope = await scopeOf(context, api, index);
      return runBilling(odoo, scope, draftingParameters(context, index));
    };
  });
}
