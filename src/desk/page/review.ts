import { html } from 'htm/preact';
import { amount, money } from '../format.ts';
import { totals } from '../inbox/inbox.ts';
import type { Picked, Result } from '../inbox/review.ts';
import type { StoredRequest } from '../store/requests.ts';
import { card, origin } from './inbox-row.ts';
import { page } from './layout.ts';
import { formField, type SignedIn, topbar } from './signed-in.ts';
import { REASON_MAX, REASON_MIN } from '../view/reason.ts';

type Ready = Extract<Picked, { is: 'ready' }>;

const count = (number: number) => (number === 1 ? '1 invoice' : `${number} invoices`);

/** Exactly what one button is about to decide, as Odoo has it now. `sealed` carries the same back. */
export function reviewPage(you: SignedIn, picked: Picked[], sealed: string, problem?: string): string {
  const ready = picked.filter((each) => each.is === 'ready');
  const not = picked.flatMap((each) => (each.is === 'not' ? [{ request: each.request, why: each.why }] : []));
  const title = ready.length > 0 ? `Decide on ${count(ready.length)}` : 'None of these can be decided together';
  return page(
    title,
    html`${topbar(you)}
      <main class="inbox review">
        <header class="head">
          <p class="eyebrow"><a href="/inbox">← Inbox</a></p>
          <h1>${title}</h1>
          ${
            ready.length > 0 &&
            html`<p class="muted">
              ${ready.length === 1 ? 'As Odoo has it at this moment.' : 'As Odoo has them at this moment. Each is decided by itself.'}
            </p>`
          }
        </header>
        ${ready.length > 0 && html`${rows(ready)} ${sums(ready)} ${buttons(you, ready, sealed, problem)}`}
        ${leftOut(not, ready.length > 0 ? 'Not among them' : 'Why')}
      </main>`,
  );
}

function rows(ready: Ready[]) {
  return html`<ol class="rows">
    ${ready.map(({ facts }) => {
      const below = html`<span>${amount(facts.untaxed)} before tax · ${origin(facts, true)}</span>`;
      return html`<li class="row">${card(facts, below)}</li>`;
    })}
  </ol>`;
}

function sums(ready: Ready[]) {
  return html`<dl class="totals number">
    ${totals(ready.map(({ facts }) => facts)).map(
      ({ currency, total }) =>
        html`<div class="sum">
          <dt>${count(ready.filter(({ facts }) => facts.currency === currency).length)}</dt>
          <dd>${money(total, currency)}</dd>
        </div>`,
    )}
  </dl>`;
}

function buttons({ token }: SignedIn, ready: Ready[], sealed: string, problem: string | undefined) {
  const fields = html`${formField(token)}<input type="hidden" name="shown" value=${sealed} />`;
  const all = ready.length === 1 ? 'invoice' : `all ${ready.length}`;
  return html`<div class="decide">
    <form method="post" action="/inbox/decide" class="approve">
      ${fields}
      <button class="primary" name="decision" value="approve">Approve ${all}</button>
    </form>
    <details class="reject" open=${problem !== undefined}>
      <summary><span class="closed">Reject …</span><span class="opened">← Back</span></summary>
      <form method="post" action="/inbox/decide">
        ${fields}
        <label for="reason">What is wrong with ${ready.length === 1 ? 'it' : 'all of them'}?</label>
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
        <button class="danger" name="decision" value="reject">Reject ${all}</button>
      </form>
    </details>
  </div>`;
}

function leftOut(not: { request: StoredRequest; why: string }[], title: string) {
  if (not.length === 0) return undefined;
  return html`<section class="aside">
    <h2>${title}</h2>
    <ol class="rows">
      ${not.map(({ request: { id, facts }, why }) => html`<li class="row">${card(facts, html`<span class="why">${why}</span>`, `/inbox/${id}`)}</li>`)}
    </ol>
  </section>`;
}

/** What became of each. */
export function resultPage(you: SignedIn, outcome: 'approved' | 'rejected', results: Result[], next: unknown): string {
  const taken = results.filter((each) => each.taken);
  const not = results.filter((each) => !each.taken);
  const title = taken.length > 0 ? `You ${outcome} ${count(taken.length)}` : 'Nothing was decided';
  return page(
    title,
    html`${topbar(you)}
      <main class="inbox review">
        <header class="head">
          <h1>${title}</h1>
          ${
            taken.length > 0 &&
            html`<p class="muted">
              ${'Safe and on the way to Odoo. '}
              ${outcome === 'approved' ? 'What was approved is posted next.' : 'Whoever looks after them gets your reason.'}
            </p>`
          }
        </header>
        ${
          not.length > 0 &&
          html`<section class="findings back">
            <h2>${not.length === 1 ? 'One came back' : `${not.length} came back`}</h2>
            <ol class="rows">
              ${not.map(({ request: { id, facts }, why }) => html`<li class="row">${card(facts, html`<span class="why">${why}</span>`, `/inbox/${id}`)}</li>`)}
            </ol>
          </section>`
        }
        ${
          taken.length > 0 &&
          html`<ol class="rows">
              ${taken.map(({ request: { facts } }) => html`<li class="row">${card(facts, html`<span class=${`tag ${outcome}`}>${outcome === 'approved' ? 'Approved' : 'Rejected'}</span>`)}</li>`)}
            </ol>
            <dl class="totals number">
              ${totals(taken.map(({ request }) => request.facts)).map(
                ({ currency, total }) =>
                  html`<div class="sum">
                    <dt>${outcome === 'approved' ? 'Approved' : 'Rejected'}</dt>
                    <dd>${money(total, currency)}</dd>
                  </div>`,
              )}
            </dl>`
        }
        ${next}
      </main>`,
  );
}
