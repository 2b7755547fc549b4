import type { Domain, OdooApi } from '../api.ts';
import type { BilledUnder } from '../../rules/watch/rule-drift.ts';
import { given } from '../../rules/given.ts';
import { groupDay, groupId } from '../rows.ts';
import { ADVANCE_MODEL } from '../work/advances.ts';
import { HELD } from '../work/claims.ts';
import { among } from '../work/scope.ts';

/** By the ledger, on lines of live invoices; fees are no work of a day. */
const BILLED: Domain = [
  ...HELD,
  ['x_model', '!=', ADVANCE_MODEL],
  ['x_kind', '!=', 'fee'],
  ['x_move_id.state', '!=', 'cancel'],
];
const BY = ['x_terms', 'x_order_id', 'x_project_id', 'x_date:day'];

/** Under which terms work was billed, by order, project and service day: one call, Odoo groups. */
export async function readBilledUnder(api: OdooApi, companyIds?: number[]): Promise<BilledUnder[]> {
  const groups = await api.readGroup('x_billing_part', [...BILLED, ...among('x_company_id', companyIds)], BY, [
    '__count',
  ]);
  return groups.map((group) => ({
    terms: String(group.x_terms || ''),
    date: groupDay(group['x_date:day']),
    ...given({ orderId: groupId(group.x_order_id), projectId: groupId(group.x_project_id) }),
  }));
}
