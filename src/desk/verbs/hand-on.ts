import { isAmong, seatOf, stepFor } from '../../approvals/chain/chain.ts';
import { apply } from '../../approvals/chain/apply.ts';
import { takers } from '../../approvals/chain/others.ts';
import type { Member } from '../../approvals/people.ts';
import { namesIn } from '../../approvals/people.ts';
import { stepsOf } from '../../approvals/policy/route.ts';
import { covers } from '../../approvals/time/calendar.ts';
import { announce } from '../announce.ts';
import type { Context } from '../context.ts';
import { powersOf } from '../powers.ts';
import { insertApprovers, keepChain, locked } from '../store/chain.ts';
import { spendLinks } from '../store/links.ts';
import { loadRequest } from '../store/requests.ts';
import { noLonger, notAllowed, type Said, type Saying, type Standpoint, standpoint, tell } from './said.ts';

const UNKNOWN = 'Odoo can’t be reached to see who may decide instead. Try again in a while; nothing was changed.';

export type Takers = { here: Standpoint; takers: Member[]; why(userId: number): string };
type No = { no: Exclude<Said, { status: 'done' }> };

/** To whom this person can hand on at this moment, and why not to somebody else. */
export async function takersFor(
  context: Context,
  requestId: string,
  email: string,
  by: Pick<Saying, 'channel' | 'verified'>,
): Promise<Takers | No> {
  // Who may not approve can't choose who does.
  const here = await standpoint(context, requestId, email, by, 'approved');
  if ('no' in here) return here;
  const { request, you, facts, fresh } = here;
  const { route, chain, approvers } = request;
  const steps = stepsOf(route);
  const step = steps[stepFor(chain, you.userId)];
  if (!fresh || !step) return { no: { status: 'refused', request, why: UNKNOWN } };
  try {
    const powers = await powersOf(context, facts, [you.email], steps);
    const byPolicy = !('none' in powers.force);
    const members = byPolicy ? powers.members : await context.approvals.members(facts, namesIn(steps));
    const asked = approvers.map(({ userId }) => userId);
    const why = (userId: number): string => {
      const member = members.find((one) => one.userId === userId);
      if (!member) return 'Odoo knows nobody by this name who can be asked.';
      if (asked.includes(userId) || isAmong(chain, userId)) return `${member.name} was asked about it already.`;
      if (member.leaves.some((leave) => covers(leave, context.now().toISOString()))) return `${member.name} is away.`;
      const verdict = powers.may(member, 'approved', step);
      return verdict.allowed ? '' : verdict.reason;
    };
    return { here, takers: takers(chain, step, { ...powers.world, members }, asked), why };
  } catch (error) {
    context.log.warn({ err: error }, 'Odoo could not be asked who may decide instead');
    return { no: { status: 'refused', request, why: UNKNOWN } };
  }
}

/** Gives one's seat to somebody else, who decides instead. Their own authority counts, now and when they decide. */
export async function handOn(
  context: Context,
  requestId: string,
  email: string,
  { to, ...saying }: Saying & { to: number },
): Promise<Said> {
  const found = await takersFor(context, requestId, email, saying);
  if ('no' in found) return found.no;
  const { request, you } = found.here;
  const taker = found.takers.find(({ userId }) => userId === to);
  if (!taker) return notAllowed(context, request, email, saying.channel, { code: 'not-asked', reason: found.why(to) });
  const done = await context.outbox(async (tx, send) => {
    const fresh = await locked(tx, requestId);
    const step = stepFor(fresh.chain, you.userId);
    const seat = seatOf(fresh.chain, step, you.userId)?.of ?? you.userId;
    const { chain } = apply(fresh.chain, {
      ...{ is: 'hand-on', step, seat, from: you.userId, to, how: 'delegated', at: context.now().toISOString() },
    });
    if (!chain) return false;
    await insertApprovers(tx, requestId, [taker]);
    await keepChain(tx, requestId, fresh.chain, chain);
    await spendLinks(tx, requestId, you.userId, context.now());
    const what = `${you.name} handed it on to ${taker.name}`;
    await tell(context, [tx, send], request, { kind: 'delegated', what, userId: you.userId }, saying);
    await announce(context, send, request, { kind: 'ask', to: [taker], always: true });
    return true;
  });
  if (!done) return noLonger(context, request, email, saying.channel);
  return { status: 'done', request: await loadRequest(context.sql, requestId), to: taker.name };
}
