import type { Context } from './context.ts';
import type { MailKind, Send } from './queue.ts';
import type { Approver, StoredRequest } from './store/requests.ts';

/** Enqueues the messages that bring everyone concerned up to date with a request. */
export async function announce(
  { channels }: Pick<Context, 'channels'>,
  send: Send,
  request: Pick<StoredRequest, 'id'>,
  mail?: { kind: MailKind; to: Approver[] },
): Promise<void> {
  await send('resume', { requestId: request.id });
  if (channels.includes('slack')) await send('slack', { requestId: request.id });
  if (channels.includes('teams')) await send('teams', { requestId: request.id });
  if (!channels.includes('email') || !mail) return;
  for (const { userId } of mail.to) await send('mail', { requestId: request.id, userId, kind: mail.kind });
}
