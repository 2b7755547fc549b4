import { html } from 'htm/preact';
import { exact } from '../../money/decimal.ts';
import type { Kpi, Measured } from '../../rules/kpi/kpi.ts';
import type { KpiReport } from '../../billing/kpi/kpis.ts';
import { amount, instant, quantity } from '../format.ts';
import { barsOf } from '../kpi/chart.ts';
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
    ${chartsOf(kpi, result).map((each) => chart(kpi, each))}
    <p><a href=${list}>${records}</a></p>`;
}

function chart(kpi: Kpi, { label, shares, more, svg }: Chart) {
  return html`<table class="bars">
    ${
      label &&
      html`<caption>
        ${label}
      </caption>`
    }
    <tbody>
      ${shares.map(
        ({ name, result }, index) =>
          html`<tr>
            <th scope="row" dir="auto">${name}</th>
            ${index === 0 && html`<td class="chart" rowspan=${shares.length} aria-hidden="true" dangerouslySetInnerHTML=${{ __html: svg }} />`}
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

interface Chart {
  label: string;
  shares: Share[];
  more: number;
  svg: string;
}

/** Drawn once for what was read once. */
const drawn = new WeakMap<Measured, Chart[]>();

function chartsOf(kpi: Kpi, result: Measured): Chart[] {
  const known = drawn.get(result);
  if (known) return known;
  const charts = sharesOf(kpi, result, MOST).map((each) => {
    const values = each.shares.map(({ result: { value } }) => Number(value ?? 0));
    return { ...each, svg: barsOf(values, kpi.unit === 'percent' ? 100 : undefined) };
  });
  drawn.set(result, charts);
  return charts;
}

/** `−6.7 days`, `12,340.50 EUR`, `75 %`. */
export function figure({ unit }: Kpi, { value, currency }: Measured): string {
  if (value === undefined) return '–';
  if (unit === 'money') return `${amount(exact(value).toFixed(currency?.digits ?? 2))} ${currency?.code ?? ''}`;
  const shown = quantity(value).replace('-', '−');
  if (unit === 'percent') return `${shown} %`;
  return unit === 'seconds' ? `${shown} s` : `${shown} ${value === '1' ? 'day' : 'days'}`;
}

/** Beside a bar: the currency is above it. */
function short(kpi: Kpi, result: Measured): string {
  const { currency } = result;
  return currency ? figure(kpi, result).replace(` ${currency.code}`, '') : figure(kpi, result);
}
