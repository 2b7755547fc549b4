import { shownHash } from '../../approvals/content.ts';
import type { ShownInOdoo } from '../../approvals/submission.ts';
import type { Context } from '../context.ts';
import { look } from '../look.ts';
import type { Jobs } from '../queue.ts';
import { loadRequest, type StoredRequest } from '../store/requests.ts';
import { type RequestView, totalOf, viewOf } from '../view/request.ts';

/** Brings what Odoo's own form shows in line with how the request stands now, with what is unusual at this moment. */
export async function odoo(context: Context, { requestId }: Jobs['odoo']): Promise<void> {
  const request = await loadRequest(context.sql, requestId);
  const now = request.state === 'open' ? await look(context.odoo, request) : undefined;
  if (now?.is === 'unknown') throw now.error;
  const facts = now?.is === 'same' ? now.facts : request.facts;
  await context.approvals.showRequest(shownOf(request, viewOf(request, context.desk(), facts), shownHash(facts)));
}

function shownOf(request: StoredRequest, view: RequestView, seen: string): ShownInOdoo {
  const { id, invoiceId, state, contentHash, approvers } = request;
  const { standing, note } = view;
  return {
    requestId: id,
    invoiceId,
    state,
    about: [view.invoice, view.customer, totalOf(view)].join(' · '),
    why: [...view.why, ...(note ? [`Note: ${note.replaceAll('\n', ' ')}`] : [])],
    unusual: view.unusual,
    standing: standing ? [`${standing.what} ${standing.how}`, standing.reason].filter(Boolean).join('\n') : '',
    page: view.page ?? '',
    contentHash,
    seen,
    asked: approvers.filter(({ asked }) => asked).map(({ userId }) => userId),
  };
}
