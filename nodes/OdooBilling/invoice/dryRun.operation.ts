import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { dryRun } from '../../../src/billing/dry-run.ts';
import { dryRunRows } from '../../../src/billing/dry-run-words.ts';
import { todayOr } from '../../shared/days.ts';
import { eachItem } from '../../shared/items.ts';
import { connect } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';
import { simplify, simplifyProperty } from '../../shared/simplify.ts';
import { fromOption, modelsOption, scopeOf, scopeProperties } from '../work/scope.ts';

export const description = shownFor('invoice', 'dryRun', [
  {
    displayName:
      'Shows per order what a billing run would draft and why, and what waits and for whom. Reads only: nothing is drafted, recorded or claimed in Odoo.',
    name: 'notice',
    type: 'notice',
    default: '',
  },
  ...scopeProperties,
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
        displayName: 'Every Entry',
        name: 'everyEntry',
        type: 'boolean',
        default: false,
        description: 'Whether to say of every single entry what becomes of it, besides the sums by reason',
      },
      fromOption,
      {
        displayName: 'Today',
        name: 'today',
        type: 'dateTime',
        default: '={{ $today.toISODate() }}',
        description: 'The day the rules count from. Set a past day to see what a run would have done.',
      },
    ],
  },
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return eachItem(context, async () => {
    const { odoo, api } = await connect(context);
    return async (index) => {
      const everyEntry = context.getNodeParameter('options.everyEntry', index, false) as boolean;
      const today = todayOr(context, 'options.today', index);
      const runs = await dryRun(odoo, await scopeOf(context, api, index), today);
      return simplify(context, index) ? dryRunRows(runs, everyEntry) : runs;
    };
  });
}
