import type { WebClient } from '@slack/web-api';
import type { SlackConfig } from '../config.ts';
import type { Context } from '../context.ts';
import { hashOf } from '../hash.ts';
import type { Jobs } from '../queue.ts';
import { callText, type IdOf } from '../slack/call.ts';
import type { postOnce } from '../slack/client.ts';
import { escape, message, section } from '../slack/message.ts';
import { dueCalls, markCalled } from '../store/calls.ts';
import { loadRequest } from '../store/requests.ts';
import { markPosted, slackMessageOf } from '../store/slack-messages.ts';
import type { Call } from '../view/calls.ts';
import { type RequestView, totalOf, viewOf } from '../view/request.ts';
import { fit } from '../view/text.ts';

/** A new message a second in a channel, and fifty changes of them a minute. */
export const SLACK_PACE_MS = 1200;

export interface Slack {
  config: SlackConfig;
  client: WebClient;
  idOf: IdOf;
  /** Posts what nobody may get twice. */
  once: ReturnType<typeof postOnce>;
  /** Resolves when Slack takes the next message. */
  turn: () => Promise<void>;
}

/**
 * Posts the request's message, or brings the one that is there in line with how the request stands now, if it isn't; and
 * calls whoever something waits for since: in the message while it is new, in its thread later.
 */
export async function slack(context: Context, way: Slack, { requestId }: Jobs['slack']): Promise<void> {
  const { sql, desk } = context;
  const { client, config, turn } = way;
  const request = await loadRequest(sql, requestId);
  const row = await slackMessageOf(sql, requestId, config.teamId, config.channel);
  const view = viewOf(request, desk());
  const says = message(view, row.ref);
  const posted = { ...row, content: hashOf(says) };
  const calls = await dueCalls(sql, request, 'slack');
  if (!row.ts) {
    if (request.state === 'open') await post(context, way, { ...posted, says, calls });
    return;
  }
  if (row.content !== posted.content) {
    await turn();
    await client.chat.update({ channel: row.channel, ts: row.ts, ...says });
    await markPosted(sql, posted);
  }
  if (calls.length > 0) await reply(context, way, { ...row, ts: row.ts }, view, calls);
}

type Post = Parameters<typeof markPosted>[1] & { says: ReturnType<typeof message>; calls: Call[] };

async function post(
  { outbox, now }: Context,
  { client, idOf, turn }: Slack,
  { requestId, channel, content, says, calls }: Post,
): Promise<void> {
  // A message nobody is called by is better than none: then they are called in its thread.
  const { text, failure } = await callText(calls, idOf).then(
    (found) => ({ text: found, failure: undefined }),
    (error: Error) => ({ text: undefined, failure: error }),
  );
  // Above the buttons.
  const blocks = text ? says.blocks.toSpliced(-1, 0, section(text)) : says.blocks;
  await turn();
  const posted = await client.chat.postMessage({ channel, text: says.text, blocks, unfurl_links: false });
  const { channel: place, ts } = posted;
  if (!place || !ts) throw new Error('Slack took the message without saying where it is.');
  await outbox(async (tx) => {
    await markPosted(tx, { requestId, channel: place, ts, content });
    if (!failure) await markCalled(tx, requestId, 'slack', calls, now());
  });
  if (failure) throw failure;
}

/** An updated message notifies nobody; a mention in its thread does. */
async function reply(
  { sql, now }: Context,
  { client, idOf, turn }: Slack,
  { requestId, channel, ts }: { requestId: string; channel: string; ts: string },
  view: RequestView,
  calls: Call[],
): Promise<void> {
  const text = await callText(calls, idOf);
  if (text) {
    const { permalink } = await client.chat.getPermalink({ channel, message_ts: ts });
    const what = fit(`${view.customer}, ${totalOf(view)}`, 300, escape);
    await turn();
    await client.chat.postMessage({
      ...{ channel, thread_ts: ts, text: `${text}\n${permalink ? `<${permalink}|${what}>` : what}` },
      ...{ unfurl_links: false, unfurl_media: false },
    });
  }
  await markCalled(sql, requestId, 'slack', calls, now());
}
