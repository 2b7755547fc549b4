import type { IAdaptiveCard } from '@microsoft/teams.cards';
import type { TeamsConfig } from '../config.ts';
import type { Context } from '../context.ts';
import { hashOf } from '../hash.ts';
import type { Jobs } from '../queue.ts';
import { dueCalls, markCalled } from '../store/calls.ts';
import { loadRequest, type StoredRequest } from '../store/requests.ts';
import { markShown, teamsMessageOf } from '../store/teams-messages.ts';
import type { Bot, Member } from '../teams/bot.ts';
import { amongMembers, calling } from '../teams/call.ts';
import { card, decidedCard, linkCard, saidCard } from '../teams/card.ts';
import { postByWebhook } from '../teams/webhook.ts';
import type { Call } from '../view/calls.ts';
import { type RequestView, totalOf, viewOf } from '../view/request.ts';
import { soleQuestion } from '../view/talk.ts';
import { fit } from '../view/text.ts';

/** Sixty messages in half a minute, and 1,800 in an hour. */
export const TEAMS_PACE_MS = 1000;

/** `turn` resolves when Teams takes the next message. */
export type Teams = ({ bot: Bot; config: TeamsConfig; members: () => Promise<Member[]> } | { webhook: string }) & {
  turn: () => Promise<void>;
};
type ByBot = Extract<Teams, { bot: Bot }>;

/**
 * Posts the request's card, or brings what is there in line with how the request stands now, if it isn't; and calls whoever
 * something waits for since.
 */
export async function teams(context: Context, way: Teams, { requestId }: Jobs['teams']): Promise<void> {
  const request = await loadRequest(context.sql, requestId);
  const view = viewOf(request, context.desk());
  const calls = await dueCalls(context.sql, request, 'teams');
  if ('bot' in way) return byBot(context, way, request, view, calls);
  return byWorkflow(context, way, request, view, calls);
}

async function byBot(
  context: Context,
  way: ByBot,
  request: StoredRequest,
  view: RequestView,
  calls: Call[],
): Promise<void> {
  const { sql } = context;
  const { id, state } = request;
  const row = await teamsMessageOf(sql, id, way.config.conversation);
  const shows = card(view, { ref: row.ref, question: soleQuestion(request) });
  const content = hashOf(shows);
  const summary = fit(`${view.standing?.what ?? 'Your approval'}: ${view.customer}, ${totalOf(view)}`, 200);
  const said = { card: shows, summary };
  if (!row.activityId) {
    if (state === 'open') await post(context, way, row.conversation, { id, state, content, said, calls });
    return;
  }
  if (row.content !== content) {
    await way.turn();
    await way.bot.update(row.conversation, row.activityId, said);
    await markShown(sql, id, state, row.activityId, content);
  }
  if (calls.length === 0) return;
  const call = calling(calls, amongMembers(await way.members(), way.config));
  const short = { card: saidCard(view, view.talk.length), summary };
  if (call) {
    await way.turn();
    await way.bot.reply(row.conversation, row.activityId, { ...short, ...call });
  }
  await markCalled(sql, id, 'teams', calls, context.now());
}

type Post = Pick<StoredRequest, 'id' | 'state'> & {
  content: string;
  said: Parameters<Bot['post']>[1];
  calls: Call[];
};

async function post(
  { outbox, now }: Context,
  { bot, config, members, turn }: ByBot,
  conversation: string,
  { id, state, content, said, calls }: Post,
): Promise<void> {
  // A card nobody is called by is better than none: then they are called below it.
  const { known, failure } = await members().then(
    (all) => ({ known: all, failure: undefined }),
    (error: Error) => ({ known: [], failure: error }),
  );
  await turn();
  const activityId = await bot.post(conversation, { ...said, ...calling(calls, amongMembers(known, config)) });
  await outbox(async (tx) => {
    await markShown(tx, id, state, activityId, content);
    if (!failure) await markCalled(tx, id, 'teams', calls, now());
  });
  if (failure) throw failure;
}

/** A card that was posted so can't be changed: what became of it, and who is asked next, is told in another one. */
async function byWorkflow(
  { outbox, sql, now }: Context,
  { webhook, turn }: Extract<Teams, { webhook: string }>,
  { id, state }: StoredRequest,
  view: RequestView,
  calls: Call[],
): Promise<void> {
  const row = await teamsMessageOf(sql, id, 'workflow');
  const told = view.talk.length;
  const post = async (content: IAdaptiveCard) => {
    await turn();
    await postByWebhook(webhook, content);
  };
  // Teams itself looks for who has this address: the first card does without, lest it should take offence at one.
  const call = calling(calls, (email) => email);
  if (!row.shown && state === 'open') await post(linkCard(view));
  else if (row.shown === 'open' && state === 'open' && (told > row.told || call))
    await post(saidCard(view, row.told, call));
  else if (row.shown === 'open' && view.standing && state !== 'deciding') await post(decidedCard(view));
  else return;
  await outbox(async (tx) => {
    await markShown(tx, id, state, row.activityId, null, told);
    await markCalled(tx, id, 'teams', calls, now());
  });
}
