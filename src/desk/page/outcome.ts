import { html } from 'htm/preact';
import { instant, money } from '../format.ts';
import type { StoredRequest } from '../store/requests.ts';
import { page } from './layout.ts';

type Tone = 'good' | 'bad' | 'plain';

/** A page that says one thing, with a mark one sees from afar. */
function notice(tone: Tone, title: string, lines: unknown[], request?: StoredRequest): string {
  const mark = { good: '✓', bad: '✕', plain: '–' }[tone];
  return page(
    title,
    html`<main class="notice ${tone}">
      <div class="mark" aria-hidden="true">${mark}</div>
      <h1>${title}</h1>
      ${lines.filter(Boolean).map((line) => html`<p>${line}</p>`)}
      ${
        request &&
        html`<dl class="facts">
          <div>
            <dt>Customer</dt>
            <dd>${request.facts.customer.name}</dd>
          </div>
          <div>
            <dt>Invoice</dt>
            <dd>${request.facts.name}</dd>
          </div>
          <div>
            <dt>Total</dt>
            <dd class="number">${money(request.facts.total, request.facts.currency)}</dd>
          </div>
        </dl>`
      }
    </main>`,
  );
}

/** After this person decided. */
export function taken(request: StoredRequest): string {
  const approved = request.decision?.outcome === 'approved';
  return notice(
    approved ? 'good' : 'bad',
    approved ? 'You approved this invoice' : 'You rejected this invoice',
    [
      approved
        ? 'Your decision is safe and on its way to Odoo. The invoice is posted next; there is nothing left for you to do.'
        : 'Your decision is safe and on its way to Odoo. Whoever looks after the invoice gets your reason.',
      !approved && html`<q>${request.decision?.reason}</q>`,
    ],
    request,
  );
}

/** Decided or void before. */
export function late(request: StoredRequest): string {
  const { state, decision, voidReason } = request;
  if (state === 'void' || !decision) {
    const lines = [voidReason, 'If it still has to be billed, you will be asked again with a new link.'];
    return notice('plain', 'There is nothing to decide any more', lines, request);
  }
  return notice(
    decision.outcome === 'approved' ? 'good' : 'bad',
    `This invoice was ${decision.outcome} already`,
    [
      `${decision.by.name} decided on ${instant(decision.decidedAt)}.`,
      decision.reason && html`<q>${decision.reason}</q>`,
      state === 'deciding' && 'The decision is safe and on its way to Odoo.',
    ],
    request,
  );
}

export function spent(request: StoredRequest): string {
  const lines = ['Its one decision was made and did not count. Another approver can still decide.'];
  return notice('plain', 'This link is spent', lines, request);
}

export function expired(request: StoredRequest): string {
  return page(
    'This link has expired',
    html`<main class="notice plain">
      <div class="mark" aria-hidden="true">⧗</div>
      <h1>This link has expired</h1>
      <p>
        ${request.facts.customer.name}, ${money(request.facts.total, request.facts.currency)}, still waits for a
        decision.
      </p>
      <form method="post">
        <button class="primary" name="decision" value="renew">Mail me a new link</button>
      </form>
    </main>`,
  );
}

export function renewed(): string {
  return notice('good', 'A new link is on its way', ['It goes to the address the first one went to.']);
}

export function refused(reason: string): string {
  return notice('bad', "You can't decide on this invoice", [reason, 'Nothing was changed.']);
}

export function unknown(): string {
  return notice('plain', 'No such link', ['Open the link from the mail as a whole; some programs break it in two.']);
}

export function failed(): string {
  return notice('bad', 'Something went wrong', ['Nothing was decided. Please try again in a minute.']);
}

export function tooMany(): string {
  return notice('plain', 'Too many tries', ['Please wait a minute.']);
}
