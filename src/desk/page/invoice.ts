import { html } from 'htm/preact';
import { shownHash } from '../../approvals/content.ts';
import type { InvoiceFacts } from '../../billing/ports.ts';
import { amount, day, instant, via } from '../format.ts';
import type { Approver, StoredRequest } from '../store/requests.ts';
import { page } from './layout.ts';
import { line } from './line.ts';
import { formField, type SignedIn, topbar } from './signed-in.ts';
import { REASON_MAX, REASON_MIN } from './wish.ts';

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
}

/** The invoice and its two buttons; what is unusual comes before everything else. */
export function invoicePage(view: View): string {
  const { facts, request, fresh } = view;
  return page(
    `${facts.customer.name}: ${amount(facts.total)} ${facts.currency}`,
    html`${view.signedIn && topbar(view.signedIn)}
      <div class="sheet">
        <main>
          ${view.news && html`<p class="banner" role="alert">${view.news}</p>`} ${!fresh && stale(request)}
          ${head(view)} ${findings(facts)} ${about(facts)}
          ${
            request.note &&
            html`<section class="note">
              <h2>Note</h2>
              <p>${request.note}</p>
            </section>`
          }
          <section>
            <h2>Lines</h2>
            <ol class="lines">
              ${facts.lines.map(line)}
            </ol>
            ${totals(facts)}
          </section>
          ${history(facts)}
        </main>
        ${decideBar(view)}
      </div>`,
  );
}

function stale({ requestedAt }: StoredRequest) {
  return html`<p class="banner">
    Odoo can't be reached at the moment. You see the invoice as it was on ${instant(requestedAt)}. Your decision is kept
    and counts only if the invoice still reads like this.
  </p>`;
}

function head({ facts, signedIn }: View) {
  return html`<header class="head">
    <p class="eyebrow">${signedIn ? html`<a href="/inbox">← Inbox</a>` : 'Invoice approval'} · ${facts.company.name}</p>
    <h1>${facts.customer.name}</h1>
    <p class="total">
      <span class="number">${amount(facts.total)}</span> <span class="currency">${facts.currency}</span>
    </p>
    <p class="muted number">${amount(facts.untaxed)} before tax · ${amount(facts.tax)} tax</p>
  </header>`;
}

function about(facts: InvoiceFacts) {
  const rows: [string, unknown][] = [
    ['Period', facts.period],
    ['Order', facts.origin],
    ['Customer’s reference', facts.reference],
    ['Invoice date', facts.invoiceDate && day(facts.invoiceDate)],
    ['Prepared by', facts.preparers.map(({ name }) => name).join(', ') || 'The billing run'],
    ['In Odoo', html`<a href=${facts.url} rel="noreferrer">${facts.name}</a>`],
  ];
  return html`<dl class="facts">
    ${rows.map(
      ([label, value]) =>
        value &&
        html`<div>
          <dt>${label}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function findings({ findings: found }: InvoiceFacts) {
  if (found.length === 0) return html`<p class="calm">Nothing unusual was found.</p>`;
  return html`<section class="findings">
    <h2>Look at ${found.length === 1 ? 'this' : `these ${found.length}`} first</h2>
    <ul>
      ${found.map(({ message }) => html`<li>${message}</li>`)}
    </ul>
  </section>`;
}

function totals({ untaxed, tax, total, currency }: InvoiceFacts) {
  return html`<dl class="totals number">
    <div>
      <dt>Before tax</dt>
      <dd>${amount(untaxed)}</dd>
    </div>
    <div>
      <dt>Tax</dt>
      <dd>${amount(tax)}</dd>
    </div>
    <div class="sum">
      <dt>Total</dt>
      <dd>${amount(total)} ${currency}</dd>
    </div>
  </dl>`;
}

function history({ decisions }: InvoiceFacts) {
  if (decisions.length === 0) return undefined;
  return html`<section>
    <h2>Decisions so far</h2>
    <ul class="history">
      ${decisions.map(
        ({ outcome, by, at, channel, reason, current }) =>
          html`<li class=${outcome}>
            <p><strong>${outcome === 'approved' ? 'Approved' : 'Rejected'}</strong> by ${by}</p>
            <p class="muted">${instant(at)} ${via(channel)}${!current && ', of an earlier version of this invoice'}</p>
            ${reason && html`<q>${reason}</q>`}
          </li>`,
      )}
    </ul>
  </section>`;
}

function decideBar({ facts, you, problem, signedIn }: View) {
  const shown = html`<input type="hidden" name="seen" value=${shownHash(facts)} />
    ${signedIn && formField(signedIn.token)}`;
  return html`<aside class="decide" aria-label="Your decision">
    <p class="recap">
      <span class="muted">You decide as ${you.name}</span>
      <strong class="number">${amount(facts.total)} ${facts.currency}</strong>
    </p>
    <form method="post" class="approve">
      ${shown}
      <button class="primary" name="decision" value="approve">Approve</button>
    </form>
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
    <p class="hint muted">
      Approved, the invoice is posted. Rejected, it stays a draft and goes back with your reason.
    </p>
  </aside>`;
}
