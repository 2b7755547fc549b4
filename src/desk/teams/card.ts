import type {
  ActionArray,
  CardElementArray,
  IAdaptiveCard,
  IColumnSet,
  IOpenUrlAction,
  ITextBlock,
} from '@microsoft/teams.cards';
import type { LineView } from '../view/line.ts';
import { pick } from '../view/pick.ts';
import { REASON_MAX } from '../view/reason.ts';
import { type RequestView, totalOf } from '../view/request.ts';
import type { Standing } from '../view/standing.ts';
import { recent } from '../view/talk.ts';
import { fit } from '../view/text.ts';
import type { Calling } from './call.ts';
import { answering, asking, handingOn } from './forms.ts';
import { box, rich, run, small } from './text.ts';

export interface Around {
  /** What the buttons carry, where there are any: says nothing to whoever reads it. */
  ref?: string;
  /** Said to one person only: why their click was not taken. */
  notice?: string;
  /** The one question that waits for an answer. Where there are several, each has its place on the page. */
  question?: string | undefined;
  /** Instead of all buttons: to whom this one person can hand it on. */
  takers?: { userId: number; name: string; email: string }[];
}

/** Teams refuses a message beyond 28 KB; the rest of it is the envelope. */
export const CARD_LIMIT = 25_000;
const FINDINGS_SHOWN = 10;
const TALK_SHOWN = 6;
const ROW_LIMIT = 300;
/** How many lines, and how many entries in all, from what reads well down to what always fits. */
const SIZES = [
  [10, 40],
  [10, 15],
  [6, 6],
  [3, 0],
  [1, 0],
  [0, 0],
] as const;

const STYLES = { approved: 'good', rejected: 'attention', deciding: 'emphasis', void: 'emphasis' } as const;

/**
 * The card as the request stands now, no bigger than Teams takes. All text that came from anywhere is in text runs: a
 * `TextBlock` reads Markdown, and a customer's name could be a link there.
 */
export function card(view: RequestView, around: Around = {}): IAdaptiveCard {
  for (const [lines, entries] of SIZES) {
    const made = build(view, around, lines, entries);
    if (Buffer.byteLength(JSON.stringify(made)) <= CARD_LIMIT) return made;
  }
  throw new Error(`The card of ${view.invoice} does not fit into Teams.`);
}

function build(
  view: RequestView,
  { ref, notice, question, takers }: Around,
  lines: number,
  entries: number,
): IAdaptiveCard {
  const { standing, note, why } = view;
  const isOpen = ref !== undefined && !standing;
  const shown = pick(view, lines);
  return {
    type: 'AdaptiveCard',
    version: '1.5',
    // Else Teams shows half a phone's width of it on a desk.
    msteams: { width: 'full' },
    fallbackText: fit(`${view.customer}, ${totalOf(view)}`, ROW_LIMIT),
    body: [
      ...(notice ? [box('attention', [rich(run(fit(notice, 500)))])] : []),
      ...(standing ? [box(STYLES[standing.state], said(standing))] : []),
      ...(note ? [rich(run(fit(note, 1000)))] : []),
      ...(isOpen && takers ? handingOn(ref, takers) : []),
      ...head(view),
      ...unusual(view),
      ...talk(view),
      ...facts(view),
      ...shown.groups.flatMap(({ under, lines: below }) => [
        ...(under ? [{ ...rich(run(fit(under, 150), { weight: 'Bolder' })), spacing: 'Medium' as const }] : []),
        ...below.map((each) => line(each, view.currency)),
      ]),
      ...(shown.rest ? [rich(small(shown.rest))] : []),
      rich(small(fit(`Why it came to you: ${why.join(' ')}`, 600))),
      // Above the decision, which has the six places Teams gives a card for itself.
      {
        type: 'ActionSet',
        actions: [
          ...evidence(shown.lines, entries),
          ...(view.page ? [{ type: 'Action.OpenUrl' as const, title: 'Every line', url: view.page }] : []),
          { type: 'Action.OpenUrl', title: 'Odoo', url: view.odoo },
        ],
      },
    ],
    actions:
      isOpen && !takers ? [...decisions(ref), ...asking(ref), ...(question ? answering(ref, question) : [])] : [],
  };
}

/** For a workflow, which carries no click back: the one thing to do is to open the page and sign in there. */
export function linkCard(view: RequestView): IAdaptiveCard {
  const bare = card({ ...view, lines: view.lines.map((each) => ({ ...each, entries: [] })) });
  const body = bare.body?.filter(({ type }) => type !== 'ActionSet');
  return { ...bare, ...(body && { body }), actions: [open(view, 'Look and decide')] };
}

/** What became of a card that can't be changed any more. */
export function decidedCard(view: RequestView): IAdaptiveCard {
  const { standing } = view;
  return {
    type: 'AdaptiveCard',
    version: '1.5',
    body: [
      ...(standing ? [box(STYLES[standing.state], said(standing))] : []),
      rich(run(fit(`${view.customer}, ${totalOf(view)}`, 200)), small(` ${fit(view.invoice, 80)}`)),
    ],
    actions: [open(view, 'Look at it')],
  };
}

/**
 * What was said since about a card that is there, and whom something waits for. Names stand beside the mentions: where Teams
 * does not know somebody, it puts the next one's name into the place of theirs.
 */
export function saidCard(view: RequestView, from: number, call?: Calling): IAdaptiveCard {
  const { rows = [], mentions = [] } = call ?? {};
  return {
    type: 'AdaptiveCard',
    version: '1.5',
    ...(call && {
      msteams: { entities: mentions.map(({ id, name, text }) => ({ type: 'mention', text, mentioned: { id, name } })) },
    }),
    body: [
      rich(run(fit(`${view.customer}, ${totalOf(view)}`, 200)), small(` ${fit(view.invoice, 80)}`)),
      ...rows.map((row) => rich(run(row, { weight: 'Bolder' }))),
      ...(call ? [mentionsOf(call)] : []),
      ...talk({ ...view, talk: view.talk.slice(from) }),
    ],
    actions: [open(view, 'Look and decide')],
  };
}

const mentionsOf = ({ mentions }: Calling): ITextBlock => ({
  type: 'TextBlock',
  wrap: true,
  ...{ size: 'Small', isSubtle: true, text: mentions.map(({ text }) => text).join(' ') },
});

/** A first sign of life. */
export const helloCard = (text: string): IAdaptiveCard => ({
  type: 'AdaptiveCard',
  version: '1.5',
  body: [rich(run(text))],
});

const open = ({ page, odoo }: RequestView, title: string): IOpenUrlAction => ({
  type: 'Action.OpenUrl',
  title,
  url: page ?? odoo,
});

function said({ what, how, reason, isPending }: Standing): CardElementArray {
  return [
    rich(run(fit(what, ROW_LIMIT), { weight: 'Bolder' }), run(` ${fit(how, ROW_LIMIT)}`)),
    ...(reason ? [rich(run(fit(reason, 600), { italic: true }))] : []),
    ...(isPending ? [rich(small('Being recorded in Odoo …'))] : []),
  ];
}

function head(view: RequestView): CardElementArray {
  return [
    rich(run(fit(view.customer, 150), { weight: 'Bolder', size: 'Medium' })),
    rich(run(totalOf(view), { weight: 'Bolder', size: 'ExtraLarge' })),
    rich(small(`${view.untaxed} before tax · ${fit(view.invoice, 80)} · ${fit(view.company, 80)}`)),
  ];
}

function unusual({ unusual: found }: RequestView): CardElementArray {
  if (found.length === 0) return [];
  const left = found.length - FINDINGS_SHOWN;
  const rows = [...found.slice(0, FINDINGS_SHOWN), ...(left > 0 ? [`… and ${left} more`] : [])];
  const title = rich(run('Look at this first', { weight: 'Bolder' }));
  return [box('warning', [title, ...rows.map((row) => rich(run(fit(row, ROW_LIMIT))))])];
}

function talk({ talk: all, unanswered }: RequestView): CardElementArray {
  if (all.length === 0) return [];
  const { rows, earlier } = recent(all, TALK_SHOWN);
  const each = rows.flatMap(({ what, how, text }) => [
    rich(run(fit(what, 120), { weight: 'Bolder' }), small(` ${fit(how, 80)}`)),
    rich(run(fit(text, 400), { italic: true })),
  ]);
  const said = [...(earlier ? [rich(small(earlier))] : []), ...each];
  return [box('emphasis', [...said, ...(unanswered ? [rich(small(unanswered))] : [])])];
}

function facts({ about }: RequestView): CardElementArray {
  return about.map(({ label, text }) => rich(run(`${label}: `, { isSubtle: true }), run(fit(text, 200))));
}

function line({ title, sum, subtotal, unusual: found, from }: LineView, currency: string): IColumnSet {
  return {
    type: 'ColumnSet',
    separator: true,
    spacing: 'Small',
    columns: [
      {
        type: 'Column',
        width: 'stretch',
        items: [
          rich(run(fit(title, 150))),
          rich(small([fit(sum, 100), fit(from, 150)].filter(Boolean).join(' · '))),
          ...found.slice(0, 3).map((text) => rich(run(fit(text, ROW_LIMIT), { color: 'Warning', size: 'Small' }))),
        ],
      },
      {
        type: 'Column',
        width: 'auto',
        items: [{ ...rich(run(`${subtotal} ${currency}`, { weight: 'Bolder' })), horizontalAlignment: 'Right' }],
      },
    ],
  };
}

/** How each shown amount was made, entry by entry, folded away. */
function evidence(lines: LineView[], most: number): ActionArray {
  let room = most;
  const body = lines.flatMap(({ title, entries }) => {
    const shown = entries.slice(0, room);
    room -= shown.length;
    if (shown.length === 0) return [];
    const left = entries.length - shown.length;
    return [
      rich(run(fit(title, 80), { weight: 'Bolder' })),
      ...shown.map(({ when, quantity, arithmetic, reason }) =>
        rich(
          run(fit(arithmetic || quantity, 200), { size: 'Small' }),
          small(` ${fit([when, reason].filter(Boolean).join(' · '), 200)}`),
        ),
      ),
      ...(left > 0 ? [rich(small(left === 1 ? '… and 1 more entry' : `… and ${left} more entries`))] : []),
    ];
  });
  return body.length > 0
    ? [{ type: 'Action.ShowCard', title: 'Why these amounts', card: { type: 'AdaptiveCard', body } }]
    : [];
}

function decisions(ref: string): ActionArray {
  return [
    {
      type: 'Action.Execute',
      title: 'Approve',
      verb: 'approve',
      style: 'positive',
      // Else the empty reason of a rejection would stand in the way.
      associatedInputs: 'none',
      data: { ref },
    },
    {
      type: 'Action.ShowCard',
      title: 'Reject …',
      card: {
        type: 'AdaptiveCard',
        body: [
          {
            type: 'Input.Text',
            id: 'reason',
            label: 'What is wrong with it?',
            placeholder: 'Whoever corrects the invoice reads this.',
            isMultiline: true,
            isRequired: true,
            maxLength: REASON_MAX,
            errorMessage: 'Say in a few words what is wrong with the invoice.',
          },
        ],
        actions: [
          { type: 'Action.Execute', title: 'Reject invoice', verb: 'reject', style: 'destructive', data: { ref } },
        ],
      },
    },
  ];
}
