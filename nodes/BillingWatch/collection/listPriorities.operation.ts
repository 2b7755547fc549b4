import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { collectionList } from '../../../src/billing/collections.ts';
import type { Collectible } from '../../../src/rules/collections/priority.ts';
import { requiredDay } from '../../shared/days.ts';
import { companyFilter, filteredIds } from '../../shared/filters.ts';
import { eachItem } from '../../shared/items.ts';
import { connect } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';
import { flat, simplify, simplifyProperty } from '../../shared/simplify.ts';
import { agesToday } from '../today.ts';

export const description = shownFor('collection', 'listPriorities', [agesToday, companyFilter, simplifyProperty()]);

export const execute = (context: IExecuteFunctions): Promise<INodeExecutionData[]> =>
  eachItem(context, async () => {
    const { odoo, api } = await connect(context);
    return async (index) => {
      const scope = await filteredIds(context, api, index);
      const found = await collectionList(odoo, scope, requiredDay(context, 'today', 'Today', index));
      return simplify(context, index) ? found.map(row) : found;
    };
  });

const row = ({ next, promises, ...rest }: Collectible): object => ({
  ...flat(rest),
  brokenPromises: promises.filter(({ state }) => state === 'broken').length,
  nextStep: next.step,
  nextReason: next.reason,
});
