import type { Submission, SubmissionState } from '../../approvals/submission.ts';
import type { Context } from '../context.ts';
import { decide, type Taken } from '../decide.ts';
import { late, NOTHING_ASKED } from '../not-taken.ts';
import { findQuestion } from '../store/answerers.ts';
import { findRequest, type StoredRequest } from '../store/requests.ts';
import { answer } from '../verbs/answer.ts';
import { ask } from '../verbs/ask.ts';
import { handOn } from '../verbs/hand-on.ts';
import type { Said } from '../verbs/said.ts';
import { VERIFIED } from '../verified.ts';
import { waitsFor } from '../view/steps.ts';

const NOT_OURS = 'The approval desk does not know this request. Have approval asked for again.';
const UNSEEN =
  'Something about this invoice is unusual by now that you were not shown. Look at it again, and decide on what it shows then.';

/** Nobody waits at a screen for it, and it came from Odoo itself. */
const PATIENCE_MS = 60_000;

type Answer = [SubmissionState, string];

/**
 * Takes what was submitted in Odoo's form, by the rules of every channel, and says there what became of it. Done again after
 * any failure: what was taken before is told as taken. One that fails does not hold up the others.
 */
export async function submissions(hurried: Context): Promise<void> {
  const context = { ...hurried, patienceMs: PATIENCE_MS };
  const failed: unknown[] = [];
  while (failed.length === 0) {
    const waiting = await context.approvals.submissions(context.hintAt());
    if (waiting.length === 0) return;
    for (const each of waiting) await take(context, each).catch((error: unknown) => failed.push(error));
  }
  throw failed[0];
}

async function take(context: Context, submission: Submission): Promise<void> {
  const { id, requestId } = submission;
  const request = await findRequest(context.sql, requestId);
  if (!request) return context.approvals.answerSubmission(id, 'refused', NOT_OURS);
  const became = await becameOf(context, request, submission);
  await context.approvals.answerSubmission(id, ...became);
  if (became[0] !== 'accepted') await context.outbox((_tx, send) => send('odoo', { requestId }));
}

async function becameOf(context: Context, request: StoredRequest, submission: Submission): Promise<Answer> {
  const { id, kind, reason, to, seen } = submission;
  const by = request.approvers.find(({ userId }) => userId === submission.userId);
  // Whoever was not asked is nobody's address: they may share one with somebody who was.
  const who = by?.email ?? `${submission.name}, user ${submission.userId} of Odoo`;
  const verified = `${VERIFIED.odoo}, submission ${id}`;
  const saying = { text: reason, channel: 'odoo', verified } as const;
  switch (kind) {
    case 'ask':
      return said(await ask(context, request.id, who, saying), verified);
    case 'hand-on':
      return said(await handOn(context, request.id, who, { ...saying, to }), verified);
    case 'answer': {
      const question = await findQuestion(context.sql, submission.question, submission.userId);
      const own = question?.requestId === request.id ? question : undefined;
      const answered = own && (await answer(context, own.questionId, own, saying));
      return answered ? said(answered, verified) : ['refused', NOTHING_ASKED];
    }
    default:
      return decided(
        await decide(context, request.id, who, { outcome: kind, reason, channel: 'odoo', verified, seen }),
        verified,
      );
  }
}

function said({ request, ...rest }: Said, verified: string): Answer {
  // Said before, when the answer got lost.
  const own = request.talk.find((each) => each.verified === verified);
  if (own) return ['accepted', `${own.what}.`];
  return rest.status === 'done' ? ['accepted', ''] : [rest.status, rest.why];
}

function decided(taken: Taken, verified: string): Answer {
  if (taken.status === 'refused') return ['refused', taken.reason];
  if (taken.status === 'unseen') return ['unseen', UNSEEN];
  // Taken before, when the answer got lost.
  if (taken.status === 'late' && taken.yours?.verified !== verified) return ['late', late(taken)];
  const { request } = taken;
  return ['accepted', request.state === 'open' ? `It waits for ${waitsFor(request)}.` : 'Nobody else has to decide.'];
}
