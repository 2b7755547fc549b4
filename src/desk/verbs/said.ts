import type { Channel } from '../../billing/ports.ts';
import type { Context } from '../context.ts';
import type { Sql } from '../database.ts';
import { asked, denied, gaveUp, late as tooLate, NOT_ASKED, refused } from '../decide.ts';
import { glance } from '../look.ts';
import { late as lateInWords } from '../not-taken.ts';
import type { Send } from '../queue.ts';
import { type Happening, insertHappening } from '../store/happenings.ts';
import { type Approver, loadRequest, type StoredRequest } from '../store/requests.ts';
import type { DecisionOutcome, InvoiceFacts } from '../../billing/ports.ts';
import { voidRequest } from '../void-request.ts';

/** What somebody says about a request without deciding on it, by which channel. */
export interface Saying {
  text: string;
  channel: Channel;
  /** How it is known who they are, where the channel alone does not say. */
  verified?: string;
}

/** `late`: it happened before, or is no longer needed; `why` says which, as a person reads it. */
export type Said =
  | { status: 'done'; request: StoredRequest; to: string }
  | { status: 'refused'; request: StoredRequest; why: string }
  | { status: 'late'; request: StoredRequest; why: string };

export interface Standpoint {
  request: StoredRequest;
  you: Approver;
  /** As Odoo has them now, or as they were shown where it can't be reached. */
  facts: InvoiceFacts;
  fresh: boolean;
}

/**
 * Where somebody stands who was asked to decide: the person, then the authority to decide so, then the state.
 *
 * @param email of a person whom the channel has made sure of
 * @param outcome whose authority it takes
 */
export async function standpoint(
  context: Context,
  requestId: string,
  email: string,
  { channel, verified }: Pick<Saying, 'channel' | 'verified'>,
  outcome: DecisionOutcome,
): Promise<Standpoint | { no: Exclude<Said, { status: 'done' }> }> {
  const request = await loadRequest(context.sql, requestId);
  const you = asked(request, email);
  if (!you) return { no: await notAllowed(context, request, email, channel, NOT_ASKED) };
  if (gaveUp(request, you)) return { no: await noLonger(context, request, email, channel) };
  const now = await glance(context, request);
  const denial = await denied(context, request, you, { outcome, ...(verified && { verified }) }, now);
  if (denial) return { no: await notAllowed(context, request, email, channel, denial) };
  if (request.state === 'open' && now.is === 'changed')
    await context.outbox((...tx) => voidRequest(context, tx, request, now.why));
  if (request.state !== 'open' || now.is === 'changed' || !you.asked)
    return { no: await noLonger(context, request, email, channel) };
  return now.is === 'same'
    ? { request, you, facts: now.facts, fresh: true }
    : { request, you, facts: request.facts, fresh: false };
}

/** Told no, and written down. */
export async function notAllowed(
  context: Context,
  request: StoredRequest,
  who: string,
  channel: Channel,
  denial: Parameters<typeof refused>[4],
): Promise<Exclude<Said, { status: 'done' }>> {
  await refused(context, request, who, channel, denial);
  return { status: 'refused', request, why: denial.reason };
}

/** Decided, void or with others by now. */
export async function noLonger(
  context: Context,
  request: StoredRequest,
  who: string,
  channel: Channel,
): Promise<Exclude<Said, { status: 'done' }>> {
  const found = await tooLate(context, request.id, who, channel);
  return { status: 'late', request: found.request, why: found.status === 'late' ? lateInWords(found) : found.reason };
}

/** Puts it where every copy of the request shows it, and on the invoice's record. */
export async function tell(
  context: Context,
  [tx, send]: [Sql, Send],
  request: Pick<StoredRequest, 'id'>,
  said: Pick<Happening, 'kind' | 'what' | 'userId' | 'name'>,
  { text, channel, verified = '' }: Saying,
): Promise<void> {
  const happening = { ...said, requestId: request.id, channel, verified, reason: text, at: context.now() };
  await send('audit', { kind: 'happened', id: String(await insertHappening(tx, happening)) });
}

/** `Ann, Bob and Cleo`. */
export function together(people: readonly { name: string }[], word = 'and'): string {
  const names = people.map(({ name }) => name);
  const last = names.at(-1) ?? 'nobody';
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} ${word} ${last}` : last;
}
