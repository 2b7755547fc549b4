import { html } from 'htm/preact';
import { render } from 'preact-render-to-string';
import {
  DIFFERENCES,
  type Difference,
  type DifferenceKind,
  type NotCompared,
  type Shadow,
  type ShadowTotal,
} from '../../billing/shadow/shadow.ts';
import { compare, exact } from '../../money/decimal.ts';
import { dayWords } from '../../rules/days.ts';
import { change, count, money } from '../../rules/words.ts';
import { STYLE } from '../backtest/style.ts';
import { because, invoiceNames, KIND_WORDS, scopeWords, sides, subject, worth } from '../../billing/shadow/words.ts';

/** One file to look at, mail and print: no script, nothing from elsewhere. preact escapes everything that is put into it. */
export function asPage(found: Shadow): string {
  const { from, to, differences, totals, notCompared, doubts } = found;
  const title = `Shadow month, ${dayWords(from)} to ${dayWords(to)}`;
  const document = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${title}</title>
      <style dangerouslySetInnerHTML=${{ __html: STYLE + OWN }}></style>
    </head>
    <body>
      <main>
        <h1>${title}</h1>
        <p class="muted">${scopeWords(found)}</p>
        ${doubts.map((doubt) => html`<p class="doubt">${doubt}</p>`)} ${totals.map(totalCard)}
        ${differences.length === 0 && html`<p>What finance billed and what the rules would have billed is the same.</p>`}
        ${DIFFERENCES.map((kind) =>
          kindCard(
            kind,
            differences.filter((each) => each.kind === kind),
            totals,
          ),
        )}
        ${notCompared.length > 0 && asideCard(notCompared)}
      </main>
    </body>
  </html>`;
  return `<!doctype html>${render(document)}`;
}

const OWN = `
.row { display: flex; justify-content: space-between; gap: 1rem; }
li b:last-child, .row b { white-space: nowrap; font-variant-numeric: tabular-nums; }
`;

const toneOf = (amount: string): string => ['less', '', 'more'][compare(amount, '0') + 1] ?? '';

function totalCard(total: ShadowTotal) {
  const { currency, byHand, byRules, difference, kinds, rounding } = total;
  return html`<section class="card total">
    <h2>All work in ${currency}</h2>
    <dl>
      <div>
        <dt>billed by hand</dt>
        <dd>${money(byHand, currency)}</dd>
      </div>
      <div>
        <dt>by the rules</dt>
        <dd>${money(byRules, currency)}</dd>
      </div>
      <div>
        <dt>difference</dt>
        <dd class=${toneOf(difference)}>${change(difference, currency)}</dd>
      </div>
    </dl>
    <ul class="moves">
      ${kinds.map(
        ({ kind, count: number, amount }) =>
          html`<li>
            <span>${KIND_WORDS[kind]} <span class="muted">${number}</span></span>
            <b class=${kind === 'date' ? '' : toneOf(amount)}>${worth({ kind, amount, currency }, [total])}</b>
          </li>`,
      )}
      ${!exact(rounding).eq(0) && html`<li><span>Rounding</span> <b>${change(rounding, currency)}</b></li>`}
    </ul>
    <p class="muted">${ASIDE}</p>
  </section>`;
}

const ASIDE = 'Before tax. Other tax and other date move none of it.';

function kindCard(kind: DifferenceKind, same: Difference[], totals: ShadowTotal[]) {
  if (same.length === 0) return null;
  return html`<section class="card">
    <h2>${KIND_WORDS[kind]} <small>${count(same.length, 'difference')}</small></h2>
    <ul>
      ${same.map(
        (each) =>
          html`<li>
            <div class="row">
              <span
                ><b>${each.order.name}</b>
                ${each.customer.name}${each.invoices.length > 0 ? ` · ${invoiceNames(each)}` : ''}</span
              >
              <b class=${kind === 'date' ? '' : toneOf(each.amount)}>${worth(each, totals)}</b>
            </div>
            ${subject(each)}: ${sides(each)}. <span class="muted">${because(each)}</span>
          </li>`,
      )}
    </ul>
  </section>`;
}

const asideCard = (rows: NotCompared[]) =>
  html`<section class="card">
    <h2>Not compared <small>${count(rows.length, 'line')}</small></h2>
    <ul>
      ${rows.map(
        ({ what, invoice, why, amount, currency }) =>
          html`<li>
            <div class="row">
              <span>${what.split('\n')[0]} · ${invoice.name}</span> <b>${money(amount, currency)}</b>
            </div>
            <span class="muted">${why}</span>
          </li>`,
      )}
    </ul>
  </section>`;
