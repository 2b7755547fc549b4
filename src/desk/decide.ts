import { randomUUID } from 'node:crypto';
import { sameEmail } from '../approvals/authority.ts';
import type { NotApplied } from '../approvals/chain/apply.ts';
import { askedNow, stepFor } from '../approvals/chain/chain.ts';
import { shownHash } from '../approvals/content.ts';
import type { Channel, DecisionOutcome } from '../billing/ports.ts';
import { announce } from './announce.ts';
import type { Context } from './context.ts';
import { stepsOf } from '../approvals/policy/route.ts';
import { glance, type Look, PATIENCE_MS } from './look.ts';
import { within } from './patience.ts';
import { powersOf } from './powers.ts';
import { happen } from './store/chain.ts';
import { insertDecision } from './store/decisions.ts';
import { spendLinks } from './store/links.ts';
import { logRefusal, type RefusalCode } from './store/refusals.ts';
import { type Approver, type Asked, type DecisionBy, loadRequest, type StoredRequest } from './store/requests.ts';
import { draftPage, notReady } from './unsaid.ts';
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

/** This person may not, and why; or it was decided or void before, by them or by others. */
export type NotTaken =
  | { status: 'refused'; request: StoredRequest; reason: string; code: RefusalCode }
  | { status: 'late'; request: StoredRequest; yours?: DecisionBy };

/** `taken`: safe at the desk. `unseen`: something is unusual by now that the person was not shown. */
export type Taken =
  | NotTaken
  | { status: 'taken'; request: StoredRequest; yours: DecisionBy }
  | { status: 'unseen'; request: StoredRequest };

export const NOT_ASKED = { code: 'not-asked' as const, reason: 'You were not asked to decide on this invoice.' };

/**
 * Takes a decision of a person whose identity the channel has established: authority first, then state.
 *
 * While Odoo can't be asked, or takes its time, the decision of somebody who was allowed to when the request was made is
 * kept; the job that brings it to Odoo asks again.
 */
export async function decide(context: Context, requestId: string, email: string, wish: Wish): Promise<Taken> {
  const request = await loadRequest(context.sql, requestId);
  const approver = asked(request, email);
  if (!approver) return refused(context, request, email, wish.channel, NOT_ASKED);
  // Of the thousandth copy of a click Odoo need not hear.
  if (request.state !== 'open' || standingBy(request, approver.userId) || gaveUp(request, approver))
    return late(context, requestId, email, wish.channel);
  const now = await glance(context, request);
  const denial = (await denied(context, request, approver, wish, now)) ?? notYet(context, now, wish);
  const seen = wish.seen ?? shownHash(request.facts);
  if (denial) return refused(context, request, email, wish.channel, denial);
  if (now.is === 'changed') {
    await context.outbox((...tx) => voidRequest(context, tx, request, now.why));
  } else if (now.is === 'same' && seen !== shownHash(now.facts)) {
    return { status: 'unseen', request };
  } else {
    const no = await take(context, request, approver, { ...wish, withoutOdoo: now.is === 'unknown' });
    const after = await loadRequest(context.sql, requestId);
    const yours = standingBy(after, approver.userId);
    if (!no && yours) {
      context.metrics.decided(wish.channel, wish.outcome);
      return { status: 'taken', request: after, yours };
    }
  }
  return late(context, requestId, email, wish.channel);
}

/** Handed on: whatever they may, it is with others by now. */
export const gaveUp = ({ talk, chain }: StoredRequest, { userId }: Approver): boolean =>
  talk.some((each) => each.kind === 'delegated' && each.userId === userId) &&
  !askedNow(chain).includes(userId) &&
  !chain.decisions.some((one) => one.userId === userId);

/** What the desk can say by itself and at once, before somebody is asked for a reason; undefined where nothing speaks against it. */
export async function precheck(
  context: Context,
  requestId: string,
  email: string,
  channel: Channel,
): Promise<NotTaken | undefined> {
  const request = await loadRequest(context.sql, requestId);
  const approver = asked(request, email);
  if (!approver) return refused(context, request, email, channel, NOT_ASKED);
  if (request.state !== 'open' || standingBy(request, approver.userId)) return late(context, requestId, email, channel);
  return askedNow(request.chain).includes(approver.userId) ? undefined : late(context, requestId, email, channel);
}

/** Writes down that somebody was told no. */
export async function refused(
  { sql, now, metrics }: Context,
  request: StoredRequest,
  who: string,
  channel: Channel,
  { code, reason }: { code: RefusalCode; reason: string },
): Promise<NotTaken> {
  metrics.decided(channel, 'refused');
  await logRefusal(sql, { channel, requestId: request.id, who, code, detail: reason }, now());
  return { status: 'refused', request, reason, code };
}

/** Nothing is left for them to do. */
export async function late(
  { sql, now, metrics }: Context,
  requestId: string,
  who: string,
  channel: Channel,
): Promise<NotTaken> {
  metrics.decided(channel, 'late');
  const request = await loadRequest(sql, requestId);
  await logRefusal(sql, { channel, requestId, who, code: 'state', detail: `The request is ${request.state}.` }, now());
  const yours = standingBy(request, asked(request, who)?.userId);
  return { status: 'late', request, ...(yours && { yours }) };
}

export function asked(request: StoredRequest, email: string): Asked | undefined {
  return request.approvers.find((approver) => sameEmail(approver.email, email));
}

const standingBy = ({ decisions }: StoredRequest, userId: number | undefined): DecisionBy | undefined =>
  decisions.find((decision) => decision.userId === userId);

/** Why Odoo says no to this decision. Where it can't be asked, nothing: the decision is kept and asked about when it is recorded. */
export async function denied(
  context: Context,
  { route, chain }: StoredRequest,
  approver: Approver,
  { outcome, verified }: Pick<Wish, 'outcome' | 'verified'>,
  now: Look,
): Promise<{ code: RefusalCode; reason: string } | undefined> {
  if (now.is !== 'same') return undefined;
  const { patienceMs = PATIENCE_MS } = context;
  try {
    const steps = stepsOf(route);
    const { may, memberBy, tooWeak } = await within(patienceMs, powersOf(context, now.facts, [approver.email], steps));
    const step = steps[stepFor(chain, approver.userId)];
    const verdict = may(memberBy(approver.email), outcome, step, approver);
    return verdict.allowed ? tooWeak(verified) : verdict;
  } catch (error) {
    context.log.warn({ err: error }, 'Odoo could not be asked who may decide');
    return undefined;
  }
}

/** Why nobody can take it as the invoice stands, however much they may. */
const notYet = ({ desk }: Context, now: Look, { outcome }: Wish) =>
  now.is === 'same' ? notReady(now.facts, outcome, draftPage(desk(), now.facts.id)) : undefined;

/** Undefined where it was taken. */
function take(
  context: Context,
  request: StoredRequest,
  by: Approver,
  wish: Wish & { withoutOdoo: boolean },
): Promise<NotApplied | undefined> {
  const decidedAt = context.now();
  const id = randomUUID();
  return context.outbox(async (tx, send) => {
    const { chain, no } = await happen(tx, request.id, (before) => {
      const step = stepFor(before, by.userId);
      return { is: 'decide', id, step, userId: by.userId, outcome: wish.outcome, at: decidedAt.toISOString() };
    });
    const taken = chain?.decisions.find((one) => one.id === id);
    if (!taken) return no ?? 'unknown';
    const { userId, step, seat } = taken;
    await insertDecision(tx, { id, requestId: request.id, userId, step, seat, decidedAt, ...wish });
    await spendLinks(tx, request.id, userId, decidedAt);
    await send('record', { decisionId: id });
    await announce(context, send, request);
    return undefined;
  });
}
