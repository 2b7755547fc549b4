import type { ApprovalOdoo, StraightThrough } from '../../approvals/ports.ts';
import { runAction } from '../actions.ts';
import type { OdooApi } from '../api.ts';
import { linkOf } from '../audit.ts';
import { whenFree } from '../in-turn.ts';
import { odooInstant } from '../wire.ts';

/**
 * Records once that the policy lets an invoice through; Odoo looks in its own policy whether it does.
 *
 * @throws OdooError `refused` where it does not, or the invoice no longer reads like this
 */
export async function recordStraightThrough(
  api: OdooApi,
  told: StraightThrough,
): ReturnType<ApprovalOdoo['recordStraightThrough']> {
  const row = {
    key: told.key,
    request_id: told.requestId,
    invoice_id: told.invoiceId,
    policy: told.policy.name,
    version: told.policy.version,
    row: told.row,
    reason: told.reason,
    at: odooInstant(told.at),
    content: told.content,
  };
  const { id, created, link, robot } = await whenFree(() => runAction(api, 'record_straight_through', row));
  return { id, created, robotId: robot, ...(link && { link: linkOf(link) }) };
}
