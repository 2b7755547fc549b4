import { sameEmail } from '../../approvals/authority.ts';
import type { Person } from '../../billing/ports.ts';
import { announce } from '../announce.ts';
import type { Context } from '../context.ts';
import { type Asked, findQuestion } from '../store/answerers.ts';
import { happen } from '../store/chain.ts';
import { loadRequest, type StoredRequest } from '../store/requests.ts';
import { noLonger, notAllowed, type Said, type Saying, tell } from './said.ts';

const NOT_YOURS = { code: 'not-asked' as const, reason: 'You were not asked this question.' };

/** A question that is there to be answered, or not any more. */
export type Open = { question: Asked; request: StoredRequest; over?: string };

/** What became of a question this person was asked; undefined where there is none. */
export async function openQuestion(context: Context, questionId: string, userId: number): Promise<Open | undefined> {
  const question = await findQuestion(context.sql, questionId, userId);
  const request = question && (await loadRequest(context.sql, question.requestId));
  if (!question || !request) return undefined;
  const over = isOver(request, questionId);
  return { question, request, ...(over && { over }) };
}

function isOver({ chain, state, talk }: StoredRequest, questionId: string): string | undefined {
  const asked = chain.questions.find(({ id }) => id === questionId);
  if (asked?.answer) {
    const { by } = asked.answer;
    return `${talk.findLast(({ kind, userId }) => kind === 'answered' && userId === by)?.what ?? 'It was answered'} already.`;
  }
  if (state !== 'open' && state !== 'deciding')
    return 'It was decided meanwhile, or there is nothing to decide any more.';
  return undefined;
}

/** The answer of somebody a question went to, whoever of them is first. */
export async function answer(
  context: Context,
  questionId: string,
  { userId, email }: { userId: number; email: string },
  saying: Saying,
): Promise<Said | undefined> {
  const found = await openQuestion(context, questionId, userId);
  if (!found) return undefined;
  const { question, request, over } = found;
  const { channel } = saying;
  const person = await known(context, email);
  if (!sameEmail(question.email, email) || (person && person.is?.userId !== userId))
    return notAllowed(context, request, email, channel, NOT_YOURS);
  if (over) return { status: 'late', request, why: over };
  const no = await context.outbox(async (tx, send) => {
    const at = context.now().toISOString();
    const { chain, no: why } = await happen(tx, request.id, () => {
      return { is: 'answer', id: questionId, by: userId, text: saying.text, at };
    });
    if (!chain) return why ?? 'unknown';
    const asker = request.approvers.find((one) => one.userId === question.askedBy);
    const what = `${question.name} answered ${asker?.name ?? ''}`.trim();
    await tell(context, [tx, send], request, { kind: 'answered', what, userId, name: question.name }, saying);
    await announce(context, send, request, { kind: 'answered', to: asker ? [asker] : [], always: true });
    return undefined;
  });
  const after = await loadRequest(context.sql, request.id);
  const asker = request.approvers.find((one) => one.userId === question.askedBy)?.name ?? '';
  if (!no) return { status: 'done', request: after, to: asker };
  const late = isOver(after, questionId);
  return late ? { status: 'late', request: after, why: late } : noLonger(context, after, email, channel);
}

/** Undefined where Odoo can't be asked: an answer decides nothing, and is kept. */
async function known({ odoo, log }: Context, email: string): Promise<{ is: Person | undefined } | undefined> {
  try {
    return { is: await odoo.personByEmail(email) };
  } catch (error) {
    log.warn({ err: error }, 'Odoo could not be asked who answers');
    return undefined;
  }
}
