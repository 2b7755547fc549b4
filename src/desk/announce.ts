import { channelsOf } from './channels.ts';
import type { Context } from './context.ts';
import type { MailKind, Send } from './queue.ts';
import type { Approver, StoredRequest } from './store/requests.ts';

/**
 * Enqueues the messages that bring everyone concerned up to date with a request, by the channels it is put to people by.
 * A mail is sent `always` where a message that is there already calls nobody: to who is asked later.
 */
export async function announce(
  context: Pick<Context, 'channels'>,
  send: Send,
  request: Pick<StoredRequest, 'id' | 'channels'>,
  mail?: { kind: MailKind; to: Approver[]; always?: boolean },
): Promise<void> {
  const channels = channelsOf(request, context);
  await send('resume', { requestId: request.id });
  await send('odoo', { requestId: request.id });
  await announceInChats(context, send, request);
  if (!mail || !(mail.always ? context.channels : channels).includes('email')) return;
  for (const { userId } of mail.to) await send('mail', { requestId: request.id, userId, kind: mail.kind });
}

/** Brings the messages in line, which call whoever something waits for by now. */
export async function announceInChats(
  context: Pick<Context, 'channels'>,
  send: Send,
  request: Pick<StoredRequest, 'id' | 'channels'>,
): Promise<void> {
  const channels = channelsOf(request, context);
  if (channels.includes('slack')) await send('slack', { requestId: request.id });
  if (channels.includes('teams')) await send('teams', { requestId: request.id });
}
