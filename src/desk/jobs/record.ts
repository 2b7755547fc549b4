import { authority } from '../../approvals/authority.ts';
import { OdooError } from '../../odoo/errors.ts';
import { anchor } from '../anchor.ts';
import { announce } from '../announce.ts';
import { openCase, rejectionCase, stuckCase } from '../cases.ts';
import type { Context } from '../context.ts';
import { look } from '../look.ts';
import { dropDecision, findDecision, markRecorded, markSent } from '../store/decisions.ts';
import { logRefusal } from '../store/refusals.ts';
import { type KeptDecision, loadRequest, step, type StoredRequest } from '../store/requests.ts';
import { pendingDeliveries } from '../store/subscriptions.ts';
import { VERIFIED } from '../verified.ts';
import { voidRequest } from '../void-request.ts';

type Standing = NonNullable<StoredRequest['decision']>;

/** Brings a decision to Odoo. Done again after any failure, until Odoo has it or says that it may not be. */
export async function record(context: Context, { decisionId }: { decisionId: string }): Promise<void> {
  const kept = await findDecision(context.sql, decisionId);
  const request = kept && (await loadRequest(context.sql, kept.requestId));
  const decision = request?.decision;
  if (!request || decision?.id !== decisionId || decision.state !== 'kept') return;
  // Once sent, Odoo may have it: then its own answer to the same key decides, not what the invoice looks like by now.
  if (!decision.sentAt && !(await stillRight(context, request, decision))) return;
  await markSent(context.sql, decisionId, context.now());
  const odooId = await send(context, request, decision);
  if (odooId !== undefined) await settle(context, request, decision, odooId);
}

async function stillRight(context: Context, request: StoredRequest, decision: Standing): Promise<boolean> {
  const now = await look(context.odoo, request);
  if (now.is === 'unknown') throw now.error;
  if (now.is === 'changed') {
    await context.outbox((...tx) => voidRequest(context, tx, request, now.why));
    return false;
  }
  const verdict = authority(await context.odoo.personByEmail(decision.by.email), now.facts, decision.by);
  if (verdict.allowed) return true;
  await context.outbox(async (tx, enqueue) => {
    await dropDecision(tx, decision.id, 'refused', verdict.reason);
    await step(tx, request.id, 'deciding', 'refuse');
    const { channel, by } = decision;
    const refusal = { channel, requestId: request.id, who: by.email, code: verdict.code, detail: verdict.reason };
    await logRefusal(tx, refusal, context.now());
    await announce(context, enqueue, request, { kind: 'refused', to: [by] });
  });
  return false;
}

/** The record's id in Odoo, or undefined where the decision may not be recorded any more. */
async function send(context: Context, request: StoredRequest, decision: Standing): Promise<number | undefined> {
  try {
    const { id, link } = await context.odoo.recordDecision({
      key: keyOf(decision),
      requestId: request.id,
      invoiceId: request.invoiceId,
      outcome: decision.outcome,
      person: decision.by,
      channel: decision.channel,
      reason: decision.reason,
      at: decision.decidedAt.toISOString(),
      content: request.facts.content,
      verified: decision.verified || VERIFIED[decision.channel],
    });
    if (link) await anchor(context, [link]);
    return id;
  } catch (error) {
    if (!(error instanceof OdooError) || ['unreachable', 'timeout'].includes(error.code)) throw error;
    // A refusal leaves nothing behind in Odoo; most often the reason is one the desk knows how to end.
    if (error.code === 'refused' && !(await stillRight(context, request, decision))) return undefined;
    await openCase(context, stuckCase(request, decision, error));
    throw error;
  }
}

async function settle(context: Context, request: StoredRequest, decision: Standing, odooId: number): Promise<void> {
  if (decision.outcome === 'rejected') await openCase(context, rejectionCase(request, decision));
  await context.outbox(async (tx, enqueue) => {
    const event = decision.outcome === 'approved' ? 'approve' : 'reject';
    if (!(await step(tx, request.id, 'deciding', event))) return;
    await markRecorded(tx, decision.id, odooId, context.now());
    const others = request.approvers.filter(({ userId }) => userId !== decision.userId);
    await announce(context, enqueue, request, { kind: 'decided', to: others });
    for (const delivery of await pendingDeliveries(tx)) await enqueue('wake', delivery);
  });
}

export function keyOf({ id }: Pick<KeptDecision, 'id'>): string {
  return `desk.${id}`;
}
