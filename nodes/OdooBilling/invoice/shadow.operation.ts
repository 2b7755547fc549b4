import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import { shadowRows } from '../../../src/billing/shadow/rows.ts';
import { shadowMonth } from '../../../src/billing/shadow/shadow.ts';
import { createShadowOdoo } from '../../../src/odoo/hand-billed.ts';
import { dayParameter, requiredDay, todayOr } from '../../shared/days.ts';
import { filteredIds, wholeOrders } from '../../shared/filters.ts';
import { eachItem } from '../../shared/items.ts';
import { connect } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';
import { simplify, simplifyProperty } from '../../shared/simplify.ts';
import { modelsOption, modelsParameter } from '../work/scope.ts';

export const description = shownFor('invoice', 'shadow', [
  {
    displayName:
      'Bills a past month as if finance had not, and says where the two differ, line by line. Reads only: nothing is drafted, recorded or claimed in Odoo.',
    name: 'notice',
    type: 'notice',
    default: '',
  },
  {
    displayName: 'From',
    name: 'from',
    type: 'dateTime',
    default: "={{ $today.startOf('month').minus({ months: 1 }).toISODate() }}",
    required: true,
    description: 'First service day to compare',
  },
  {
    displayName: 'To',
    name: 'to',
    type: 'dateTime',
    default: "={{ $today.startOf('month').minus({ days: 1 }).toISODate() }}",
    required: true,
    description: 'Last service day to compare, that day included',
  },
  wholeOrders,
  simplifyProperty(),
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add Option',
    default: {},
    options: [
      modelsOption,
      {
        displayName: 'Dated',
        name: 'dated',
        type: 'dateTime',
        default: '',
        description: 'The day the invoices should bear. Without it, the last day compared.',
      },
      {
        displayName: 'Today',
        name: 'today',
        type: 'dateTime',
        default: '={{ $today.toISODate() }}',
        description: 'The day the rules count from',
      },
    ],
  },
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return eachItem(context, async () => {
    const { api, url } = await connect(context);
    const odoo = createShadowOdoo(api, url);
    return async (index) => {
      const from = requiredDay(context, 'from', 'From', index);
      const to = requiredDay(context, 'to', 'To', index);
      if (from > to) {
        throw new NodeOperationError(context.getNode(), `It begins on ${from}, after its last day ${to}`, {
          itemIndex: index,
          description: 'Exchange From and To.',
        });
      }
      const models = modelsParameter(context, index);
      const scope = { from, to, models, ...(await filteredIds(context, api, index)) };
      const today = todayOr(context, 'options.today', index);
      const dated = dayParameter(context, 'options.dated', index) ?? to;
      const found = await shadowMonth(odoo, scope, { today, dated });
      return simplify(context, index) ? shadowRows(found) : found;
    };
  });
}
