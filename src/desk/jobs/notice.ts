import { nextAtWork } from '../../approvals/time/calendar.ts';
import type { Context } from '../context.ts';
import { Unanswered } from '../errors.ts';
import { noticeMail } from '../mail/notice.ts';
import type { Jobs } from '../queue.ts';
import { noticeMessage } from '../slack/notice.ts';
import { noteUnreached, untell } from '../store/gaps.ts';
import { beginSending, dropNotice, findNotice, keepOn, type KeptNotice, settle } from '../store/notices.ts';
import { amongMembers } from '../teams/call.ts';
import { noticeCard } from '../teams/notice.ts';
import { postByWebhook } from '../teams/webhook.ts';
import type { Channels } from './handlers.ts';

/** How this message goes out: by which channel, and the one call that sends it. */
interface Way {
  channel: 'slack' | 'teams' | 'email';
  send: () => Promise<unknown>;
}

/**
 * Sends a reminder or a digest, once. It is noted before it leaves, so that a desk that dies meanwhile, or a chat that gives
 * no answer, leaves a message nobody sends again: whether it arrived is then said in the digest. What was refused, or never
 * left, is tried again.
 */
export async function notice(context: Context, channels: Channels, { noticeId }: Jobs['notice']): Promise<void> {
  const { sql, now, log } = context;
  const kept = await findNotice(sql, noticeId);
  if (kept?.state === 'sending') return unsure(context, kept, 'the desk was stopped while it was sent');
  if (kept?.state !== 'kept') return;
  if (await putOff(context, kept)) return;
  const way = await wayOf(channels, kept);
  if (!way) return unreached(context, kept, 'is known to none of the desk’s channels');
  if (!(await beginSending(sql, noticeId))) return;
  try {
    await way.send();
  } catch (error) {
    if (error instanceof Unanswered) return unsure(context, kept, error.message);
    if (isNoAddress(error)) return unreached(context, kept, 'has an address the mail server refuses');
    await keepOn(sql, noticeId);
    throw error;
  }
  await settle(sql, noticeId, 'sent', way.channel, now());
  log.info({ notice: noticeId, channel: way.channel }, 'told');
}

/** Outside of somebody's working hours nothing is sent: whether to tell them is asked anew when they are back. */
async function putOff({ outbox, now }: Context, { id, goesTo }: KeptNotice): Promise<boolean> {
  if (!('person' in goesTo)) return false;
  const { calendar, leaves } = goesTo.person;
  const at = nextAtWork(calendar, leaves, now().toISOString());
  if (at !== undefined && Date.parse(at) <= now().getTime()) return false;
  await outbox(async (tx) => {
    await untell(tx, id, new Date(at ?? now().getTime() + DAY_MS));
    await dropNotice(tx, id);
  });
  return true;
}

const DAY_MS = 86_400_000;

async function unsure({ sql, now, log }: Context, { id, goesTo }: KeptNotice, why: string): Promise<void> {
  await settle(sql, id, 'unsure', null, now());
  await noteUnreached(sql, id, `Whether ${whom(goesTo)} was told is not known: ${why}.`);
  log.warn({ notice: id, why }, 'a message may not have arrived; it is not sent again');
}

/** Not told after all; the next look at their hours tries again. */
async function unreached({ outbox, now, log }: Context, { id, goesTo }: KeptNotice, why: string): Promise<void> {
  await outbox(async (tx) => {
    await settle(tx, id, 'unreached', null, now());
    await noteUnreached(tx, id, `${whom(goesTo)} ${why}.`);
    await untell(tx, id, new Date(now().getTime() + DAY_MS));
  });
  log.warn({ notice: id, why }, 'a message reached nobody');
}

const whom = (goesTo: KeptNotice['goesTo']): string =>
  'person' in goesTo ? goesTo.person.name : goesTo.place.channel === 'email' ? goesTo.place.address : 'the channel';

/** The mail server knows no such mailbox: no waiting mends that. */
const isNoAddress = (error: unknown): boolean => {
  const { responseCode, command } = error as { responseCode?: number; command?: string };
  return command === 'RCPT TO' && responseCode !== undefined && responseCode >= 500;
};

/** A person's own channel: Slack, where it vouches for their address, else Teams, else mail. */
async function wayOf({ slack, teams, post }: Channels, { id, goesTo, says }: KeptNotice): Promise<Way | undefined> {
  const inSlack = (channel: string): Way | undefined =>
    slack && {
      channel: 'slack',
      send: async () => {
        await slack.once({ channel, ...noticeMessage(says), unfurl_links: false, unfurl_media: false });
      },
    };
  const byMail = (email: string, to?: string): Way | undefined =>
    post && {
      channel: 'email',
      send: () =>
        post.mailer.send(noticeMail(says, { id, email, host: new URL(post.publicUrl).hostname, ...(to && { to }) })),
    };
  const bot = teams && 'bot' in teams ? teams : undefined;
  const byBot = (conversation: string): Way | undefined =>
    bot && {
      channel: 'teams',
      send: () => bot.bot.post(conversation, { card: noticeCard(says), summary: says.title }),
    };

  if ('place' in goesTo) {
    const { place } = goesTo;
    if (place.channel === 'slack') return inTurn(slack?.turn, inSlack(place.conversation));
    if (place.channel === 'email') return byMail(place.address);
    if (teams && 'webhook' in teams)
      return inTurn(teams.turn, { channel: 'teams', send: () => postByWebhook(teams.webhook, noticeCard(says)) });
    return inTurn(bot?.turn, bot && byBot(bot.config.conversation));
  }
  const { email, name } = goesTo.person;
  const slackId = await slack?.idOf(email);
  if (slackId) return inTurn(slack?.turn, inSlack(slackId));
  const memberId = bot && amongMembers(await bot.members(), bot.config)(email);
  const own = bot && memberId ? await bot.bot.personal(memberId) : undefined;
  return own ? inTurn(bot?.turn, byBot(own)) : byMail(email, name);
}

/** Waits before it is noted that the message leaves. */
async function inTurn(turn: (() => Promise<void>) | undefined, way: Way | undefined): Promise<Way | undefined> {
  await turn?.();
  return way;
}
