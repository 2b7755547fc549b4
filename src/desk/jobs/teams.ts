import type { TeamsConfig } from '../config.ts';
import type { Context } from '../context.ts';
import { hashOf } from '../hash.ts';
import type { Jobs } from '../queue.ts';
import { loadRequest, type StoredRequest } from '../store/requests.ts';
import { markShown, teamsMessageOf } from '../store/teams-messages.ts';
import type { Bot } from '../teams/bot.ts';
import { card, decidedCard, linkCard, saidCard } from '../teams/card.ts';
import { postByWebhook } from '../teams/webhook.ts';
import { type RequestView, totalOf, viewOf } from '../view/request.ts';
import { soleQuestion } from '../view/talk.ts';
import { fit } from '../view/text.ts';

export type Teams = { bot: Bot; config: TeamsConfig } | { webhook: string };

/** Posts the request's card, or brings what is there in line with how the request stands now, if it isn't. */
export async function teams({ sql, desk }: Context, way: Teams, { requestId }: Jobs['teams']): Promise<void> {
  const request = await loadRequest(sql, requestId);
  const view = viewOf(request, desk());
  if ('bot' in way) return byBot(sql, way, request, view);
  return byWorkflow(sql, way.webhook, request, view);
}

async function byBot(
  sql: Context['sql'],
  { bot, config }: Extract<Teams, { bot: Bot }>,
  request: StoredRequest,
  view: RequestView,
): Promise<void> {
  const { id, state } = request;
  const row = await teamsMessageOf(sql, id, config.conversation);
  const shows = card(view, { ref: row.ref, question: soleQuestion(request) });
  const content = hashOf(shows);
  if (row.content === content) return;
  const summary = fit(`${view.standing?.what ?? 'Your approval'}: ${view.customer}, ${totalOf(view)}`, 200);
  if (!row.activityId && state !== 'open') return;
  const activityId = await bot.show(row.conversation, shows, summary, row.activityId ?? undefined);
  await markShown(sql, id, state, row.activityId ?? activityId, content);
}

/** A card that was posted so can't be changed: what became of it is told in a second one. */
async function byWorkflow(
  sql: Context['sql'],
  webhook: string,
  { id, state }: StoredRequest,
  view: RequestView,
): Promise<void> {
  const row = await teamsMessageOf(sql, id, 'workflow');
  const told = view.talk.length;
  if (!row.shown && state === 'open') await postByWebhook(webhook, linkCard(view));
  else if (row.shown === 'open' && state === 'open' && told > row.told)
    await postByWebhook(webhook, saidCard(view, row.told));
  else if (row.shown === 'open' && view.standing && state !== 'deciding')
    await postByWebhook(webhook, decidedCard(view));
  else return;
  await markShown(sql, id, state, row.activityId, null, told);
}
