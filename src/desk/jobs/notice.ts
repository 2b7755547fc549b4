import { nextAtWork } from '../../approvals/time/calendar.ts';
import { type DeskCase, openCase } from '../cases.ts';
import type { DigestPlace } from '../config.ts';
import type { Context } from '../context.ts';
import { placeName } from '../digest.ts';
import { Refused, Unanswered } from '../errors.ts';
import { noticeMail } from '../mail/notice.ts';
import type { Jobs } from '../queue.ts';
import { answerOf } from '../slack/client.ts';
import { noticeMessage } from '../slack/notice.ts';
import { noteUnreached, untell } from '../store/gaps.ts';
import {
  beginSending,
  dropNotice,
  findNotice,
  freeKey,
  isAnyKept,
  keepOn,
  type KeptNotice,
  settle,
} from '../store/notices.ts';
import { amongMembers } from '../teams/call.ts';
import { noticeCard } from '../teams/notice.ts';
import { postByWebhook } from '../teams/webhook.ts';
import { failedKey } from './dead-letter.ts';
import type { Channels } from './handlers.ts';
import type { Slack } from './slack.ts';

/** A way a message may go out. */
interface Way {
  channel: 'slack' | 'teams' | 'email';
  /** The one call that sends it, when it is this message's turn; undefined where nobody is known there. */
  find: () => Promise<(() => Promise<unknown>) | undefined>;
}

/**
 * Sends a reminder or a digest, once. It is noted before it leaves, so that a desk that dies meanwhile, or a chat that gives
 * no answer, leaves a message nobody sends again: whether it arrived is then said in the digest. What never left is tried
 * again; where a channel says no to a person, the next one carries it.
 */
export async function notice(context: Context, channels: Channels, { noticeId }: Jobs['notice']): Promise<void> {
  const { sql, odoo } = context;
  const keys = await deliver(context, channels, noticeId);
  if (!(await isAnyKept(sql))) keys.push(failedKey('notice', {}));
  if (keys.length > 0) await odoo.closeCases(['desk.job-failed'], [], 'Solved: the message went out.', { keys });
}

/** The cases that are solved by it. */
async function deliver(context: Context, channels: Channels, noticeId: string): Promise<string[]> {
  const { sql, now, log } = context;
  const kept = await findNotice(sql, noticeId);
  if (kept?.state === 'sending') await unsure(context, kept, 'the desk was stopped while it was sent');
  if (kept?.state !== 'kept' || (await putOff(context, kept))) return [];
  let why = 'is known to none of the desk’s channels';
  for (const { channel, find } of waysOf(channels, kept)) {
    let isLeaving = false;
    try {
      const send = await find();
      if (!send) continue;
      isLeaving = await beginSending(sql, noticeId);
      if (!isLeaving) return [];
      await send();
    } catch (error) {
      if (isLeaving && error instanceof Unanswered) {
        await unsure(context, kept, error.message);
        return [];
      }
      if (isLeaving) await keepOn(sql, noticeId);
      // A chat that does not take a digest can be mended: it waits for that.
      if (!(error instanceof Refused) || ('place' in kept.goesTo && channel !== 'email')) throw error;
      why = `can’t be told: ${error.message}`;
      continue;
    }
    await settle(sql, noticeId, 'sent', channel, now());
    log.info({ notice: noticeId, channel }, 'told');
    return 'place' in kept.goesTo ? [lostKey(kept.goesTo.place)] : [];
  }
  await unreached(context, kept, why);
  return [];
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

async function unsure(context: Context, { id, goesTo }: KeptNotice, why: string): Promise<void> {
  const { sql, now, log } = context;
  if ('place' in goesTo) {
    const nextStep = 'Look whether it is there. It is not sent again; the next digest tells what is open then.';
    await openCase(context, lostCase(goesTo.place, 'may not have arrived', why, nextStep));
  }
  await settle(sql, id, 'unsure', null, now());
  await noteUnreached(sql, id, `Whether ${whom(goesTo)} was told is not known: ${why}.`);
  log.warn({ notice: id, why }, 'a message may not have arrived; it is not sent again');
}

/** Not told after all; the next look at their hours tries again. */
async function unreached(context: Context, { id, goesTo }: KeptNotice, why: string): Promise<void> {
  const { outbox, now, log } = context;
  if ('place' in goesTo) {
    const nextStep = 'Check DESK_DIGEST_TO and the settings of its channel, then have the digest sent again.';
    await openCase(context, lostCase(goesTo.place, 'reached nobody', `${whom(goesTo)} ${why}`, nextStep));
  }
  await outbox(async (tx) => {
    await settle(tx, id, 'unreached', null, now());
    await freeKey(tx, id);
    await noteUnreached(tx, id, `${whom(goesTo)} ${why}.`);
    await untell(tx, id, new Date(now().getTime() + DAY_MS));
  });
  log.warn({ notice: id, why }, 'a message reached nobody');
}

const lostKey = (place: DigestPlace): string => failedKey('digest', { place: placeName(place) });

const lostCase = (place: DigestPlace, what: string, detail: string, nextStep: string): DeskCase => ({
  key: lostKey(place),
  kind: 'technical',
  code: 'desk.job-failed',
  title: `The digest to ${placeName(place)} ${what}`,
  detail,
  nextStep,
  severity: 'medium',
});

const whom = (goesTo: KeptNotice['goesTo']): string =>
  'person' in goesTo ? goesTo.person.name : goesTo.place.channel === 'email' ? goesTo.place.address : 'the channel';

/** The mail server knows no such mailbox, or it is no address: no waiting mends that. */
const isNoAddress = (error: unknown): boolean => {
  const { code, responseCode, command } = error as { code?: string; responseCode?: number; command?: string };
  if (command === 'API') return code === 'EENVELOPE';
  return command === 'RCPT TO' && responseCode !== undefined && responseCode >= 500;
};

/** Nothing where the desk has no such channel. */
const way = <Own>(channel: Way['channel'], own: Own | undefined, find: (own: Own) => ReturnType<Way['find']>): Way[] =>
  own ? [{ channel, find: () => find(own) }] : [];

/** A person's own channels: Slack, where it vouches for their address, then Teams, then mail. */
function waysOf({ slack, teams, post }: Channels, { id, goesTo, says }: KeptNotice): Way[] {
  const inSlack = (channelOf: (own: Slack) => Promise<string | undefined>): Way[] =>
    way('slack', slack, async (own) => {
      const channel = await channelOf(own);
      if (!channel) return undefined;
      await own.turn();
      return () => own.once({ channel, ...noticeMessage(says), unfurl_links: false, unfurl_media: false });
    });
  const byMail = (email: string, to?: string): Way[] => {
    if (!post) return [];
    const mail = noticeMail(says, { id, email, host: new URL(post.publicUrl).hostname, ...(to && { to }) });
    const send = () =>
      post.mailer.send(mail).catch((error: unknown) => {
        throw isNoAddress(error) ? new Refused('the mail server refuses the address') : error;
      });
    return [{ channel: 'email', find: async () => send }];
  };
  const bot = teams && 'bot' in teams ? teams : undefined;
  const byBot = (conversationOf: (own: typeof bot & object) => Promise<string | undefined>): Way[] =>
    way('teams', bot, async (own) => {
      const conversation = await conversationOf(own);
      if (!conversation) return undefined;
      await own.turn();
      return () => own.bot.post(conversation, { card: noticeCard(says), summary: says.title });
    });

  if ('place' in goesTo) {
    const { place } = goesTo;
    if (place.channel === 'slack') return inSlack(async () => place.conversation);
    if (place.channel === 'email') return byMail(place.address);
    if (!teams || 'bot' in teams) return byBot(async ({ config }) => config.conversation);
    const find = async () => {
      await teams.turn();
      return () => postByWebhook(teams.webhook, noticeCard(says));
    };
    return [{ channel: 'teams', find }];
  }
  const { email, name } = goesTo.person;
  return [
    ...inSlack(({ idOf }) =>
      idOf(email).catch((error: Error) => {
        throw answerOf(error);
      }),
    ),
    ...byBot(async ({ bot: own, members, config }) => {
      const memberId = amongMembers(await members(), config)(email);
      return memberId && own.personal(memberId);
    }),
    ...byMail(email, name),
  ];
}
