import { sameEmail } from '../../approvals/authority.ts';
import { stepFor } from '../../approvals/chain/chain.ts';
import { shownHash } from '../../approvals/content.ts';
import { stepsOf } from '../../approvals/policy/route.ts';
import type { DecisionOutcome, InvoiceFacts, Person } from '../../billing/ports.ts';
import type { Context } from '../context.ts';
import { decide, type Taken } from '../decide.ts';
import { look } from '../look.ts';
import { late } from '../not-taken.ts';
import { powersOf } from '../powers.ts';
import { findRequest, loadRequest, type StoredRequest } from '../store/requests.ts';
import { draftPage, notReady } from '../unsaid.ts';

/** As many at once: what a person can read through before pressing one button, and a page of the inbox. */
export const MOST = 25;

/** One of several invoices somebody picked: `ready` to be decided together, or not, and why. */
export type Picked =
  { is: 'ready'; request: StoredRequest; facts: InvoiceFacts } | { is: 'not'; request: StoredRequest; why: string };

/** What a review showed: requests, each with the hash of what was shown of it. */
export type Shown = [requestId: string, seen: string][];

const AT_ONCE = 5;

/** Reads the picked invoices from Odoo as they are now. Ids nobody knows are left out. */
export async function review(context: Context, ids: string[], person: Person): Promise<Picked[]> {
  const picked: Picked[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = await Promise.all(ids.slice(from, from + AT_ONCE).map((id) => check(context, id, person)));
    picked.push(...some.flatMap((each) => each ?? []));
  }
  return picked;
}

async function check(context: Context, id: string, person: Person): Promise<Picked | undefined> {
  const request = await findRequest(context.sql, id);
  // Of what somebody was not asked about they learn nothing.
  const asked = request?.approvers.find(({ email }) => sameEmail(email, person.email));
  if (!request || asked?.userId !== person.userId) return undefined;
  const not = (why: string): Picked => ({ is: 'not', request, why });
  if (request.state !== 'open' || !asked.asked) return not(late({ request }, 'it'));
  const now = await look(context.odoo, request);
  if (now.is === 'changed') return not(now.why);
  if (now.is === 'unknown') return not('Odoo can’t be reached to see whether it still reads like this.');
  const { route, chain } = request;
  const { may, memberBy } = await powersOf(context, now.facts, [asked.email], stepsOf(route));
  const step = stepsOf(route)[stepFor(chain, person.userId)];
  const verdict = may(memberBy(asked.email), 'approved', step, asked);
  if (!verdict.allowed) return not(verdict.reason);
  const notYet = notReady(now.facts, 'approved', draftPage(context.desk(), request.invoiceId));
  if (notYet) return not(notYet.reason);
  if (now.facts.findings.length > 0) return not('Something about it is unusual: open it and decide on it by itself.');
  return { is: 'ready', request, facts: now.facts };
}

export const shownOf = (picked: Picked[]): Shown =>
  picked.flatMap((each) => (each.is === 'ready' ? [[each.request.id, shownHash(each.facts)]] : [])) as Shown;

/** What became of one of several: taken, or not, and why. */
export interface Result {
  request: StoredRequest;
  taken: boolean;
  why: string;
}

/** Decides one by one, each as if it had been opened alone: one that can't be decided doesn't hold up the others. */
export async function decideAll(
  context: Context,
  shown: Shown,
  email: string,
  wish: { outcome: DecisionOutcome; reason: string },
): Promise<Result[]> {
  const each = await Promise.all(
    shown.map(async ([id, seen]) => ({ request: await loadRequest(context.sql, id), seen })),
  );
  const results: Result[] = [];
  for (const { request, seen } of each) {
    try {
      results.push(resultOf(await decide(context, request.id, email, { ...wish, channel: 'page', seen })));
    } catch (error) {
      context.log.error({ err: error, requestId: request.id }, 'one of several was not decided');
      results.push({ request, taken: false, why: 'Something went wrong at the desk: open it and try again.' });
    }
  }
  return results;
}

function resultOf(answer: Taken): Result {
  const { request, status } = answer;
  if (status === 'refused') return { request, taken: false, why: answer.reason };
  if (status === 'unseen') return { request, taken: false, why: 'Something about it is unusual by now.' };
  return { request, taken: status === 'taken', why: status === 'late' ? late(answer, 'it') : '' };
}
