import type { CardElementArray, IAdaptiveCard } from '@microsoft/teams.cards';
import type { NoticeSection, NoticeView } from '../view/notice.ts';
import { fit } from '../view/text.ts';
import { CARD_LIMIT } from './card.ts';
import { box, rich, run, small as subtle } from './text.ts';

const ROW_LIMIT = 200;
/** Rows of a section, from what reads well down to what always fits. */
const SIZES = [40, 15, 6, 0];

/** A reminder or a digest as a card, no bigger than Teams takes; all text in runs, which read no markup. */
export function noticeCard(view: NoticeView): IAdaptiveCard {
  for (const most of SIZES) {
    const made = build(view, most);
    if (Buffer.byteLength(JSON.stringify(made)) <= CARD_LIMIT) return made;
  }
  throw new Error(`“${view.title}” does not fit into Teams.`);
}

const build = ({ title, lines, sections, links, small }: NoticeView, most: number): IAdaptiveCard => ({
  type: 'AdaptiveCard',
  version: '1.5',
  // Else Teams shows half a phone's width of it on a desk.
  msteams: { width: 'full' },
  fallbackText: fit(title, ROW_LIMIT),
  body: [
    rich(run(fit(title, ROW_LIMIT), { weight: 'Bolder', size: 'Medium' })),
    ...lines.map((line) => rich(run(fit(line, 600)))),
    ...sections.flatMap((each): CardElementArray => {
      const own = sectionOf(each, most);
      return each.mood === 'alarm' ? [box('attention', own)] : own;
    }),
    rich(subtle(fit(small.join(' '), 600))),
  ],
  actions: links.map(({ label, url }) => ({ type: 'Action.OpenUrl', title: label, url })),
});

function sectionOf({ title, rows, more }: NoticeSection, most: number): CardElementArray {
  const shown = rows.slice(0, most);
  const left = rows.length > shown.length ? '… and more, in Odoo' : more;
  return [
    { ...rich(run(fit(title, ROW_LIMIT), { weight: 'Bolder' })), spacing: 'Medium', separator: true },
    ...shown.flatMap(({ what, how, note }) => [
      rich(run(fit(what, ROW_LIMIT)), ...(how ? [run(`  ${fit(how, 100)}`, { weight: 'Bolder' })] : [])),
      ...(note ? [{ ...rich(subtle(fit(note, ROW_LIMIT))), spacing: 'None' as const }] : []),
    ]),
    ...(left ? [rich(subtle(left))] : []),
  ];
}
