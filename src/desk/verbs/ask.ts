import { randomUUID } from 'node:crypto';
import { stepFor } from '../../approvals/chain/chain.ts';
import { type Answerer, answerers } from '../../approvals/chain/others.ts';
import { announce } from '../announce.ts';
import type { Context } from '../context.ts';
import { insertAnswerers } from '../store/answerers.ts';
import { happen } from '../store/chain.ts';
import { loadRequest } from '../store/requests.ts';
import { noLonger, type Said, type Saying, type Standpoint, standpoint, tell, together } from './said.ts';

const NOBODY =
  'There is nobody to ask: the billing run prepared it, and Odoo names no other project manager, account manager or controller. Reject it with your question as the reason.';
const UNKNOWN = 'Odoo can’t be reached to see whom to ask. Try again in a while; nothing was changed.';
const AGAIN = 'You asked already, and your question is where it was.';

/** Whom a question of this person goes to; undefined where that can't be known now. */
export async function whomToAsk(
  { approvals, log }: Pick<Context, 'approvals' | 'log'>,
  { facts, you }: Pick<Standpoint, 'facts' | 'you'>,
): Promise<Answerer[] | undefined> {
  const prepared = answerers(facts, [], you.userId);
  if (prepared.length > 0) return prepared;
  try {
    return answerers(facts, await approvals.members(facts, { people: [], groups: [] }), you.userId);
  } catch (error) {
    log.warn({ err: error }, 'Odoo could not be asked whom a question goes to');
    return undefined;
  }
}

/** A question of somebody who is asked to decide. It decides nothing, and nobody's time stands still for it. */
export async function ask(context: Context, requestId: string, email: string, saying: Saying): Promise<Said> {
  const here = await standpoint(context, requestId, email, saying, 'rejected');
  if ('no' in here) return here.no;
  const { request, you } = here;
  const to = await whomToAsk(context, here);
  if (!to?.length) return { status: 'refused', request, why: to ? NOBODY : UNKNOWN };
  const id = randomUUID();
  const no = await context.outbox(async (tx, send) => {
    const { chain, no: why } = await happen(tx, requestId, (before) => ({
      ...{ is: 'ask', id, step: stepFor(before, you.userId), userId: you.userId },
      ...{ to: to.map(({ userId }) => userId), text: saying.text, at: context.now().toISOString() },
    }));
    if (!chain) return why ?? 'unknown';
    await insertAnswerers(tx, requestId, id, to);
    const what = `${you.name} asked ${together(to, 'or')}`;
    await tell(context, [tx, send], request, { kind: 'asked', what, userId: you.userId }, saying);
    // Whatever the request is put to people by: who is asked may have no part in those channels.
    if (context.channels.includes('email'))
      for (const { userId } of to) await send('question', { requestId, questionId: id, userId });
    await announce(context, send, request);
    return undefined;
  });
  if (!no) return { status: 'done', request: await loadRequest(context.sql, requestId), to: together(to, 'or') };
  if (no === 'again') return { status: 'late', request, why: AGAIN };
  return noLonger(context, request, email, saying.channel);
}
