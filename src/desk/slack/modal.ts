import type { KnownBlock, ModalView } from '@slack/web-api';
import type { Member } from '../../approvals/people.ts';
import { REASON_MAX, REASON_MIN } from '../view/reason.ts';
import { fit, name, written } from '../view/text.ts';

/** Slack takes so many options, of so many characters. */
const OPTIONS = 100;
const OPTION_LIMIT = 75;

const plain = (text: string) => ({ type: 'plain_text' as const, text });

/** A modal carries the message's reference and nothing else that says anything. */
function modal(callback_id: string, ref: string, title: string, submit: string, blocks: KnownBlock[]): ModalView {
  const frame = { type: 'modal' as const, callback_id, private_metadata: ref, title: plain(title) };
  return { ...frame, submit: plain(submit), close: plain('Back'), blocks };
}

/** What a person writes: `reason` by name, whatever it is asked for. */
const words = (label: string, hint: string): KnownBlock => ({
  type: 'input',
  block_id: 'reason',
  label: plain(label),
  hint: plain(hint),
  element: {
    type: 'plain_text_input',
    action_id: 'text',
    multiline: true,
    min_length: REASON_MIN,
    max_length: REASON_MAX,
  },
});

export const reasonModal = (ref: string): ModalView =>
  modal('reject-reason', ref, 'Reject this invoice', 'Reject', [
    words('Reason', 'Whoever corrects the invoice reads this.'),
  ]);

export const askModal = (ref: string): ModalView =>
  modal('ask', ref, 'Ask a question', 'Ask', [
    words('Your question', 'It goes to whoever prepared the invoice, and decides nothing: you are still asked.'),
  ]);

/** @param question its id and words */
export const answerModal = (ref: string, { questionId, text }: { questionId: string; text: string }): ModalView =>
  modal('answer', `${ref}/${questionId}`, 'Answer', 'Answer', [
    { type: 'section', text: { ...plain(fit(written(text), 2900)), emoji: false } },
    words('Your answer', 'Everybody who is asked about the invoice reads this.'),
  ]);

/** While Odoo is asked who may decide: Slack wants a modal within three seconds of the click. */
export const waitModal = (ref: string): ModalView => sentenceModal(ref, 'Odoo is being asked who may decide instead …');

export const sentenceModal = (ref: string, text: string): ModalView => ({
  type: 'modal',
  callback_id: 'hand-on',
  private_metadata: ref,
  title: plain('Hand it on'),
  close: plain('Back'),
  blocks: [{ type: 'section', text: plain(fit(text, 2900)) }],
});

export function handOnModal(ref: string, takers: Member[]): ModalView {
  const options = takers.slice(0, OPTIONS).map(({ userId, name: who, email }) => {
    return { text: plain(fit(`${name(who)} · ${email}`, OPTION_LIMIT)), value: String(userId) };
  });
  const left = takers.length - options.length;
  return modal('hand-on', ref, 'Hand it on', 'Hand on', [
    {
      type: 'input',
      block_id: 'to',
      label: plain('Who decides instead of you?'),
      hint: plain(
        left > 0 ? `The page has ${left} more.` : 'Those Odoo lets decide on this invoice who have no part in it yet.',
      ),
      element: { type: 'static_select', action_id: 'person', options },
    },
    words('Why?', 'They read this, and it is on the invoice’s record.'),
  ]);
}
