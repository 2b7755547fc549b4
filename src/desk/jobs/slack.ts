import type { WebClient } from '@slack/web-api';
import type { SlackConfig } from '../config.ts';
import type { Context } from '../context.ts';
import { hashOf } from '../hash.ts';
import type { Jobs } from '../queue.ts';
import { message } from '../slack/message.ts';
import { loadRequest } from '../store/requests.ts';
import { markPosted, slackMessageOf } from '../store/slack-messages.ts';
import { viewOf } from '../view/request.ts';

/** Posts the request's message, or brings the one that is there in line with how the request stands now, if it isn't. */
export async function slack(
  { sql, desk }: Context,
  client: WebClient,
  { teamId, channel }: SlackConfig,
  { requestId }: Jobs['slack'],
): Promise<void> {
  const request = await loadRequest(sql, requestId);
  const row = await slackMessageOf(sql, requestId, teamId, channel);
  const says = message(viewOf(request, desk()), row.ref);
  const content = hashOf(says);
  if (row.content === content) return;
  if (row.ts) {
    await client.chat.update({ channel: row.channel, ts: row.ts, ...says });
    await markPosted(sql, { ...row, content });
  } else if (request.state === 'open') {
    const posted = await client.chat.postMessage({ channel: row.channel, ...says, unfurl_links: false });
    if (!posted.channel || !posted.ts) throw new Error('Slack took the message without saying where it is.');
    await markPosted(sql, { requestId, channel: posted.channel, ts: posted.ts, content });
  }
}
