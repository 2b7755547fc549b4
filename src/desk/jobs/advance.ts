import type { ChainEvent } from '../../approvals/chain/apply.ts';
import type { Chain } from '../../approvals/chain/chain.ts';
import { askedIn } from '../../approvals/chain/chain.ts';
import type { Member } from '../../approvals/people.ts';
import { advance as whatIsDue } from '../../approvals/time/advance.ts';
import { announce, announceInChats } from '../announce.ts';
import { openCase, unansweredCase } from '../cases.ts';
import type { Context } from '../context.ts';
import type { Sql } from '../database.ts';
import { look } from '../look.ts';
import { powersOf } from '../powers.ts';
import type { Send } from '../queue.ts';
import { insertApprovers, keepChain, locked } from '../store/chain.ts';
import { type Happening, insertHappening } from '../store/happenings.ts';
import { newReminder } from '../store/reminders.ts';
import { type Approver, loadRequest, type StoredRequest } from '../store/requests.ts';
import { voidRequest } from '../void-request.ts';

/**
 * What time has brought to an open request: voids it where its invoice changed or is gone, opens the next step, asks
 * somebody in the place of who is away or besides who is late, and reminds. Done again, nothing happens twice.
 */
export async function advance(context: Context, { requestId }: { requestId: string }): Promise<void> {
  const request = await loadRequest(context.sql, requestId);
  if (request.state !== 'open') return;
  const seen = await look(context.odoo, request);
  if (seen.is === 'unknown') throw seen.error;
  if (seen.is === 'changed') return context.outbox((...tx) => voidRequest(context, tx, request, seen.why));
  const { route } = request;
  if (route.is !== 'steps') return;
  const { steps } = route;
  const emails = request.approvers.map(({ email }) => email);
  const { world } = await powersOf(context, seen.facts, emails, steps);
  const stuck = await context.outbox(async (tx, send) => {
    const fresh = await locked(tx, requestId);
    if (fresh.state !== 'open') return [];
    const due = whatIsDue(fresh.chain, steps, world);
    if (due.events.length > 0) await keep(context, [tx, send], fresh, due.chain, due.events, world.members);
    let reminded = false;
    for (const { step, userId, nth } of due.reminders) {
      if (!(await newReminder(tx, { requestId, step, userId, nth }, context.now()))) continue;
      const [to] = peopleOf([userId], fresh.approvers);
      if (!to) continue;
      await told(context, [tx, send], fresh, { kind: 'reminded', what: `Reminded ${to.name}`, userId: null });
      if (context.channels.includes('email')) await send('mail', { requestId, userId, kind: 'remind' });
      reminded = true;
    }
    if (reminded) await announceInChats(context, send, fresh);
    return due.stuck.map((step) => steps[step]?.name ?? '');
  });
  for (const name of stuck) await openCase(context, unansweredCase(request, name));
}

async function keep(
  context: Context,
  [tx, send]: [Sql, Send],
  request: StoredRequest,
  chain: Chain,
  events: ChainEvent[],
  members: readonly Member[],
): Promise<void> {
  const asked = chain.steps.flatMap((_, step) => askedIn(chain, step));
  const people = peopleOf(asked, members);
  await insertApprovers(tx, request.id, people);
  await keepChain(tx, request.id, request.chain, chain);
  for (const event of events) await told(context, [tx, send], request, inWords(event, chain, members));
  const before = new Set(request.approvers.flatMap(({ userId, asked: was }) => (was ? [userId] : [])));
  const to = people.filter(({ userId }) => !before.has(userId));
  await announce(context, send, request, { kind: 'ask', to, always: true });
}

type Told = Pick<Happening, 'kind' | 'what' | 'userId'>;

async function told(context: Context, [tx, send]: [Sql, Send], { id }: StoredRequest, said: Told): Promise<void> {
  const happening = await insertHappening(tx, {
    ...said,
    requestId: id,
    channel: 'desk',
    reason: '',
    at: context.now(),
  });
  await send('audit', { kind: 'happened', id: String(happening) });
}

function inWords(event: ChainEvent, { steps }: Chain, members: readonly Member[]): Told {
  const name = (userId: number) => members.find((one) => one.userId === userId)?.name ?? `User ${userId}`;
  if (event.is === 'open') {
    const asked = event.seats.flatMap(({ holders }) => holders.map(({ userId }) => name(userId)));
    return { kind: 'step-opened', what: `${steps[event.step]?.name ?? ''}: asked ${asked.join(', ')}`, userId: null };
  }
  if (event.is !== 'hand-on') throw new Error(`Time does not bring “${event.is}”.`);
  const away = `asked ${name(event.to)}, because ${name(event.seat)} is away or may not decide`;
  const late = `asked ${name(event.to)} too, because the time of ${name(event.seat)} is over`;
  return {
    kind: event.how === 'escalated' ? 'escalated' : 'delegated',
    what: `${steps[event.step]?.name ?? ''}: ${event.how === 'escalated' ? late : away}`,
    userId: null,
  };
}

const peopleOf = (ids: readonly number[], among: readonly Approver[]): Approver[] =>
  among.filter(({ userId }) => ids.includes(userId));
