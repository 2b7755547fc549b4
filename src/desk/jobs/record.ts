import { apply } from '../../approvals/chain/apply.ts';
import { stateOf } from '../../approvals/chain/chain.ts';
import { stepsOf } from '../../approvals/policy/route.ts';
import type { PolicyStep } from '../../approvals/policy/schema.ts';
import { overdueSince } from '../../approvals/time/advance.ts';
import type { World } from '../../approvals/time/who-now.ts';
import { OdooError } from '../../odoo/errors.ts';
import { anchor } from '../anchor.ts';
import { announce } from '../announce.ts';
import { openCase, rejectionCase, stuckCase } from '../cases.ts';
import type { Context } from '../context.ts';
import { look } from '../look.ts';
import { powersOf } from '../powers.ts';
import { happen } from '../store/chain.ts';
import { findDecision, markRecorded, markSent, noteRefusal } from '../store/decisions.ts';
import { logRefusal } from '../store/refusals.ts';
import {
  type Approver,
  type DecisionBy,
  type KeptDecision,
  loadRequest,
  type StoredRequest,
} from '../store/requests.ts';
import { pendingDeliveries } from '../store/subscriptions.ts';
import { draftPage, notReady } from '../unsaid.ts';
import { VERIFIED } from '../verified.ts';
import { voidRequest } from '../void-request.ts';
import { policyOf, tell } from './audit.ts';

/**
 * Brings a decision to Odoo, those of its request that were taken before it first: which of them completes the chain is
 * told by their order. Done again after any failure, until Odoo has it or says that it may not be.
 */
export async function record(context: Context, { decisionId }: { decisionId: string }): Promise<void> {
  for (let before: string | undefined; ;) {
    const kept = await findDecision(context.sql, decisionId);
    if (kept?.state !== 'kept') return;
    const request = await loadRequest(context.sql, kept.requestId);
    const first = request.decisions.find(({ state }) => state === 'kept');
    if (!first) return;
    if (first.id === before) throw new Error(`Decision ${before} stays as it is.`);
    before = first.id;
    await bring(context, request, first);
  }
}

async function bring(context: Context, request: StoredRequest, decision: DecisionBy): Promise<void> {
  // Once sent, Odoo may have it: then its own answer to the same key decides, not what the invoice looks like by now.
  if (!decision.sentAt && !(await stillRight(context, request, decision))) return;
  const settles = await markSent(context.sql, decision.id, context.now(), isSettling(request, decision));
  const odooId = await send(context, request, decision, settles);
  if (odooId !== undefined) await settle(context, request, decision, odooId);
}

/** Whether nothing is left to decide once Odoo has it. */
function isSettling({ chain }: StoredRequest, { id }: DecisionBy): boolean {
  const after = apply(chain, { is: 'recorded', id }).chain;
  return after !== undefined && ['approved', 'rejected'].includes(stateOf(after));
}

async function stillRight(context: Context, request: StoredRequest, decision: DecisionBy): Promise<boolean> {
  const now = await look(context.odoo, request);
  if (now.is === 'unknown') throw now.error;
  if (now.is === 'changed') {
    await context.outbox((...tx) => voidRequest(context, tx, request, now.why));
    return false;
  }
  const { may, memberBy, tooWeak, world } = await powersOf(
    context,
    now.facts,
    [decision.by.email],
    stepsOf(request.route),
  );
  const step = stepsOf(request.route)[decision.step];
  const verdict = may(memberBy(decision.by.email), decision.outcome, step, decision.by);
  const notYet = notReady(now.facts, decision.outcome, draftPage(context.desk(), request.invoiceId));
  const no = verdict.allowed ? (tooWeak(decision.verified) ?? notYet) : verdict;
  if (!no) {
    if (step) await tellOverdue(context, request, decision, step, world);
    return true;
  }
  await context.outbox(async (tx, enqueue) => {
    if (!(await happen(tx, request.id, () => ({ is: 'refused', id: decision.id }))).chain) return;
    await noteRefusal(tx, decision.id, no.reason);
    const { channel, by } = decision;
    const refusal = { channel, requestId: request.id, who: by.email, code: no.code, detail: no.reason };
    await logRefusal(tx, refusal, context.now());
    await announce(context, enqueue, request, { kind: 'refused', to: [by], always: true });
  });
  return false;
}

/** That a step is decided late is on record before the decision is, however late the desk's own clock was, once. */
async function tellOverdue(
  context: Context,
  request: StoredRequest,
  { step: index, decidedAt }: DecisionBy,
  step: PolicyStep,
  world: World,
): Promise<void> {
  const { id: requestId, invoiceId, chain } = request;
  const at = overdueSince(chain, index, step, world, decidedAt.toISOString());
  if (at === undefined) return;
  await tell(context, {
    ...{
      key: `overdue.${requestId}.${index}`,
      requestId,
      invoiceId,
      kind: 'overdue',
      channel: 'desk',
      verified: '',
      at,
    },
    ...{ what: `${step.name}: its time was over`, ...policyOf(request) },
  });
}

/** The record's id in Odoo, or undefined where the decision may not be recorded any more. */
async function send(
  context: Context,
  request: StoredRequest,
  decision: DecisionBy,
  settles: boolean,
): Promise<number | undefined> {
  try {
    const { id, link } = await context.odoo.recordDecision({
      key: keyOf(decision),
      requestId: request.id,
      invoiceId: request.invoiceId,
      outcome: decision.outcome === 'rejected' || settles ? decision.outcome : 'step-approved',
      person: decision.by,
      channel: decision.channel,
      reason: decision.reason,
      at: decision.decidedAt.toISOString(),
      content: request.facts.content,
      verified: decision.verified || VERIFIED[decision.channel],
      ...policyOf(request),
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

async function settle(context: Context, request: StoredRequest, decision: DecisionBy, odooId: number): Promise<void> {
  if (decision.outcome === 'rejected') await openCase(context, rejectionCase(request, decision));
  await context.outbox(async (tx, enqueue) => {
    const { chain } = await happen(tx, request.id, () => ({ is: 'recorded', id: decision.id }));
    if (!chain) return;
    await markRecorded(tx, decision.id, odooId, context.now());
    const after = await loadRequest(tx, request.id);
    const isDone = chain.steps[decision.step]?.state !== 'open' && chain.steps[decision.step]?.state !== 'deciding';
    await announce(context, enqueue, request, { kind: 'decided', to: isDone ? others(after, decision) : [] });
    if (decision.withoutOdoo && decision.channel === 'page' && context.channels.includes('email')) {
      await enqueue('mail', { requestId: request.id, userId: decision.userId, kind: 'recorded' });
    }
    if (after.state === 'open') await enqueue('advance', { requestId: request.id });
    for (const delivery of await pendingDeliveries(tx)) await enqueue('wake', delivery);
  });
}

/** Whom it spares a decision: everybody where it ended the request, else those of its step. */
function others({ approvers, chain, decisions }: StoredRequest, { userId, step, outcome }: DecisionBy): Approver[] {
  const holders = chain.steps[step]?.seats.flatMap((seat) => seat.holders.map((holder) => holder.userId)) ?? [];
  return approvers.filter(
    (one) =>
      one.userId !== userId &&
      (outcome === 'rejected' ||
        (holders.includes(one.userId) && !decisions.some((decision) => decision.userId === one.userId))),
  );
}

export function keyOf({ id }: Pick<KeptDecision, 'id'>): string {
  return `desk.${id}`;
}
