import type { IAdaptiveCard } from '@microsoft/teams.cards';
import { z } from 'zod/v4';
import type { TeamsConfig } from '../config.ts';
import type { Context } from '../context.ts';
import { decide, type Taken, type Wish } from '../decide.ts';
import { failed, late, unseen } from '../not-taken.ts';
import { logRefusal, type RefusalCode } from '../store/refusals.ts';
import { loadRequest } from '../store/requests.ts';
import { findTeamsMessage, type TeamsMessage } from '../store/teams-messages.ts';
import { REASON_MAX, REASON_MIN } from '../view/reason.ts';
import { viewOf } from '../view/request.ts';
import { soleQuestion } from '../view/talk.ts';
import type { Bot } from './bot.ts';
import { type Around, card } from './card.ts';
import { addressOf } from './person.ts';
import { inputs, isVerb, VERBS, verbs } from './verbs.ts';

const click = z.object({
  from: z.object({ aadObjectId: z.uuid() }),
  conversation: z.object({ id: z.string() }),
  replyToId: z.string(),
  value: z.object({
    action: z.object({
      verb: z.enum(['approve', 'reject', ...VERBS]),
      data: z.object({ ref: z.string(), reason: z.string().optional() }).and(inputs),
    }),
  }),
});
type Click = z.infer<typeof click>;

/** What the person who clicked is shown: the card as it stands now, or a sentence in its place. */
type Answer =
  | { statusCode: 200; type: 'application/vnd.microsoft.card.adaptive'; value: IAdaptiveCard }
  | { statusCode: 200; type: 'application/vnd.microsoft.activity.message'; value: string };

/** What happens on a click that Teams signed: who is speaking comes first, then authority, then state. */
export function clicks(context: Context, bot: Bot, config: TeamsConfig) {
  const { sql, now, log } = context;
  const say = verbs(context);

  async function refuse(code: RefusalCode, detail: string, who: string, message?: TeamsMessage): Promise<Answer> {
    await logRefusal(sql, { channel: 'teams', requestId: message?.requestId, who, code, detail }, now());
    return message ? show(message, detail) : sentence(detail);
  }

  async function show({ requestId, ref }: TeamsMessage, around: Around | string = {}): Promise<Answer> {
    const request = await loadRequest(sql, requestId);
    const view = viewOf(request, context.desk());
    const value = card(view, {
      ref,
      question: soleQuestion(request),
      ...(typeof around === 'string' ? { notice: around } : around),
    });
    return { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value };
  }

  async function take(said: Click): Promise<Answer> {
    const { conversation, replyToId, from, value } = said;
    const { verb, data } = value.action;
    const found = await findTeamsMessage(sql, data.ref);
    if (!found?.activityId || found.activityId !== replyToId || room(found.conversation) !== room(conversation.id)) {
      const detail = 'This card is not the one the desk sent for this invoice. Use the newest one.';
      return refuse('message', detail, from.aadObjectId);
    }
    const email = await addressOf(bot, config, room(found.conversation), from.aadObjectId);
    if (!email) {
      const detail = 'Teams does not know you as a member of this firm with an address the desk could know you by.';
      return refuse('unknown-person', detail, from.aadObjectId, found);
    }
    if (isVerb(verb)) return show(found, await say(found.requestId, email, verb, data));
    const reason = (data.reason ?? '').trim();
    if (verb === 'reject' && (reason.length < REASON_MIN || reason.length > REASON_MAX)) {
      return show(found, 'Say in a few words what is wrong with the invoice.');
    }
    const wish: Wish =
      verb === 'approve'
        ? { outcome: 'approved', reason: '', channel: 'teams' }
        : { outcome: 'rejected', reason, channel: 'teams' };
    return show(found, notTaken(await decide(context, found.requestId, email, wish)));
  }

  function notTaken(answer: Taken): string | undefined {
    if (answer.status === 'refused') return answer.reason;
    if (answer.status === 'late') return late(answer);
    return answer.status === 'unseen' ? unseen(context.desk(), answer.request) : undefined;
  }

  return async (activity: unknown): Promise<Answer> => {
    const { data } = click.safeParse(activity);
    if (!data) return refuse('message', 'The desk knows no such button.', 'unknown');
    try {
      return await take(data);
    } catch (error) {
      log.error({ err: error }, 'a click in Teams failed');
      return sentence(failed());
    }
  };
}

/** A channel's id without the thread in it. */
export const room = (conversation: string): string => conversation.split(';')[0] ?? '';

const sentence = (value: string): Answer => ({
  statusCode: 200,
  type: 'application/vnd.microsoft.activity.message',
  value,
});
