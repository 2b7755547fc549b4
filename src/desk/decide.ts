import { randomUUID } from 'node:crypto';
import { authority, type Denial, sameEmail } from '../approvals/authority.ts';
import { shownHash } from '../approvals/content.ts';
import type { Channel, DecisionOutcome } from '../billing/ports.ts';
import { announce } from './announce.ts';
import type { Context } from './context.ts';
import { look, type Look } from './look.ts';
import { insertDecision } from './store/decisions.ts';
import { spendLinks } from './store/links.ts';
import { logRefusal, type RefusalCode } from './store/refusals.ts';
import { type Approver, loadRequest, step, type StoredRequest } from './store/requests.ts';
import { voidRequest } from './void-request.ts';

export interface Wish {
  outcome: DecisionOutcome;
  /** Required for a rejection; the channel has seen to it. */
  reason: string;
  channel: Channel;
  /** How it is known who the person is, where the channel alone does not say. */
  verified?: string;
  /** Hash of what the person was shown; where left out, what the request was made with. What reads differently by now is not decided. */
  seen?: string;
}

/** This person may not, and why; or it was decided or void before. */
export type NotTaken =
  { status: 'refused'; request: StoredRequest; reason: string } | { status: 'late'; request: StoredRequest };

/** `taken`: safe at the desk. `unseen`: something is unusual by now that the person was not shown. */
export type Taken =
  NotTaken | { status: 'taken'; request: StoredRequest } | { status: 'unseen'; request: StoredRequest };

const NOT_ASKED = { code: 'not-asked' as const, reason: 'You were not asked to decide on this invoice.' };

/**
 * Takes a decision of a person whose identity the channel has established: authority first, then state.
 *
 * While Odoo can't be asked, the decision of somebody who was allowed to when the request was made is kept; the job that
 * brings it to Odoo asks again.
 */
export async function decide(context: Context, requestId: string, email: string, wish: Wish): Promise<Taken> {
  const request = await loadRequest(context.sql, requestId);
  const now = await look(context.odoo, request);
  const approver = asked(request, email);
  const denial = approver ? await denied(context, approver, now) : NOT_ASKED;
  const seen = wish.seen ?? shownHash(request.facts);
  if (!approver || denial) return refused(context, request, email, wish.channel, denial ?? NOT_ASKED);
  if (request.state === 'open' && now.is === 'changed') {
    await context.outbox((...tx) => voidRequest(context, tx, request, now.why));
  } else if (request.state === 'open' && now.is === 'same' && seen !== shownHash(now.facts)) {
    return { status: 'unseen', request };
  } else if (request.state === 'open' && (await take(context, request, approver, wish))) {
    return { status: 'taken', request: await loadRequest(context.sql, requestId) };
  }
  return late(context, requestId, email, wish.channel);
}

/** What the desk can say by itself and at once, before somebody is asked for a reason; undefined where nothing speaks against it. */
export async function precheck(
  context: Context,
  requestId: string,
  email: string,
  channel: Channel,
): Promise<NotTaken | undefined> {
  const request = await loadRequest(context.sql, requestId);
  if (!asked(request, email)) return refused(context, request, email, channel, NOT_ASKED);
  return request.state === 'open' ? undefined : late(context, requestId, email, channel);
}

async function refused(
  { sql, now }: Context,
  request: StoredRequest,
  who: string,
  channel: Channel,
  { code, reason }: { code: RefusalCode; reason: string },
): Promise<NotTaken> {
  await logRefusal(sql, { channel, requestId: request.id, who, code, detail: reason }, now());
  return { status: 'refused', request, reason };
}

async function late({ sql, now }: Context, requestId: string, who: string, channel: Channel): Promise<NotTaken> {
  const request = await loadRequest(sql, requestId);
  await logRefusal(sql, { channel, requestId, who, code: 'state', detail: `The request is ${request.state}.` }, now());
  return { status: 'late', request };
}

function asked(request: StoredRequest, email: string): Approver | undefined {
  return request.approvers.find((approver) => sameEmail(approver.email, email));
}

/** Why Odoo says no. Where it can't be asked, nothing: the decision is kept and asked about when it is recorded. */
async function denied({ odoo, log }: Context, approver: Approver, now: Look): Promise<Denial | undefined> {
  if (now.is !== 'same') return undefined;
  try {
    const verdict = authority(await odoo.personByEmail(approver.email), now.facts, approver);
    return verdict.allowed ? undefined : verdict;
  } catch (error) {
    log.warn({ err: error }, 'Odoo could not be asked who may decide');
    return undefined;
  }
}

function take(context: Context, request: StoredRequest, approver: Approver, wish: Wish): Promise<boolean> {
  const now = context.now();
  return context.outbox(async (tx, send) => {
    if (!(await step(tx, request.id, 'open', 'decide'))) return false;
    const decisionId = randomUUID();
    await insertDecision(tx, {
      id: decisionId,
      requestId: request.id,
      userId: approver.userId,
      decidedAt: now,
      ...wish,
    });
    await spendLinks(tx, request.id, approver.userId, now);
    await send('record', { decisionId });
    await announce(context, send, request);
    return true;
  });
}
