import { z } from 'zod/v4';
import { sameEmail } from '../../approvals/authority.ts';
import type { Context } from '../context.ts';
import { NOTHING_ASKED } from '../not-taken.ts';
import { questionsOn } from '../store/answerers.ts';
import { answer } from '../verbs/answer.ts';
import { ask } from '../verbs/ask.ts';
import { handOn, takersFor } from '../verbs/hand-on.ts';
import type { Said } from '../verbs/said.ts';
import { REASON_MAX, REASON_MIN } from '../view/reason.ts';
import type { Around } from './card.ts';

export const VERBS = ['ask', 'answer', 'choose', 'hand-on', 'back'] as const;
export type Verb = (typeof VERBS)[number];
export const isVerb = (verb: string): verb is Verb => VERBS.some((one) => one === verb);

/** What the inputs of a card hold; the person chosen comes as text. */
export const inputs = z.object({
  question: z.string().optional(),
  answer: z.string().optional(),
  about: z.string().optional(),
  why: z.string().optional(),
  to: z.string().optional(),
});
type Inputs = z.infer<typeof inputs>;

const NOBODY = 'Odoo knows nobody else who may decide on this invoice.';
const FEW_WORDS = 'Say it in a few words.';

/** What is said in Teams besides a decision, by somebody whom Teams has vouched for; and what the card shows them then. */
export function verbs(context: Context) {
  return async (requestId: string, email: string, verb: Verb, said: Inputs): Promise<Around> => {
    if (verb === 'back') return {};
    if (verb === 'choose') {
      const found = await takersFor(context, requestId, email, { channel: 'teams' });
      if ('no' in found) return { notice: found.no.why };
      return found.takers.length > 0 ? { takers: found.takers } : { notice: NOBODY };
    }
    const text = (said[({ ask: 'question', answer: 'answer', 'hand-on': 'why' } as const)[verb]] ?? '').trim();
    if (text.length < REASON_MIN || text.length > REASON_MAX) return { notice: FEW_WORDS };
    const saying = { text, channel: 'teams' } as const;
    if (verb === 'ask') return shown(await ask(context, requestId, email, saying));
    if (verb === 'hand-on') return shown(await handOn(context, requestId, email, { ...saying, to: Number(said.to) }));
    const own = (await questionsOn(context.sql, requestId)).find(
      (one) => one.questionId === said.about && sameEmail(one.email, email),
    );
    if (!own) return { notice: NOTHING_ASKED };
    return shown((await answer(context, own.questionId, own, saying)) ?? { status: 'late', why: NOTHING_ASKED });
  };
}

const shown = (said: Said | { status: 'late'; why: string }): Around =>
  said.status === 'done' ? {} : { notice: said.why };
