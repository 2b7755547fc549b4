import { html } from 'htm/preact';
import type { Counted, Kpi, Measured } from '../../rules/kpi/kpi.ts';
import { instant, quantity } from '../format.ts';
import { monthName } from '../kpi/months.ts';
import { figure } from './kpis.ts';
import { page } from './layout.ts';
import { type SignedIn, topbar } from './signed-in.ts';

export interface KpiListView {
  you: SignedIn;
  month: string;
  kpi: Kpi;
  result: Measured;
  /** When Odoo was read. */
  at: Date;
  url: (record: string) => string;
}

const MOST = 500;

/** The records one number was counted from, with their total. */
export function kpiListPage({ you, month, kpi, result, at, url }: KpiListView): string {
  const { counted, top, bottom } = result;
  const isShare = kpi.unit !== 'money';
  const more = counted.length - MOST;
  return page(
    `${kpi.name}, ${monthName(month)}`,
    html`${topbar(you)}
      <main class="inbox kpis">
        <header class="head">
          <p><a href=${`/kpis?month=${month}`}>← KPIs, ${monthName(month)}</a></p>
          <h1>${kpi.name}</h1>
          <p class="figure number">${figure(kpi, result)}</p>
          <p>${kpi.formula}</p>
          <p class="muted">${kpi.source} Read on ${instant(at)}.</p>
        </header>
        <div class="wide" tabindex="0" role="region" aria-label="Records">
          <table class="list">
            <thead>
              <tr>
                <th>Record</th>
                <th>Customer</th>
                <th class="number">Counts</th>
                ${isShare && html`<th class="number">of</th>`}
              </tr>
            </thead>
            <tbody>
              ${counted.slice(0, MOST).map((each) => row(each, isShare, url))}
              ${
                more > 0 &&
                html`<tr>
                  <td colspan="4" class="muted">And ${more} more: odoo-billing kpi --list ${kpi.id} names all.</td>
                </tr>`
              }
            </tbody>
            <tfoot>
              <tr>
                <th scope="row" colspan="2">All ${counted.length}</th>
                <td class="number">${quantity(top)}</td>
                ${isShare && html`<td class="number">${quantity(bottom)}</td>`}
              </tr>
            </tfoot>
          </table>
        </div>
      </main>`,
  );
}

function row({ record, name, customer, group, top, bottom }: Counted, isShare: boolean, url: KpiListView['url']) {
  return html`<tr>
    <td><a href=${url(record)} rel="noreferrer" dir="auto">${name || record}</a></td>
    <td>
      <span dir="auto">${customer?.name}</span>
      ${group && html`<small class="muted">${group}</small>`}
    </td>
    <td class="number">${quantity(top)}</td>
    ${isShare && html`<td class="number">${quantity(bottom)}</td>`}
  </tr>`;
}
