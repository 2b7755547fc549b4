import { html } from 'htm/preact';
import { render } from 'preact-render-to-string';
import type { Backtest, ChangedEntry, Replayed } from '../../billing/backtest/backtest.ts';
import { compare } from '../../money/decimal.ts';
import { dayWords } from '../../rules/days.ts';
import { change, count, money } from '../../rules/words.ts';
import { STYLE } from './style.ts';
import { fatesWords, isMoved, moveAmount, moveWords, ruleWords, whyWords } from './words.ts';

/** Entries shown at once; the rest unfolds. */
const SHOWN = 8;

/** One file to look at, mail and print: no script, nothing from elsewhere. preact escapes everything that is put into it. */
export function asPage(found: Backtest): string {
  const { from, to, terms, entries, invoices, totals, doubts } = found;
  const moved = invoices.filter(isMoved);
  const title = `Backtest, ${dayWords(from)} to ${dayWords(to)}`;
  const document = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${title}</title>
      <style dangerouslySetInnerHTML=${{ __html: STYLE }}></style>
    </head>
    <body>
      <main>
        <h1>${title}</h1>
        <p class="muted">
          ${terms.length ? `${terms.join(', ')} in place of what Odoo has.` : 'No agreement was exchanged.'}${' '}
          ${count(entries, 'entry', 'entries')}, ${count(invoices.length, 'invoice')}, one for each order and month.
          Nothing was written to Odoo.
        </p>
        ${doubts.map((doubt) => html`<p class="doubt">${doubt}</p>`)}
        <div class="totals">${totals.map(totalCard)}</div>
        ${moved.length === 0 && html`<p>No invoice comes to anything else.</p>`} ${moved.map(invoiceCard)}
        ${
          moved.length > 0 &&
          moved.length < invoices.length &&
          html`<p class="muted">${count(invoices.length - moved.length, 'other invoice')} unchanged.</p>`
        }
      </main>
    </body>
  </html>`;
  return `<!doctype html>${render(document)}`;
}

const toneOf = (amount: string): string => ['less', '', 'more'][compare(amount, '0') + 1] ?? '';

function totalCard(total: Backtest['totals'][number]) {
  const { currency, was, is, difference, moves } = total;
  return html`<section class="card total">
    <h2>All invoices in ${currency}</h2>
    ${amounts(was, is, difference, currency)}
    <ul class="moves">
      ${moves.map((move) => html`<li><span>${ruleWords(move.by)}</span> <b class=${toneOf(move.amount)}>${moveAmount(move.amount, total)}</b></li>`)}
    </ul>
  </section>`;
}

function invoiceCard(invoice: Replayed) {
  const { month, order, customer, was, is, difference, currency, moves, changed } = invoice;
  return html`<section class="card">
    <h2>${order.name} <small>${customer.name} · ${dayWords(month.from)} to ${dayWords(month.to)}</small></h2>
    ${amounts(was, is, difference, currency)}
    <p class="moves">${moves.map((move) => html`<span>${moveWords(move, invoice)}</span> `)}</p>
    ${changed.length > 0 && changedEntries(changed)}
  </section>`;
}

const amounts = (was: string, is: string, difference: string, currency: string) =>
  html`<dl>
    <div>
      <dt>terms today</dt>
      <dd>${money(was, currency)}</dd>
    </div>
    <div>
      <dt>these terms</dt>
      <dd>${money(is, currency)}</dd>
    </div>
    <div>
      <dt>difference</dt>
      <dd class=${toneOf(difference)}>${change(difference, currency)}</dd>
    </div>
  </dl>`;

function changedEntries(changed: readonly ChangedEntry[]) {
  const [shown, more] = [changed.slice(0, SHOWN), changed.slice(SHOWN)];
  return html`<ul>
      ${shown.map(changedRow)}
    </ul>
    ${
      more.length > 0 &&
      html`<details>
        <summary>${count(more.length, 'more entry', 'more entries')} with another verdict</summary>
        <ul>
          ${more.map(changedRow)}
        </ul>
      </details>`
    }`;
}

const changedRow = (entry: ChangedEntry) =>
  html`<li>
    <b>${dayWords(entry.date)}${entry.person ? `, ${entry.person.name}` : ''}</b> ${entry.description}
    <br />
    ${`Today ${fatesWords(entry.was)}, then ${fatesWords(entry.is)}. `}
    <span class="muted">${whyWords(entry)}</span>
  </li>`;
