import { html } from 'htm/preact';
import type { ComponentChildren } from 'preact';
import type { LineView } from '../view/line.ts';
import { pick } from '../view/pick.ts';
import { type RequestView, totalOf } from '../view/request.ts';
import { recent } from '../view/talk.ts';
import { fit } from '../view/text.ts';
import { styles } from './letter.ts';

/** Mail programs cut a message off at about 100 KB. */
const LINES_SHOWN = 40;
const ENTRIES_SHOWN = 3;
const FINDINGS_SHOWN = 20;
const TALK_SHOWN = 20;
const ROW_LIMIT = 300;
const TITLE_LIMIT = 150;
const SAID_LIMIT = 600;

const row = (text: string) => fit(text, ROW_LIMIT);

/** The facts of a request for a mail, as text and as HTML. */
export function aboutInvoice(view: RequestView): { text: string; rich: ComponentChildren } {
  return { text: asText(view), rich: asHtml(view) };
}

/** What is unusual, no more of it than somebody reads. */
function unusual({ unusual: found }: RequestView): string[] {
  const left = found.length - FINDINGS_SHOWN;
  return [...found.slice(0, FINDINGS_SHOWN).map(row), ...(left > 0 ? [`… and ${left} more`] : [])];
}

const more = ({ entries }: LineView) =>
  entries.length > ENTRIES_SHOWN ? `… and ${entries.length - ENTRIES_SHOWN} more entries` : '';

const entriesOf = ({ entries }: LineView) =>
  entries
    .slice(0, ENTRIES_SHOWN)
    .map(({ when, arithmetic, quantity }) => row([when, arithmetic || quantity].join(' · ')));

function asText(view: RequestView): string {
  const { groups, rest } = pick(view, LINES_SHOWN);
  const lines = groups.flatMap(({ under, lines: below }) => [
    ...(under ? [row(under)] : []),
    ...below.map((line) => lineText(line, view.currency)),
  ]);
  const found = unusual(view);
  const block = (title: string, rows: string[]) => (rows.length > 0 ? [`${title}\n${rows.join('\n')}`] : []);
  return [
    ...block(
      'LOOK AT THIS FIRST',
      found.map((each) => `! ${each}`),
    ),
    ...block('SAID SO FAR', said(view)),
    ...block(
      'ABOUT IT',
      [
        { label: 'Total', text: totalOf(view) },
        { label: 'Before tax', text: `${view.untaxed} ${view.currency}` },
        { label: 'Customer', text: view.customer },
        ...view.about,
        { label: 'In Odoo', text: view.odoo },
        ...(view.page ? [{ label: 'On the desk', text: view.page }] : []),
      ].map(({ label, text }) => `${label}: ${text}`),
    ),
    ...block('LINES', [...lines, ...(rest ? [rest] : [])]),
    ...block('WHY IT CAME TO YOU', view.why.map(row)),
  ].join('\n\n');
}

function said({ talk, unanswered }: RequestView): string[] {
  const { rows, earlier } = recent(talk, TALK_SHOWN);
  const each = rows.map(({ what, how, text }) => `${row(what)} ${how}\n${fit(text, SAID_LIMIT).replace(/^/gm, '> ')}`);
  return [earlier, ...each, unanswered].filter(Boolean);
}

function saidHtml({ talk, unanswered }: RequestView) {
  if (talk.length === 0) return undefined;
  const { rows, earlier } = recent(talk, TALK_SHOWN);
  const small = (text: string) => html`<p class="muted" style=${`margin: 0 0 6px; ${styles.muted}`}>${text}</p>`;
  return html`${heading('Said so far')} ${earlier && small(earlier)}
  ${rows.map(
    ({ what, how, text }) =>
      html`<p style="margin: 0 0 10px">
        <strong>${row(what)}</strong> <span class="muted" style=${styles.muted}>${how}</span><br /><span
          dir="auto"
          style="white-space: pre-line"
          >${fit(text, SAID_LIMIT)}</span
        >
      </p>`,
  )}
  ${unanswered && small(unanswered)}`;
}

function lineText(line: LineView, currency: string): string {
  const { title, sum, subtotal, unusual: found } = line;
  return [
    `- ${fit(title, TITLE_LIMIT)}`,
    `  ${sum} = ${subtotal} ${currency}`,
    ...found.map((each) => `  ! ${row(each)}`),
    ...[...entriesOf(line), more(line)].filter(Boolean).map((each) => `    ${each}`),
  ].join('\n');
}

const RULE = 'border-top: 1px solid #dfe3de';
const heading = (text: string) =>
  html`<h2 class="rule" style=${`${RULE}; margin: 24px 0 8px; padding-top: 18px; font-size: 16px`}>${text}</h2>`;

function asHtml(view: RequestView) {
  const { groups, rest } = pick(view, LINES_SHOWN);
  const found = unusual(view);
  return html`${
      found.length > 0 &&
      html`<div
        class="look"
        style="background: #fdf3dc; border: 1px solid #ecc76a; color: #5c3d00; border-radius: 8px; padding: 12px 16px; margin: 0 0 18px"
      >
        <strong>Look at this first</strong>
        ${found.map((each) => html`<p style="margin: 6px 0 0">${each}</p>`)}
      </div>`
    }
    ${saidHtml(view)}
    <p style="margin: 18px 0 0; font-size: 30px; line-height: 1.2; font-weight: 680">${totalOf(view)}</p>
    <p class="muted" style=${`margin: 2px 0 14px; ${styles.muted}`}>${view.untaxed} before tax · ${view.tax} tax</p>
    <table role="presentation" cellpadding="0" cellspacing="0" style="border-collapse: collapse">
      ${view.about.map(
        ({ label, text }) =>
          html`<tr>
            <td class="muted" style=${`padding: 2px 16px 2px 0; vertical-align: top; ${styles.muted}`}>${label}</td>
            <td style="padding: 2px 0; font: inherit; color: inherit">${row(text)}</td>
          </tr>`,
      )}
    </table>
    <p style="margin: 10px 0 0">
      <a class="link" href=${view.odoo} style=${styles.link}>${view.invoice} in Odoo</a>
      ${view.page && html` · <a class="link" href=${view.page} style=${styles.link}>On the desk</a>`}
    </p>
    ${heading('Lines')}
    ${groups.map(
      ({ under, lines }) =>
        html`${under && html`<p style="margin: 14px 0 2px; font-weight: 600" dir="auto">${row(under)}</p>`}
        ${lines.map((line) => lineHtml(line, view.currency))}`,
    )}
    ${rest && html`<p class="muted" style=${`margin: 10px 0 0; ${styles.muted}`}>${rest}</p>`}
    ${heading('Why it came to you')} ${view.why.map((each) => html`<p style="margin: 0 0 6px">${row(each)}</p>`)}`;
}

function lineHtml(line: LineView, currency: string) {
  const small = (text: string) => html`<br /><span class="muted" style=${styles.muted}>${text}</span>`;
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="border-collapse: collapse">
    <tr>
      <td style="padding: 8px 12px 8px 0; vertical-align: top; font: inherit; color: inherit">
        <bdi>${fit(line.title, TITLE_LIMIT)}</bdi> ${small(line.sum)}
        ${[...entriesOf(line), more(line)].filter(Boolean).map(small)}
        ${line.unusual.map(
          (each) =>
            html`<span
              class="look"
              style="display: block; background: #fdf3dc; color: #5c3d00; font-size: 14px; border-radius: 4px; padding: 2px 8px; margin: 4px 0 0"
              >${row(each)}</span
            >`,
        )}
      </td>
      <td
        align="right"
        style="padding: 8px 0; vertical-align: top; white-space: nowrap; font: inherit; color: inherit; font-weight: 600"
      >
        ${line.subtotal} ${currency}
      </td>
    </tr>
  </table>`;
}
