import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { judgeAndClose } from '../../../src/billing/solved.ts';
import { requiredDay, todayProperty } from '../../shared/days.ts';
import { eachItem } from '../../shared/items.ts';
import { connect } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';
import { scopeOf, scopeOptions, scopeProperties } from '../work/scope.ts';

export const description = shownFor('case', 'closeSolved', [
  {
    displayName:
      'Reads and judges the work again, opens the cases of that, and closes those of earlier billing runs about entries and refused drafts that are solved. Give it the scope of Collect, and connect it so that n8n comes to it last. Bill does it by itself.',
    name: 'notice',
    type: 'notice',
    default: '',
  },
  ...scopeProperties,
  todayProperty('The day the work is judged on'),
  scopeOptions,
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return eachItem(context, async () => {
    const { odoo, api } = await connect(context);
    return async (index) => {
      const today = requiredDay(context, 'today', 'Today', index);
      return [{ closed: await judgeAndClose(odoo, await scopeOf(context, api, index), today) }];
    };
  });
}
