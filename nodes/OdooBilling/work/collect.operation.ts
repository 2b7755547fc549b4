import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { collect } from '../../../src/billing/collect.ts';
import { eachItem } from '../../shared/items.ts';
import { connect } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';
import { simplify, simplifyProperty, workRow } from '../../shared/simplify.ts';
import { scopeOf, scopeOptions, scopeProperties } from './scope.ts';

export const description = shownFor('work', 'collect', [
  ...scopeProperties,
  simplifyProperty('work', 'Billing Rules'),
  scopeOptions,
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return eachItem(context, async () => {
    const { odoo, api } = await connect(context);
    return async (index) => {
      const works = await collect(odoo, await scopeOf(context, api, index));
      return works.map((work) => (simplify(context, index) ? workRow(work) : work));
    };
  });
}
