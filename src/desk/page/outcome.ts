import { html } from 'htm/preact';
import type { ComponentChildren } from 'preact';
import { instant, money } from '../format.ts';
import { handedOn } from '../not-taken.ts';
import type { DecisionBy, StoredRequest } from '../store/requests.ts';
import { waitsFor } from '../view/steps.ts';
import { TRY_AGAIN } from '../not-taken.ts';
import { page } from './layout.ts';
import { type SignedIn, topbar } from './signed-in.ts';

type Tone = 'good' | 'bad' | 'plain';

export interface More {
  request?: StoredRequest;
  /** Where the person is signed in. */
  you?: SignedIn | undefined;
  below?: ComponentChildren;
  mark?: string;
}

/** A page that says one thing, with a mark one sees from afar. */
export function notice(tone: Tone, title: string, lines: unknown[], { request, you, below, mark }: More = {}): string {
  return page(
    title,
    html`${you && topbar(you)}
      <main class="notice ${tone}">
        <div class="mark" aria-hidden="true">${mark ?? { good: '✓', bad: '✕', plain: '–' }[tone]}</div>
        <h1>${title}</h1>
        ${lines.filter(Boolean).map((line) => html`<p>${line}</p>`)} ${request && about(request)} ${below}
      </main>`,
  );
}

function about({ facts }: StoredRequest) {
  return html`<dl class="facts">
    <div>
      <dt>Customer</dt>
      <dd>${facts.customer.name}</dd>
    </div>
    <div>
      <dt>Invoice</dt>
      <dd>${facts.name}</dd>
    </div>
    <div>
      <dt>Total</dt>
      <dd class="number">${money(facts.total, facts.currency)}</dd>
    </div>
  </dl>`;
}

/** After this person decided. */
export function taken(request: StoredRequest, yours: DecisionBy, more: More = {}): string {
  const approved = yours.outcome === 'approved';
  const next = request.state === 'open' ? `It waits for ${waitsFor(request)} next.` : 'The invoice is posted next.';
  const safe = yours.withoutOdoo
    ? 'Odoo can’t be reached just now. Your decision is safe here and goes to Odoo as soon as it is back.'
    : 'Your decision is safe and on its way to Odoo.';
  return notice(
    approved ? 'good' : 'bad',
    approved ? 'You approved this invoice' : 'You rejected this invoice',
    [
      approved
        ? `${safe} ${next} There is nothing left for you to do.`
        : `${safe} Whoever looks after the invoice gets your reason.`,
      !approved && html`<q>${yours.reason}</q>`,
    ],
    { request, ...more },
  );
}

/** Decided or void before. */
export function late(request: StoredRequest, yours?: DecisionBy, more: More = {}): string {
  const { state, decision, voidReason } = request;
  if (state === 'open') return elsewhere(request, yours, more);
  if (state === 'void' || !decision) {
    const lines = [voidReason, 'If it still has to be billed, you will be asked again.'];
    return notice('plain', 'There is nothing to decide any more', lines, { request, ...more });
  }
  return notice(
    decision.outcome === 'approved' ? 'good' : 'bad',
    `This invoice was ${decision.outcome} already`,
    [
      `${decision.by.name} decided on ${instant(decision.decidedAt)}.`,
      decision.reason && html`<q>${decision.reason}</q>`,
      state === 'deciding' && 'The decision is safe and on its way to Odoo.',
    ],
    { request, ...more },
  );
}

/** Still open, and not for this person to decide any more. */
function elsewhere(request: StoredRequest, yours: DecisionBy | undefined, more: More): string {
  const title = yours ? `You ${yours.outcome} this invoice already` : 'This is with others by now';
  const when = yours && `On ${instant(yours.decidedAt)}.`;
  const lines = [when ?? handedOn(request), `It waits for ${waitsFor(request)}.`];
  return notice(yours ? 'good' : 'plain', title, lines, { request, ...more });
}

export function spent(request: StoredRequest): string {
  const lines = ['Its one decision was made and did not count. Another approver can still decide.'];
  return notice('plain', 'This link is spent', lines, { request });
}

export function expired(request: StoredRequest): string {
  const { customer, total, currency } = request.facts;
  const waits = `${customer.name}, ${money(total, currency)}, still waits for a decision.`;
  const below = html`<form method="post">
    <button class="primary" name="decision" value="renew">Mail me a new link</button>
  </form>`;
  return notice('plain', 'This link has expired', [waits], { below, mark: '⧗' });
}

/** Above what a link alone is enough for. */
export function signInFirst(request: StoredRequest): string {
  const below = html`<p><a class="button primary" href="/signin?to=/inbox/${request.id}">Sign in to decide</a></p>`;
  return notice('plain', 'Sign in to decide', ['For an invoice of this amount a link alone is not enough.'], {
    request,
    below,
    mark: '→',
  });
}

export function renewed(): string {
  return notice('good', 'A new link is on its way', [
    'It goes to the address the first one went to. There is one an hour at most.',
  ]);
}

export function refused(reason: string, more: More = {}): string {
  return notice('bad', "You can't decide on this invoice", [reason, 'Nothing was changed.'], more);
}

/** Signed in, and not (any more) somebody who decides. */
export function nothingForYou(why: string, you: SignedIn): string {
  return notice('plain', 'There is nothing for you here', [why, 'Ask an administrator of Odoo if you should.'], {
    you,
  });
}

export function notYet(why: string, you: SignedIn): string {
  return notice('plain', 'A moment', [why], { you });
}

/** Signed in once, and nobody by now. */
export function shut(why: string): string {
  return notice('bad', 'You are signed out', [why]);
}

export function unknown(): string {
  return notice('plain', 'No such link', ['Open the link from the mail as a whole; some programs break it in two.']);
}

export function failed(): string {
  return notice('bad', 'Something went wrong', [TRY_AGAIN]);
}

export function tooMany(): string {
  return notice('plain', 'Too many tries', ['Please wait a minute.']);
}

export const NEWS =
  'Something about this invoice is unusual that you were not shown. Please look again before you decide.';
