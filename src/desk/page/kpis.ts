import { html } from 'htm/preact';
import { exact } from '../../money/decimal.ts';
import type { Kpi, Measured } from '../../rules/kpi/kpi.ts';
import type { KpiReport } from '../../billing/kpi/kpis.ts';
import { amount, instant, quantity } from '../format.ts';
import { monthName, monthsOn } from '../kpi/months.ts';
import { type Share, sharesOf } from '../kpi/shares.ts';
import { page } from './layout.ts';
import { type SignedIn, topbar } from './signed-in.ts';

export interface KpisView {
  you: SignedIn;
  month: string;
  /** The month of today: there is nothing after it. */
  last: string;
  report: KpiReport;
  /** When Odoo was read. */
  at: Date;
}

const MOST = 6;

export function kpisPage({ you, month, last, report, at }: KpisView): string {
  return page(
    `KPIs, ${monthName(month)}`,
    html`${topbar(you)}
      <main class="inbox kpis">
        <header class="head">
          <h1>KPIs, ${monthName(month)}</h1>
          ${months(month, last)}
          <p class="muted">
            Read from Odoo on ${instant(at)}; every number is a list of its records. What is open, due and unbilled is
            as of then.
          </p>
        </header>
        <div class="tiles">${report.kpis.map((each) => tile(each, month))}</div>
      </main>`,
  );
}

function months(month: string, last: string) {
  const [before, after] = [monthsOn(month, -1), monthsOn(month, 1)];
  return html`<nav class="sorts" aria-label="Month">
    <a href=${`/kpis?month=${before}`}>← ${monthName(before)}</a>
    ${after <= last && html`<a href=${`/kpis?month=${after}`}>${monthName(after)} →</a>`}
  </nav>`;
}

function tile({ kpi, results }: KpiReport['kpis'][number], month: string) {
  return html`<section class="tile">
    <h2>${kpi.name}</h2>
    ${results.length === 0 && html`<p class="figure none">Nothing to count</p>`}
    ${results.map((result) => number(kpi, result, month, results.length > 1))}
    <details>
      <summary>What it counts</summary>
      <p>${kpi.formula}</p>
      <p class="muted">${kpi.source}</p>
    </details>
  </section>`;
}

function number(kpi: Kpi, result: Measured, month: string, oneOfSeveral: boolean) {
  const { counted, currency } = result;
  const list = `/kpis/${kpi.id}?month=${month}${currency ? `&currency=${currency.code}` : ''}`;
  const records = counted.length === 1 ? '1 record' : `${counted.length} records`;
  return html`<p class="figure number">
      ${figure(kpi, result)}
      ${oneOfSeveral && kpi.unit !== 'money' && html` <small class="muted">${currency?.code}</small>`}
    </p>
    ${sharesOf(kpi, result, MOST).map(({ label, shares, more }) => chart(kpi, label, shares, more))}
    <p><a href=${list}>${records}</a></p>`;
}

function chart(kpi: Kpi, label: string, shares: Share[], more: number) {
  return html`<table class="bars">
    ${
      label &&
      html`<caption>
        ${label}
      </caption>`
    }
    <tbody>
      ${shares.map(
        ({ name, result, length }) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td aria-hidden="true">
              <svg width="100%" height="10" focusable="false">
                <rect class="rail" width="100%" height="10" rx="3" />
                <rect class="bar" width=${`${length}%`} height="10" rx="3" />
              </svg>
            </td>
            <td class="number">${short(kpi, result)}</td>
          </tr>`,
      )}
    </tbody>
    ${
      more > 0 &&
      html`<tfoot>
        <tr>
          <td class="muted" colspan="3">and ${more} more</td>
        </tr>
      </tfoot>`
    }
  </table>`;
}

/** `−6.7 days`, `12,340.50 EUR`, `75 %`. */
export function figure({ unit }: Kpi, { value, currency }: Measured): string {
  if (value === undefined) return '–';
  if (unit === 'money') return `${amount(exact(value).toFixed(currency?.digits ?? 2))} ${currency?.code ?? ''}`;
  const shown = quantity(value).replace('-', '−');
  return `${shown}${unit === 'percent' ? ' %' : value === '1' ? ' day' : ' days'}`;
}

/** Beside a bar: the currency is above it. */
function short(kpi: Kpi, result: Measured): string {
  const { currency } = result;
  return currency ? figure(kpi, result).replace(` ${currency.code}`, '') : figure(kpi, result);
}
