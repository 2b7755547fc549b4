import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { movementRows, retainerBalances } from '../../../src/billing/retainers.ts';
import { scopeOf, scopeProperties } from '../../OdooBilling/work/scope.ts';
import { eachItem } from '../../shared/items.ts';
import { connect } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';
import { simplify, simplifyProperty } from '../../shared/simplify.ts';

export const description = shownFor('retainer', 'getBalance', [
  {
    displayName:
      'Shows every movement of the balance up to that day: paid, drawn, carried over, lapsed. Work that is approved and not billed yet is drawn as a billing run would draw it. Reads only.',
    name: 'notice',
    type: 'notice',
    default: '',
  },
  ...scopeProperties,
  simplifyProperty(),
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return eachItem(context, async () => {
    const { odoo, api } = await connect(context);
    return async (index) => {
      const statements = await retainerBalances(odoo, await scopeOf(context, api, index));
      return simplify(context, index) ? statements.flatMap(movementRows) : statements;
    };
  });
}
