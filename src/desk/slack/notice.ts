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
      section(fit(lines.join('\n'), TEXT_LIMIT, escape)),
      ...sections.map((each) => section(words(each))),
      section(links.map(({ label, url }) => `<${url}|${label}>`).join(' · ')),
      { type: 'context', elements: [{ type: 'mrkdwn', text: fit(small.join(' '), TEXT_LIMIT, escape) }] },
    ],
  };
}

function words({ title, mood, rows, more }: NoticeSection): string {
  const head = `${mood === 'alarm' ? ':warning: ' : ''}*${fit(title, ROW_LIMIT, escape)}*`;
  const each = [head, ...rows.map(line), ...(more ? [more] : [])];
  return rowsWithin(each, TEXT_LIMIT, (left) => `… and ${left} more`);
}

const line = ({ what, how, note }: NoticeRow): string =>
  [
    `• ${fit(what, ROW_LIMIT, escape)}${how ? `: *${fit(how, 100, escape)}*` : ''}`,
    ...(note ? [`      ${fit(note, ROW_LIMIT, escape)}`] : []),
  ].join('\n');
