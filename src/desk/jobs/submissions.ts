import type { Submission, SubmissionState } from '../../approvals/submission.ts';
import type { Context } from '../context.ts';
import { decide, type Taken } from '../decide.ts';
import { late } from '../not-taken.ts';
import { findRequest } from '../store/requests.ts';
import { VERIFIED } from '../verified.ts';
import { waitsFor } from '../view/steps.ts';

const NOT_OURS = 'The approval desk does not know this request. Have approval asked for again.';
const UNSEEN =
  'Something about this invoice is unusual by now that you were not shown. Look at it again, and decide on what it shows then.';

/**
 * Takes what was submitted in Odoo's form, by the rules of every channel, and says there what became of it. Done again after
 * any failure: what was decided before is told as decided. One that fails does not hold up the others.
 */
export async function submissions(context: Context): Promise<void> {
  const failed: unknown[] = [];
  while (failed.length === 0) {
    const waiting = await context.approvals.submissions(context.hintAt());
    if (waiting.length === 0) return;
    for (const each of waiting) await take(context, each).catch((error: unknown) => failed.push(error));
  }
  throw failed[0];
}

async function take(context: Context, submission: Submission): Promise<void> {
  const { id, requestId, outcome, reason, seen } = submission;
  const request = await findRequest(context.sql, requestId);
  if (!request) return context.approvals.answerSubmission(id, 'refused', NOT_OURS);
  const by = request.approvers.find(({ userId }) => userId === submission.userId);
  // Whoever was not asked is nobody's address: they may share one with somebody who was.
  const who = by?.email ?? `${submission.name}, user ${submission.userId} of Odoo`;
  const verified = `${VERIFIED.odoo}, submission ${id}`;
  const taken = await decide(context, requestId, who, { outcome, reason, channel: 'odoo', verified, seen });
  await context.approvals.answerSubmission(id, ...answerTo(taken, verified));
  if (taken.status !== 'taken') await context.outbox((_tx, send) => send('odoo', { requestId }));
}

function answerTo(taken: Taken, verified: string): [SubmissionState, string] {
  if (taken.status === 'refused') return ['refused', taken.reason];
  if (taken.status === 'unseen') return ['unseen', UNSEEN];
  // Taken before, when the answer got lost.
  if (taken.status === 'late' && taken.yours?.verified !== verified) return ['late', late(taken)];
  const { request } = taken;
  return ['accepted', request.state === 'open' ? `It waits for ${waitsFor(request)}.` : 'Nobody else has to decide.'];
}
