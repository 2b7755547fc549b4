import { html } from 'htm/preact';
import { shownHash } from '../../approvals/content.ts';
import type { InvoiceFacts } from '../../billing/ports.ts';
import { instant } from '../format.ts';
import type { Approver, StoredRequest } from '../store/requests.ts';
import { type RequestView, totalOf, viewOf } from '../view/request.ts';
import { page } from './layout.ts';
import { line } from './line.ts';
import { saidSoFar } from './say.ts';
import { formField, type SignedIn, topbar } from './signed-in.ts';
import { REASON_MAX, REASON_MIN } from '../view/reason.ts';

export interface View {
  request: StoredRequest;
  /** As Odoo has them now, or as they were shown first where Odoo can't be reached. */
  facts: InvoiceFacts;
  fresh: boolean;
  you: Approver;
  /** Set where a reason was missing. */
  problem?: string | undefined;
  /** Set where something is unusual that was not shown before. */
  news?: string | undefined;
  /** Where the person is signed in, and not here by a link. */
  signedIn?: SignedIn;
  /** Of this page, for what is below it. */
  path?: string;
}

/** The invoice and its two buttons; what is unusual comes before everything else. */
export function invoicePage(view: View): string {
  const { facts, request, fresh, signedIn } = view;
  const shown = viewOf(request, undefined, facts);
  return page(
    `${shown.customer}: ${totalOf(shown)}`,
    html`${signedIn && topbar(signedIn)}
      <div class="sheet">
        <main>
          ${view.news && html`<p class="banner" role="alert">${view.news}</p>`} ${!fresh && stale(request)}
          ${head(shown, signedIn !== undefined)} ${shown.note && html`<p class="note" dir="auto">${shown.note}</p>`}
          ${unusual(shown)} ${saidSoFar(request)} ${about(shown)}
          <section>
            <h2>Lines</h2>
            <ol class="lines">
              ${shown.lines.map((row) => line(row))}
            </ol>
            ${totals(shown)}
          </section>
          ${history(shown)}
        </main>
        ${decideBar(view, shown)}
      </div>`,
  );
}

function stale({ requestedAt }: StoredRequest) {
  return html`<p class="banner">
    Odoo can't be reached at the moment. You see the invoice as it was on ${instant(requestedAt)}. Your decision is kept
    and counts only if the invoice still reads like this.
  </p>`;
}

function head({ company, customer, currency, total, untaxed, tax }: RequestView, isSignedIn: boolean) {
  return html`<header class="head">
    <p class="eyebrow">${isSignedIn ? html`<a href="/inbox">← Inbox</a>` : 'Invoice approval'} · ${company}</p>
    <h1>${customer}</h1>
    <p class="total"><span class="number">${total}</span> <span class="currency">${currency}</span></p>
    <p class="muted number">${untaxed} before tax · ${tax} tax</p>
  </header>`;
}

function about({ about: facts, why, invoice, odoo }: RequestView) {
  const rows: [string, unknown][] = [
    ...facts.map(({ label, text }): [string, unknown] => [label, text]),
    ['In Odoo', html`<a href=${odoo} rel="noreferrer">${invoice}</a>`],
  ];
  return html`<dl class="facts">
    ${rows.map(
      ([label, value]) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
    <div class="why">
      <dt>Why it came to you</dt>
      ${why.map((each) => html`<dd>${each}</dd>`)}
    </div>
  </dl>`;
}

function unusual({ unusual: found }: RequestView) {
  if (found.length === 0) return html`<p class="calm">Nothing unusual was found.</p>`;
  return html`<section class="findings">
    <h2>Look at ${found.length === 1 ? 'this' : `these ${found.length}`} first</h2>
    <ul>
      ${found.map((text) => html`<li>${text}</li>`)}
    </ul>
  </section>`;
}

export function totals({ untaxed, tax, total, currency }: Pick<RequestView, 'untaxed' | 'tax' | 'total' | 'currency'>) {
  return html`<dl class="totals number">
    <div>
      <dt>Before tax</dt>
      <dd>${untaxed}</dd>
    </div>
    <div>
      <dt>Tax</dt>
      <dd>${tax}</dd>
    </div>
    <div class="sum">
      <dt>Total</dt>
      <dd>${total} ${currency}</dd>
    </div>
  </dl>`;
}

function history({ history: decisions }: RequestView) {
  if (decisions.length === 0) return undefined;
  return html`<section>
    <h2>Decisions so far</h2>
    <ul class="history">
      ${decisions.map(
        ({ outcome, what, how, reason }) =>
          html`<li class=${outcome}>
            <p><strong>${what}</strong></p>
            <p class="muted">${how}</p>
            ${reason && html`<q>${reason}</q>`}
          </li>`,
      )}
    </ul>
  </section>`;
}

function decideBar({ facts, fresh, you, problem, signedIn, path }: View, invoice: RequestView) {
  const notYet = fresh && facts.unsaid !== undefined && facts.unsaid.length > 0;
  const shown = html`<input type="hidden" name="seen" value=${shownHash(facts)} />
    ${signedIn && formField(signedIn.token)}`;
  return html`<aside class="decide" aria-label="Your decision">
    <p class="recap">
      <span class="muted">You decide as ${you.name}</span>
      <strong class="number">${totalOf(invoice)}</strong>
    </p>
    ${
      notYet
        ? html`<p class="approve not-yet">It can be approved once it is said what becomes of the work.</p>`
        : html`<form method="post" class="approve">
            ${shown}
            <button class="primary" name="decision" value="approve">Approve</button>
          </form>`
    }
    <details class="reject" open=${problem !== undefined}>
      <summary><span class="closed">Reject …</span><span class="opened">← Back</span></summary>
      <form method="post">
        ${shown}
        <label for="reason">What is wrong with it?</label>
        ${problem && html`<p class="problem" role="alert" id="problem">${problem}</p>`}
        <textarea
          id="reason"
          name="reason"
          rows="3"
          required
          minlength=${REASON_MIN}
          maxlength=${REASON_MAX}
          aria-describedby=${problem && 'problem'}
        ></textarea>
        <button class="danger" name="decision" value="reject">Reject invoice</button>
      </form>
    </details>
    ${
      path &&
      html`<p class="besides">
        <a href=${`${path}/ask`}>Ask a question</a><a href=${`${path}/hand-on`}>Hand it on</a>
        ${signedIn && html`<a href=${`/invoices/${facts.id}`}>Change it</a>`}
      </p>`
    }
    <p class="hint muted">
      Approved, the invoice is posted. Rejected, it stays a draft and goes back with your reason.
    </p>
  </aside>`;
}
