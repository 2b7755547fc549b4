import type { BlockAction, SlackViewAction } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { sameEmail } from '../../approvals/authority.ts';
import type { Context } from '../context.ts';
import { precheck } from '../decide.ts';
import { questionsOn } from '../store/answerers.ts';
import type { SlackMessage } from '../store/slack-messages.ts';
import { answer } from '../verbs/answer.ts';
import { ask } from '../verbs/ask.ts';
import { handOn, takersFor } from '../verbs/hand-on.ts';
import type { Said } from '../verbs/said.ts';
import { late, NOTHING_ASKED } from '../not-taken.ts';
import { answerModal, askModal, handOnModal, sentenceModal, waitModal } from './modal.ts';

export const VERBS = ['ask', 'hand-on', 'answer'] as const;
export type Verb = (typeof VERBS)[number];
export const isVerb = (action: string): action is Verb => VERBS.some((verb) => verb === action);

interface Speaker {
  message: SlackMessage;
  email: string;
}

/** What is said in Slack besides a decision, by somebody whom the click has made sure of. `whisper` tells them alone. */
export function verbs(
  context: Context,
  client: WebClient,
  whisper: (channel: string, user: string, text: string) => Promise<void>,
) {
  async function open({ message, email }: Speaker, { user, trigger_id }: BlockAction, verb: Verb): Promise<void> {
    const { channel, ref, requestId } = message;
    if (verb === 'answer') {
      const [question] = (await questionsOn(context.sql, requestId)).filter((one) => sameEmail(one.email, email));
      if (!question) return whisper(channel, user.id, NOTHING_ASKED);
      await client.views.open({ trigger_id, view: answerModal(ref, question) });
      return;
    }
    const no = await precheck(context, requestId, email, 'slack');
    if (no) return whisper(channel, user.id, no.status === 'refused' ? no.reason : late(no));
    if (verb === 'ask') {
      await client.views.open({ trigger_id, view: askModal(ref) });
      return;
    }
    const { view } = await client.views.open({ trigger_id, view: waitModal(ref) });
    const found = await takersFor(context, requestId, email, { channel: 'slack' });
    const nobody = 'Odoo knows nobody else who may decide on this invoice.';
    const next =
      'no' in found
        ? sentenceModal(ref, found.no.why)
        : found.takers.length > 0
          ? handOnModal(ref, found.takers)
          : sentenceModal(ref, nobody);
    await client.views.update({ view_id: view?.id ?? '', view: next });
  }

  async function submit(
    { message, email }: Speaker,
    { view, user }: SlackViewAction,
    { verb, text, to }: { verb: Verb; text: string; to: number },
  ): Promise<void> {
    const saying = { text, channel: 'slack' } as const;
    const { channel, requestId } = message;
    if (verb === 'ask') return explain(channel, user.id, await ask(context, requestId, email, saying));
    if (verb === 'hand-on')
      return explain(channel, user.id, await handOn(context, requestId, email, { ...saying, to }));
    const [, questionId] = view.private_metadata.split('/');
    const own = (await questionsOn(context.sql, requestId)).find(
      (one) => one.questionId === questionId && sameEmail(one.email, email),
    );
    const said = own && (await answer(context, own.questionId, own, saying));
    return said ? explain(channel, user.id, said) : whisper(channel, user.id, NOTHING_ASKED);
  }

  const explain = async (channel: string, user: string, said: Said): Promise<void> => {
    if (said.status !== 'done') await whisper(channel, user, said.why);
  };

  return { open, submit };
}
