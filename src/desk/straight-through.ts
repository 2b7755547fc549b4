import { randomUUID } from 'node:crypto';
import { startOf } from '../approvals/chain/start.ts';
import { contentHash } from '../approvals/content.ts';
import type { Route } from '../approvals/policy/route.ts';
import type { ApprovalRequest, RequestApproval } from '../approvals/request.ts';
import type { InvoiceFacts } from '../billing/ports.ts';
import { anchor } from './anchor.ts';
import { announce } from './announce.ts';
import type { Context } from './context.ts';
import { edited } from './look.ts';
import { EDITED, type NewRequest, shown } from './shown.ts';
import { insertDecision, markRecorded, markSent } from './store/decisions.ts';
import { insertRequest, latestRequest, type StoredRequest } from './store/requests.ts';
import { pendingDeliveries } from './store/subscriptions.ts';
import { voidRequest } from './void-request.ts';

/** Of invoices let through: any number will do, as long as every desk takes the same. */
const LOCK = 840_020;

type Straight = Extract<Route, { is: 'straight-through' }>;

/**
 * Nobody is asked: the policy's row lets it through. Odoo records it first, after a look at its own policy, under a key of
 * the content; what the desk then keeps tells the same. Done again after any failure, it is one approval.
 */
export async function straightThrough(
  context: Context,
  ask: RequestApproval,
  facts: InvoiceFacts,
  route: Straight,
  earlier: StoredRequest | undefined,
): Promise<ApprovalRequest> {
  const { policy, row, why } = route;
  if (!policy) throw new Error('Nothing goes straight through without a policy.');
  const hash = contentHash(facts.content);
  const id = randomUUID();
  const requestedAt = context.now();
  const { robotId, ...recorded } = await context.approvals.recordStraightThrough({
    key: `desk.straight.${facts.id}.${hash}`,
    requestId: id,
    invoiceId: facts.id,
    policy,
    row,
    reason: why.join(' '),
    at: requestedAt.toISOString(),
    content: facts.content,
  });
  if (recorded.link) await anchor(context, [recorded.link]);
  const by = { userId: robotId, name: `${policy.name}, version ${policy.version}: “${row}”`, email: '' };
  const request: NewRequest = {
    ...{ id, invoiceId: facts.id, contentHash: hash, facts, note: ask.note ?? '', state: 'approved', voidReason: null },
    ...{ requestedAt, route, chain: startOf(route), approvers: [{ ...by, asked: false }] },
  };
  const reason = earlier ? await edited(context.odoo, earlier, EDITED) : EDITED;
  await context.outbox(async (tx, send) => {
    await tx.query('select pg_advisory_xact_lock($1, $2)', [LOCK, facts.id]);
    const winner = await latestRequest(tx, facts.id);
    if (winner?.contentHash === hash) return;
    if (earlier) await voidRequest(context, [tx, send], earlier, reason, { tell: false });
    await insertRequest(tx, request);
    const decisionId = randomUUID();
    await insertDecision(tx, {
      ...{
        id: decisionId,
        requestId: id,
        userId: robotId,
        step: 0,
        seat: robotId,
        outcome: 'approved',
        channel: 'odoo',
      },
      ...{ reason: why.join(' '), decidedAt: requestedAt, verified: 'the approval policy in Odoo' },
    });
    await markSent(tx, decisionId, requestedAt, true);
    await markRecorded(tx, decisionId, recorded.id, requestedAt);
    await announce(context, send, request);
    for (const delivery of await pendingDeliveries(tx)) await send('wake', delivery);
  });
  const kept = (await latestRequest(context.sql, facts.id)) ?? request;
  if (kept.id === id) context.metrics.decided('policy', 'approved');
  return { ...shown(kept, context), existing: kept.id !== id, leftOut: [] };
}
