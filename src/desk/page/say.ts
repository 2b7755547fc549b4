import { html } from 'htm/preact';
import type { ComponentChildren } from 'preact';
import type { InvoiceFacts } from '../../billing/ports.ts';
import { money } from '../format.ts';
import type { StoredRequest } from '../store/requests.ts';
import type { TalkView } from '../view/talk.ts';
import { talkView, unansweredOf } from '../view/talk.ts';
import { REASON_MAX, REASON_MIN } from '../view/reason.ts';
import { notice } from './outcome.ts';
import { page } from './layout.ts';
import { formField, type SignedIn, topbar } from './signed-in.ts';

/** Around every form in which somebody says something without deciding. */
export interface Frame {
  request: StoredRequest;
  you?: SignedIn | undefined;
  /** Where the invoice is, for whoever may see it. */
  back?: string | undefined;
  problem?: string | undefined;
}

type Shown = Pick<InvoiceFacts, 'name' | 'customer' | 'total' | 'currency' | 'url'>;

/** The page of a form in which somebody writes something about an invoice. */
export function sayPage(
  title: string,
  { customer, name, total, currency, url }: Shown,
  { you, back, problem }: Omit<Frame, 'request'>,
  above: ComponentChildren,
  fields: ComponentChildren,
): string {
  return page(
    title,
    html`${you && topbar(you)}
      <main class="notice say">
        ${back && html`<p class="eyebrow"><a href=${back}>← The invoice</a></p>`}
        <h1>${title}</h1>
        <p class="muted">
          <bdi>${customer.name}</bdi>${' · '}<span class="number">${money(total, currency)}</span>${' · '}
          <a href=${url} rel="noreferrer">${name} in Odoo</a>
        </p>
        ${above}
        <form method="post">
          ${you && formField(you.token)} ${problem && html`<p class="problem" role="alert" id="problem">${problem}</p>`}
          ${fields}
        </form>
      </main>`,
  );
}

/** The words asked for. @param filled what was written, where the form comes back */
export const words = (label: string, problem: string | undefined, filled = '') =>
  html`<label for="text">${label}</label>
    <textarea
      id="text"
      name="text"
      rows="4"
      required
      dir="auto"
      minlength=${REASON_MIN}
      maxlength=${REASON_MAX}
      aria-describedby=${problem && 'problem'}
    >
${filled}</textarea>`;

/** @param to names, where they are known */
export function askPage(frame: Frame, to: string | undefined): string {
  return sayPage(
    'Ask a question',
    frame.request.facts,
    frame,
    html`<p>
        It goes to <strong>${to ?? 'whoever prepared the invoice'}</strong>, and everybody who is asked about the
        invoice sees it.
      </p>
      <p class="muted">It decides nothing, and your time to decide goes on.</p>
      ${talk(frame.request)}`,
    html`${words('What do you want to know?', frame.problem)}<button class="primary">Ask</button>`,
  );
}

export function handOnPage(frame: Frame, takers: { userId: number; name: string; email: string }[]): string {
  if (takers.length === 0) {
    const why = 'Odoo knows nobody else who may decide on this invoice.';
    const below = frame.back && html`<p><a class="button second" href=${frame.back}>Back to the invoice</a></p>`;
    return notice('plain', 'There is nobody to hand it on to', [why], { you: frame.you, below });
  }
  return sayPage(
    'Hand it on',
    frame.request.facts,
    frame,
    html`<p>Somebody else decides instead of you. You can’t take it back.</p>`,
    html`<label for="to">Who decides?</label>
      <select id="to" name="to" required>
        <option value="">Choose …</option>
        ${takers.map(({ userId, name, email }) => html`<option value=${userId}>${name} · ${email}</option>`)}
      </select>
      <p class="muted small">Those Odoo lets decide on this invoice who have no part in it yet.</p>
      ${words('Why?', frame.problem)}<button class="primary">Hand it on</button>`,
  );
}

export function answerPage(frame: Frame, asker: string, question: string): string {
  return sayPage(
    `${asker} asks`,
    frame.request.facts,
    frame,
    html`<blockquote class="asked" dir="auto">${question}</blockquote>
      ${talk(frame.request, question)}`,
    html`${words('Your answer', frame.problem)}
      <p class="muted small">Everybody who is asked about the invoice reads it, and it is on the invoice’s record.</p>
      <button class="primary">Answer</button>
      ${frame.you && html`<p class="besides"><a href=${`/invoices/${frame.request.facts.id}`}>Change the draft</a></p>`}`,
  );
}

/** What was said, newest last; `but` is shown elsewhere on the page. */
export function talk(request: StoredRequest, but?: string): ComponentChildren {
  const rows = talkView(request).filter(({ text }) => text !== but);
  return (
    rows.length > 0 &&
    html`<ul class="history">
      ${rows.map(row)}
    </ul>`
  );
}

const row = ({ what, how, text }: TalkView) =>
  html`<li class="said">
    <p><strong>${what}</strong></p>
    <p class="muted">${how}</p>
    <q dir="auto">${text}</q>
  </li>`;

/** On the page of the invoice. */
export function saidSoFar(request: StoredRequest): ComponentChildren {
  if (request.talk.length === 0) return undefined;
  const unanswered = unansweredOf(request);
  return html`<section class="talk">
    <h2>Said so far</h2>
    ${talk(request)} ${unanswered && html`<p class="muted">${unanswered}</p>`}
  </section>`;
}

/** What it says in the place of a text that is too short or too long. */
export const WRONG_LENGTH = `Say it in ${REASON_MIN} to ${REASON_MAX} characters.`;

export function textOf(body: Record<string, unknown> | undefined): string | undefined {
  const text = String(body?.text ?? '').trim();
  return text.length < REASON_MIN || text.length > REASON_MAX ? undefined : text;
}
