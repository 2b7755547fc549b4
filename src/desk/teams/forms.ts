import type { ActionArray, CardElementArray, IShowCardAction } from '@microsoft/teams.cards';
import { REASON_MAX } from '../view/reason.ts';
import { fit, name } from '../view/text.ts';
import { box, rich, run, small } from './text.ts';

/** Of a card's 25,000 bytes. */
const CHOICES_LIMIT = 6000;

const words = (id: string, label: string, placeholder: string) => ({
  type: 'Input.Text' as const,
  ...{ id, label, placeholder, isMultiline: true, isRequired: true, maxLength: REASON_MAX },
  errorMessage: 'Say it in a few words.',
});

const fold = (title: string, input: ReturnType<typeof words>, press: string, verb: string, data: object) =>
  ({
    type: 'Action.ShowCard',
    title,
    card: {
      type: 'AdaptiveCard',
      body: [input],
      actions: [{ type: 'Action.Execute', title: press, verb, data }],
    },
  }) satisfies IShowCardAction;

/** A question, and the way to hand it on: whom to is asked of Odoo once somebody wants to. */
export const asking = (ref: string): ActionArray => [
  fold(
    'Ask …',
    words('question', 'What do you want to know?', 'It goes to whoever prepared the invoice, and decides nothing.'),
    'Ask',
    'ask',
    { ref },
  ),
  { type: 'Action.Execute', title: 'Hand on …', verb: 'choose', associatedInputs: 'none', data: { ref } },
];

export const answering = (ref: string, about: string): ActionArray => [
  fold(
    'Answer …',
    words('answer', 'Your answer', 'Of whoever was asked. Everybody who decides reads this.'),
    'Answer',
    'answer',
    { ref, about },
  ),
];

/** Shown to one person alone, who asked for it. */
export function handingOn(ref: string, takers: { userId: number; name: string; email: string }[]): CardElementArray {
  const choices: { title: string; value: string }[] = [];
  let room = CHOICES_LIMIT;
  for (const { userId, name: who, email } of takers) {
    const choice = { title: fit(`${name(who)} · ${email}`, 100), value: String(userId) };
    room -= Buffer.byteLength(JSON.stringify(choice)) + 1;
    if (room < 0) break;
    choices.push(choice);
  }
  const left = takers.length - choices.length;
  return [
    box('emphasis', [
      rich(run('Who decides instead of you?', { weight: 'Bolder' })),
      {
        type: 'Input.ChoiceSet',
        ...{ id: 'to', label: 'Those Odoo lets decide on this invoice', isRequired: true, style: 'filtered' },
        errorMessage: 'Choose somebody.',
        choices,
      },
      ...(left > 0 ? [rich(small(`… and ${left} more on the desk’s page`))] : []),
      words('why', 'Why?', 'They read this, and it is on the invoice’s record.'),
      {
        type: 'ActionSet',
        actions: [
          { type: 'Action.Execute', title: 'Hand on', verb: 'hand-on', style: 'positive', data: { ref } },
          { type: 'Action.Execute', title: 'Back', verb: 'back', associatedInputs: 'none', data: { ref } },
        ],
      },
    ]),
  ];
}
