import { shownHash } from '../../approvals/content.ts';
import type { ShownInOdoo } from '../../approvals/submission.ts';
import type { Context } from '../context.ts';
import { look } from '../look.ts';
import type { Jobs } from '../queue.ts';
import { type Asked, questionsOn } from '../store/answerers.ts';
import { loadRequest, type StoredRequest } from '../store/requests.ts';
import { type RequestView, totalOf, viewOf } from '../view/request.ts';
import { recent } from '../view/talk.ts';
import { name } from '../view/text.ts';

const TALK_SHOWN = 10;

/** Brings what Odoo's own form shows in line with how the request stands now, with what is unusual at this moment. */
export async function odoo(context: Context, { requestId }: Jobs['odoo']): Promise<void> {
  const request = await loadRequest(context.sql, requestId);
  const now = request.state === 'open' ? await look(context.odoo, request) : undefined;
  if (now?.is === 'unknown') throw now.error;
  const facts = now?.is === 'same' ? now.facts : request.facts;
  const shown = shownOf(request, viewOf(request, context.desk(), facts), shownHash(facts));
  const questions = waiting(request, await questionsOn(context.sql, requestId));
  await context.approvals.showRequest({ ...shown, questions });
}

function shownOf(request: StoredRequest, view: RequestView, seen: string): Omit<ShownInOdoo, 'questions'> {
  const { id, invoiceId, state, contentHash, approvers } = request;
  const { standing, note } = view;
  return {
    requestId: id,
    invoiceId,
    state,
    about: [view.invoice, view.customer, totalOf(view)].join(' · '),
    why: [...view.why, ...(note ? [`Note: ${note.replaceAll('\n', ' ')}`] : [])],
    unusual: view.unusual,
    talk: said(view),
    standing: standing ? [`${standing.what} ${standing.how}`, standing.reason].filter(Boolean).join('\n') : '',
    page: view.page ?? '',
    contentHash,
    seen,
    asked: approvers.filter(({ asked }) => asked).map(({ userId }) => userId),
  };
}

function said({ talk, unanswered }: RequestView): string[] {
  const { rows, earlier } = recent(talk, TALK_SHOWN);
  const each = rows.flatMap(({ what, how, text }) => [`${what}\t${how}`, ...text.split('\n').map((row) => `\t${row}`)]);
  return [earlier, ...each, unanswered].filter(Boolean);
}

/** Each question once, with everybody it waits for. */
function waiting({ approvers }: StoredRequest, asked: Asked[]): ShownInOdoo['questions'] {
  return asked
    .filter(({ questionId }, at) => asked.findIndex((one) => one.questionId === questionId) === at)
    .map(({ questionId: id, askedBy, text }) => ({
      id,
      of: asked.filter(({ questionId }) => questionId === id).map(({ userId }) => userId),
      text: name(`${approvers.find(({ userId }) => userId === askedBy)?.name ?? 'Somebody'}: ${text}`),
    }));
}
