import { announce } from './announce.ts';
import type { Context } from './context.ts';
import type { Sql } from './database.ts';
import type { Send } from './queue.ts';
import { dropDecision } from './store/decisions.ts';
import { markVoid, type StoredRequest } from './store/requests.ts';

/** Nothing can be decided on this request any more, and a decision that Odoo doesn't have counts for nothing. */
export async function voidRequest(
  context: Pick<Context, 'channels'>,
  [tx, send]: [Sql, Send],
  request: StoredRequest,
  why: string,
): Promise<void> {
  if (!(await markVoid(tx, request.id, request.state, why))) return;
  if (request.decision) await dropDecision(tx, request.decision.id, 'void', why);
  await send('audit', { kind: 'voided', id: request.id });
  await announce(context, send, request, { kind: 'changed', to: request.approvers });
}
