import { html } from 'htm/preact';
import type { ComponentChildren } from 'preact';
import type { EntryView, LineView } from '../view/line.ts';

/** @param below what can be done with it */
export function line(row: LineView, below?: ComponentChildren) {
  if (row.kind === 'section') return html`<li class="section"><h3>${row.title}</h3></li>`;
  if (row.kind === 'note') return html`<li class="remark">${[row.title, ...row.details].join('\n')}</li>`;
  return html`<li class="line">
    <div class="what">
      <h3>${row.title}</h3>
      ${row.details.map((text) => html`<p class="muted">${text}</p>`)}
      <p class="sum number">${row.sum} ${row.taxes && html`<span class="tax">${row.taxes}</span>`}</p>
      ${row.unusual.map((text) => html`<p class="look">${text}</p>`)}
    </div>
    <p class="subtotal number">${row.subtotal}</p>
    ${row.entries.length > 0 && evidence(row)} ${below}
  </li>`;
}

function evidence({ from, entries }: LineView) {
  return html`<details class="evidence">
    <summary>Why this amount<span class="muted"> · ${from}</span></summary>
    <ul>
      ${entries.map(entry)}
    </ul>
  </details>`;
}

function entry({ what, quantity, when, arithmetic, reason, rule }: EntryView) {
  return html`<li>
    <p class="entry"><span>${what}</span><span class="number">${quantity}</span></p>
    <p class="muted">${when}</p>
    ${arithmetic && html`<p class="number">${arithmetic}</p>`}
    <p class="muted">${reason} <code>${rule}</code></p>
  </li>`;
}
