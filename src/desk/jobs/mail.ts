import type { Context } from '../context.ts';
import { compose } from '../mail/compose.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { Jobs } from '../queue.ts';
import { whyRefused } from '../store/decisions.ts';
import { createLink } from '../store/links.ts';
import { type Approver, loadRequest, type StoredRequest } from '../store/requests.ts';
import { viewOf } from '../view/request.ts';

export interface Post {
  mailer: Mailer;
  publicUrl: string;
  linkHours: number;
}

/** Sends one mail. A mail that asks carries a link made here and kept nowhere; one sent twice carries two good links. */
export async function mail(context: Context, post: Post, { requestId, userId, kind }: Jobs['mail']): Promise<void> {
  const request = await loadRequest(context.sql, requestId);
  const to = request.approvers.find((approver) => approver.userId === userId);
  const asks = kind === 'ask' || kind === 'remind' || kind === 'answered';
  if (!to || (asks && !to.asked)) return;
  const host = new URL(post.publicUrl).hostname;
  const link = asks ? await linkFor(context, post, request, to) : {};
  const why = kind === 'refused' ? await whyRefused(context.sql, requestId, userId) : '';
  await post.mailer.send(compose(kind, request, viewOf(request, context.desk()), to, { host, why, ...link }));
}

async function linkFor(context: Context, post: Post, request: StoredRequest, to: Approver) {
  const expiresAt = new Date(context.now().getTime() + post.linkHours * 3_600_000);
  const token = await createLink(context.sql, request.id, to.userId, expiresAt);
  return { link: `${post.publicUrl}/a/${token}`, expiresAt };
}
