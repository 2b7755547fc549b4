import type { BlockAction, ButtonAction, SlackViewAction } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { atOnce } from '../at-once.ts';
import type { SlackConfig } from '../config.ts';
import type { Context } from '../context.ts';
import { decide, precheck, type Taken, type Wish } from '../decide.ts';
import { failed, late, unseen } from '../not-taken.ts';
import { logRefusal, type RefusalCode } from '../store/refusals.ts';
import { findSlackMessage, type SlackMessage } from '../store/slack-messages.ts';
import { reasonModal } from './modal.ts';
import { emailOf } from './person.ts';
import { isVerb, type Verb, verbs } from './verbs.ts';

interface Speaker {
  message: SlackMessage;
  email: string;
}

/** What happens on a click whose signature is good: who is speaking comes first, then authority, then state. */
export function clicks(context: Context, client: WebClient, config: SlackConfig) {
  const { sql, now, log } = context;
  const emailBy = atOnce((user) => emailOf(client, user, config.teamId));
  const besides = verbs(context, client, whisper);

  async function whisper(channel: string | undefined, user: string, text: string): Promise<void> {
    if (!channel) return;
    await client.chat.postEphemeral({ channel, user, text }).catch((error: Error) => {
      log.warn({ err: error }, 'a refusal could not be shown in Slack');
    });
  }

  /** Whoever clicked and on what, or undefined after having refused. `where` is absent for a modal, which has no place. */
  async function speaker(
    ref: string | undefined,
    user: { id: string; team_id?: string },
    team: string | undefined,
    where?: { channel: string | undefined; ts: string | undefined },
  ): Promise<Speaker | undefined> {
    const found = ref ? await findSlackMessage(sql, ref) : undefined;
    const refuse = async (code: RefusalCode, detail: string) => {
      const refusal = { channel: 'slack' as const, requestId: found?.requestId, who: user.id, code, detail };
      await logRefusal(sql, refusal, now());
      await whisper(where?.channel ?? found?.channel, user.id, detail);
      return undefined;
    };
    if (team !== config.teamId || (user.team_id ?? team) !== config.teamId) {
      return refuse('team', 'This can be decided from its own Slack workspace only.');
    }
    if (!found || (where && (where.channel !== found.channel || where.ts !== found.ts))) {
      return refuse('message', 'This message is not the one the desk sent for this invoice. Use the newest one.');
    }
    const email = await emailBy(user.id);
    if (!email)
      return refuse('unknown-person', 'Your Slack account has no confirmed address the desk could know you by.');
    return { message: found, email };
  }

  async function explain(channel: string, user: string, taken: Taken | undefined): Promise<void> {
    if (taken?.status === 'refused') await whisper(channel, user, taken.reason);
    if (taken?.status === 'late') await whisper(channel, user, late(taken));
    if (taken?.status === 'unseen') await whisper(channel, user, unseen(context.desk(), taken.request));
  }

  async function take({ message, email }: Speaker, user: string, wish: Pick<Wish, 'outcome' | 'reason'>) {
    await explain(
      message.channel,
      user,
      await decide(context, message.requestId, email, { ...wish, channel: 'slack' }),
    );
  }

  async function click(body: BlockAction, action: ButtonAction): Promise<void> {
    const where = { channel: body.channel?.id, ts: body.message?.ts };
    const who = await speaker(action.value, body.user, body.team?.id, where);
    if (!who) return;
    if (action.action_id === 'approve') return take(who, body.user.id, { outcome: 'approved', reason: '' });
    if (isVerb(action.action_id)) return besides.open(who, body, action.action_id);
    const { message, email } = who;
    const refused = await precheck(context, message.requestId, email, 'slack');
    if (refused) return explain(message.channel, body.user.id, refused);
    await client.views.open({ trigger_id: body.trigger_id, view: reasonModal(message.ref) });
  }

  return {
    /** @throws what went wrong, after having told whoever clicked */
    click: async (body: BlockAction, action: ButtonAction): Promise<void> => {
      try {
        await click(body, action);
      } catch (error) {
        await whisper(body.channel?.id, body.user.id, failed());
        throw error;
      }
    },
    submit: async ({ body, reason }: { body: SlackViewAction; reason: string }): Promise<void> => {
      const who = await speaker(body.view.private_metadata, body.user, body.team?.id);
      if (who) await take(who, body.user.id, { outcome: 'rejected', reason });
    },
    say: async (body: SlackViewAction, said: { verb: Verb; text: string; to: number }): Promise<void> => {
      const [ref] = body.view.private_metadata.split('/');
      const who = await speaker(ref, body.user, body.team?.id);
      if (who) await besides.submit(who, body, said);
    },
  };
}
