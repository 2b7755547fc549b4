import { html } from 'htm/preact';
import { amount, instant, via } from '../format.ts';
import { type Inbox, type Row, type Sort, SORTS, totals } from '../inbox/inbox.ts';
import { MOST } from '../inbox/review.ts';
import type { Asked } from '../store/answerers.ts';
import type { Decided } from '../store/waiting.ts';
import { age, card, origin, unusual } from './inbox-row.ts';
import { page } from './layout.ts';
import { formField, type SignedIn, topbar } from './signed-in.ts';

export interface InboxView {
  you: SignedIn & { userId: number };
  inbox: Inbox;
  decided: Decided[];
  /** What others want to know of them. */
  questions: Asked[];
  sort: Sort;
  /** Counts from 1. */
  number: number;
  /** False where Odoo can't be reached. */
  fresh: boolean;
  problem?: string | undefined;
}

const OTHERS_SHOWN = 20;
const LABELS: Record<Sort, string> = { pressing: 'Most pressing', largest: 'Largest', customer: 'Customer' };

/** The part of the list on one page. */
export function pageOf(rows: Row[], number: number): Row[] {
  return rows.slice((number - 1) * MOST, number * MOST);
}

export function inboxPage(view: InboxView): string {
  const { you, inbox, decided, questions, fresh, problem } = view;
  const { yours } = inbox;
  const companies = new Set(yours.map(({ facts }) => facts.company.id));
  return page(
    yours.length > 0 ? `${yours.length} to decide` : 'Nothing to decide',
    html`${topbar(you)}
      <main class="inbox">
        ${
          !fresh &&
          html`<p class="banner">
            Odoo can't be reached at the moment: the invoices are shown as they were when you were asked. You can open
            them one by one; a decision is kept and counts only if the invoice still reads like this.
          </p>`
        }
        ${problem && html`<p class="banner" role="alert">${problem}</p>`} ${asked(questions)}
        ${yours.length > 0 ? html`${head(yours)} ${sorts(view)} ${list(view, companies.size > 1)}` : questions.length === 0 && nothing()}
        ${others(inbox)} ${lately(decided, you.userId)}
      </main>`,
  );
}

function asked(questions: Asked[]) {
  if (questions.length === 0) return undefined;
  return html`<section class="questions">
    <h1>${questions.length === 1 ? 'A question waits' : `${questions.length} questions wait`} for your answer</h1>
    <ol class="rows">
      ${questions.map(
        ({ questionId, text }) =>
          html`<li class="row">
            <a class="card" href=${`/inbox/answer/${questionId}`}><span class="who" dir="auto">${text}</span></a>
          </li>`,
      )}
    </ol>
  </section>`;
}

function head(yours: Row[]) {
  const unusualOnes = yours.filter(({ isPlain }) => !isPlain).length;
  return html`<header class="head">
    <h1>${yours.length === 1 ? '1 invoice waits' : `${yours.length} invoices wait`} for you</h1>
    <p class="sums">
      ${totals(yours.map(({ facts }) => facts)).map(
        ({ currency, total }) => html`<span class="number">${amount(total)} <small>${currency}</small></span>`,
      )}
    </p>
    ${
      unusualOnes > 0 &&
      html`<p class="muted">
        ${unusualOnes === 1 ? 'One has something unusual about it' : `${unusualOnes} have something unusual about them`}:
        open ${unusualOnes === 1 ? 'it' : 'each'} to decide. The others can be decided together.
      </p>`
    }
  </header>`;
}

function nothing() {
  return html`<section class="empty">
    <div class="mark" aria-hidden="true">✓</div>
    <h1>Nothing waits for you</h1>
    <p class="muted">You will be asked by mail, in Slack or in Teams when an invoice needs your decision.</p>
  </section>`;
}

function sorts({ sort }: InboxView) {
  return html`<nav class="sorts" aria-label="Order">
    ${SORTS.map(
      (each) =>
        html`<a href=${`/inbox?sort=${each}`} aria-current=${each === sort ? 'true' : undefined}>${LABELS[each]}</a>`,
    )}
  </nav>`;
}

function list({ you, inbox: { yours }, sort, number, fresh }: InboxView, showCompany: boolean) {
  const rows = pageOf(yours, number);
  const plain = rows.filter(({ isPlain }) => isPlain).length;
  return html`<form method="post" action="/inbox/review" class="picking">
    ${formField(you.token)}
    <input type="hidden" name="sort" value=${sort} />
    <input type="hidden" name="page" value=${number} />
    <ol class="rows">
      ${rows.map((row) => html`<li class="row">${pick(row, fresh)} ${entry(row, showCompany)}</li>`)}
    </ol>
    ${pager(yours.length, sort, number)}
    ${
      fresh &&
      plain > 1 &&
      html`<div class="picked">
        <p class="count"><span class="muted">selected</span></p>
        <button class="primary some">Review selected</button>
        <button class="second all" name="all" value="yes">Review all ${plain} together</button>
      </div>`
    }
  </form>`;
}

function pick({ id, facts, isPlain }: Row, fresh: boolean) {
  if (!isPlain) return html`<span class="pick" title="Open it to decide"><i aria-hidden="true">!</i></span>`;
  if (!fresh) return html`<span class="pick"></span>`;
  const label = `Select ${facts.name} for ${facts.customer.name}`;
  return html`<label class="pick"><input type="checkbox" name="pick" value=${id} aria-label=${label} /></label>`;
}

function entry(row: Row, showCompany: boolean) {
  const below = html`${unusual(row.facts)} ${age(row)} ${origin(row.facts, showCompany)}`;
  return card(row.facts, below, `/inbox/${row.id}`);
}

function pager(count: number, sort: Sort, number: number) {
  const pages = Math.ceil(count / MOST);
  if (pages < 2) return undefined;
  const to = (wanted: number, label: string) =>
    wanted >= 1 && wanted <= pages
      ? html`<a href=${`/inbox?sort=${sort}&page=${wanted}`}>${label}</a>`
      : html`<span></span>`;
  const from = (number - 1) * MOST + 1;
  return html`<nav class="pager" aria-label="Pages">
    ${to(number - 1, '← Previous')}
    <span class="muted number">${from}–${Math.min(from + MOST - 1, count)} of ${count}</span>
    ${to(number + 1, 'Next →')}
  </nav>`;
}

function others({ others: rows }: Inbox) {
  if (rows.length === 0) return undefined;
  const more = rows.length - OTHERS_SHOWN;
  return html`<section class="aside">
    <details open=${rows.length <= 3}>
      <summary>
        <h2>Not for you to decide</h2>
        <span class="tag number">${rows.length}</span>
      </summary>
      <ol class="rows">
        ${rows
          .slice(0, OTHERS_SHOWN)
          .map(
            (row) =>
              html`<li class="row">${card(row.facts, html`${age(row)} <span class="why">${row.why}</span>`)}</li>`,
          )}
      </ol>
      ${more > 0 && html`<p class="muted">And ${more} more.</p>`}
    </details>
  </section>`;
}

function lately(decided: Decided[], userId: number) {
  if (decided.length === 0) return undefined;
  return html`<section class="aside">
    <h2>Decided lately</h2>
    <ol class="rows">
      ${decided.map(({ id, facts, outcome, by, byId, at, channel, state }) => {
        const what = outcome === 'approved' ? 'Approved' : 'Rejected';
        const below = html`<span class=${`tag ${outcome}`}>${what} by ${byId === userId ? 'you' : by}</span>
          <span>${instant(at)} ${via(channel)}${state === 'deciding' && ', on its way to Odoo'}</span>`;
        return html`<li class="row">${card(facts, below, `/inbox/${id}`)}</li>`;
      })}
    </ol>
  </section>`;
}
