import type { KnownBlock } from '@slack/web-api';
import type { LineView } from '../view/line.ts';
import { pick } from '../view/pick.ts';
import { type RequestView, totalOf } from '../view/request.ts';
import type { Standing } from '../view/standing.ts';
import { recent } from '../view/talk.ts';
import { fit, rowsWithin } from '../view/text.ts';

const LINES_SHOWN = 8;
const FINDINGS_SHOWN = 8;
const TALK_SHOWN = 6;
/** Slack refuses a text of more than 3,000 characters, a field of more than 2,000 and a header of more than 150. */
export const TEXT_LIMIT = 2900;
const FIELD_LIMIT = 1900;
export const HEADER_LIMIT = 150;
/** Of one row among others, so that one long name leaves room for the next. */
const ROW_LIMIT = 300;

const ICONS: Record<Standing['state'], string> = {
  deciding: ':hourglass_flowing_sand:',
  approved: ':white_check_mark:',
  rejected: ':x:',
  void: ':no_entry_sign:',
};

/** The message as the request stands now: facts always, buttons only while it can be decided. */
export function message(view: RequestView, ref: string): { text: string; blocks: KnownBlock[] } {
  const { standing, unusual, note, talk, unanswered } = view;
  return {
    text: fit(`${standing?.what ?? 'An invoice waits for approval'}: ${view.customer}, ${totalOf(view)}`, 1000, escape),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: fit(`${view.customer} · ${totalOf(view)}`, HEADER_LIMIT) } },
      ...(standing ? [section(said(standing))] : []),
      ...(note ? [section(fit(note, TEXT_LIMIT, escape))] : []),
      ...(unusual.length > 0 ? [section(findings(unusual))] : []),
      ...(talk.length > 0 ? [section(saidSoFar(view))] : []),
      { type: 'section', fields: fields(view).slice(0, 10) },
      section(lines(view)),
      { type: 'context', elements: [{ type: 'mrkdwn', text: below(view) }] },
      ...(standing ? [] : [buttons(ref, unanswered !== '')]),
    ],
  };
}

function said({ state, what, how, reason, isPending }: Standing): string {
  const rows = [
    `${ICONS[state]} *${fit(what, ROW_LIMIT, escape)}* ${fit(how, 1000, escape)}`,
    ...(reason ? reason.split('\n').map((row) => `>${fit(row, 1000, escape)}`) : []),
    ...(isPending ? ['_Being recorded in Odoo …_'] : []),
  ];
  return rowsWithin(rows, TEXT_LIMIT, () => '>…');
}

/** The last of what was said, each with its words as a quote. */
function saidSoFar({ talk, unanswered }: RequestView): string {
  const { rows, earlier } = recent(talk, TALK_SHOWN);
  const each = rows.map(({ what, how, text }) => {
    const words = text.split('\n').map((row) => `>${fit(row, 250, escape)}`);
    return [`*${fit(what, 120, escape)}* ${fit(how, 60, escape)}`, ...words.slice(0, 3)].join('\n');
  });
  const last = unanswered ? [`_${unanswered}_`] : [];
  const room = TEXT_LIMIT - 100;
  // Where there is no room for all, the newest stay.
  while (each.length > 1 && each.join('\n').length > room) each.shift();
  const left = rows.length - each.length;
  const before = left > 0 ? [`… and ${talk.length - each.length} before that`] : earlier ? [earlier] : [];
  return [...before, ...each, ...last].join('\n');
}

function fields(view: RequestView) {
  const { invoice, odoo, untaxed, currency, about } = view;
  return [
    field('Invoice', `<${odoo}|${fit(invoice, ROW_LIMIT, escape)}>`),
    field('Before tax', `${untaxed} ${currency}`),
    ...about.map(({ label, text }) => field(label, fit(text, FIELD_LIMIT - 100, escape))),
  ];
}

function findings(unusual: string[]): string {
  const rows = unusual.slice(0, FINDINGS_SHOWN).map((text) => `:warning: ${fit(text, ROW_LIMIT, escape)}`);
  const left = unusual.length - rows.length;
  return ['*Unusual*', ...rows, ...(left > 0 ? [`… and ${left} more`] : [])].join('\n');
}

/** As many lines as there is room for: what is left out is told with its sum, so that it adds up. */
function lines(view: RequestView, most = LINES_SHOWN): string {
  const { groups, rest } = pick(view, most);
  const rows = groups.flatMap(({ under, lines: below }, at) => [
    under && `${at > 0 ? '\n' : ''}*${fit(under, 150, escape)}*`,
    ...below.map((each) => line(each, view.currency)),
  ]);
  const text = [...rows, rest].filter(Boolean).join('\n');
  return text.length > TEXT_LIMIT ? lines(view, most - 1) : text || 'No lines.';
}

function line({ title, sum, subtotal, unusual, from, entries }: LineView, currency: string): string {
  const [only] = entries;
  const why = entries.length === 1 && only ? [only.when, only.arithmetic].filter(Boolean).join(' · ') : from;
  return [
    `• ${fit(title, 150, escape)}: ${fit(sum, 100, escape)} = *${subtotal} ${currency}*`,
    ...(why ? [`      ${fit(why, 200, escape)}`] : []),
    ...unusual.slice(0, 3).map((text) => `      :warning: ${fit(text, ROW_LIMIT, escape)}`),
  ].join('\n');
}

function below({ why, page }: RequestView): string {
  const whole = page ? [`<${page}|Every line and how it was made>`] : [];
  return [fit(why.join(' '), TEXT_LIMIT - 300, escape), ...whole].join(' · ');
}

function buttons(ref: string, answerable: boolean): KnownBlock {
  const button = (action_id: string, text: string, style?: 'primary' | 'danger') => ({
    ...{ type: 'button' as const, action_id, value: ref, text: { type: 'plain_text' as const, text } },
    ...(style && { style }),
  });
  return {
    type: 'actions',
    elements: [
      button('approve', 'Approve', 'primary'),
      button('reject', 'Reject …', 'danger'),
      button('ask', 'Ask …'),
      button('hand-on', 'Hand on …'),
      ...(answerable ? [button('answer', 'Answer …')] : []),
    ],
  };
}

function field(label: string, value: string) {
  return { type: 'mrkdwn' as const, text: `*${label}*\n${value}` };
}

export function section(text: string): KnownBlock {
  return { type: 'section', text: { type: 'mrkdwn', text } };
}

/** The three characters Slack reads as markup: without this a customer's name could mention a channel or hide a link. */
export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
