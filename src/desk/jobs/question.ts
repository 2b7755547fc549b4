import type { Context } from '../context.ts';
import { questionMail } from '../mail/question.ts';
import type { Jobs } from '../queue.ts';
import { createAnswerLink } from '../store/answerers.ts';
import { openQuestion } from '../verbs/answer.ts';
import { viewOf } from '../view/request.ts';
import type { Post } from './mail.ts';

/** Mails a question to somebody it went to, with a link made here and kept nowhere, unless it is answered by now. */
export async function question(context: Context, post: Post, job: Jobs['question']): Promise<void> {
  const { questionId, userId } = job;
  const found = await openQuestion(context, questionId, userId);
  if (!found || found.over) return;
  const expiresAt = new Date(context.now().getTime() + post.linkHours * 3_600_000);
  const token = await createAnswerLink(context.sql, { questionId, userId, expiresAt });
  const { question: asked, request } = found;
  const asker = request.approvers.find((one) => one.userId === asked.askedBy)?.name ?? '';
  const way = { host: new URL(post.publicUrl).hostname, url: `${post.publicUrl}/q/${token}`, expiresAt };
  await post.mailer.send(questionMail(asked, asker, viewOf(request, context.desk()), way));
}
