import type { KnownBlock } from '@slack/web-api';
import type { NoticeRow, NoticeSection, NoticeView } from '../view/notice.ts';
import { fit, rowsWithin } from '../view/text.ts';
import { escape, HEADER_LIMIT, section, TEXT_LIMIT } from './message.ts';

const ROW_LIMIT = 300;

/** A reminder or a digest for Slack. What came from Odoo is escaped: it can mention nobody, and hides no link. */
export function noticeMessage({ title, lines, sections, links, small }: NoticeView): {
  text: string;
  blocks: KnownBlock[];
} {
  return {
    text: fit(title, 1000, escape),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: fit(title, HEADER_LIMIT) } },
      verbatim(fit(lines.join('\n'), TEXT_LIMIT, escape)),
      ...sections.map((each) => verbatim(words(each))),
      section(links.map(({ label, url }) => `<${url}|${label}>`).join(' · ')),
      { type: 'context', elements: [{ type: 'mrkdwn', text: fit(small.join(' '), TEXT_LIMIT, escape) }] },
    ],
  };
}

/** Slack makes links of no addresses and channels it reads in names. */
const verbatim = (text: string): KnownBlock => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } });

function words({ title, mood, rows, more }: NoticeSection): string {
  const head = `${mood === 'alarm' ? ':warning: ' : ''}*${fit(title, ROW_LIMIT, escape)}*`;
  const each = [head, ...rows.map(line)];
  const whole = [...each, ...(more ? [more] : [])].join('\n');
  if (whole.length <= TEXT_LIMIT) return whole;
  // `more` counts those left out before, not those cut here.
  const room = TEXT_LIMIT - (more ? more.length + 1 : 0);
  return rowsWithin(each, room, (left) => (more ? '… and more, in Odoo' : `… and ${left} more`));
}

const line = ({ what, how, note }: NoticeRow): string =>
  [
    `• ${fit(what, ROW_LIMIT, escape)}${how ? `: *${fit(how, 100, escape)}*` : ''}`,
    ...(note ? [`      ${fit(note, ROW_LIMIT, escape)}`] : []),
  ].join('\n');
