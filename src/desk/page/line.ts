import { html } from 'htm/preact';
import type { InvoiceLine } from '../../billing/ports.ts';
import { amount, day, quantity } from '../format.ts';

type Part = InvoiceLine['parts'][number];

export function line(row: InvoiceLine) {
  if (row.kind === 'section') return html`<li class="section"><h3>${row.name}</h3></li>`;
  if (row.kind === 'note') return html`<li class="remark">${row.name}</li>`;
  const [title, ...rest] = row.name.split('\n').filter(Boolean);
  return html`<li class="line">
    <div class="what">
      <h3>${title}</h3>
      ${rest.map((text) => html`<p class="muted">${text}</p>`)}
      <p class="sum number">
        ${quantity(row.quantity)} ${row.unit} × ${amount(row.priceUnit)}
        ${Number(row.discount) !== 0 && ` − ${quantity(row.discount)} %`}
        ${row.taxes.length > 0 && html`<span class="tax">${row.taxes.join(', ')}</span>`}
      </p>
    </div>
    <p class="subtotal number">${amount(row.subtotal)}</p>
    ${row.parts.length > 0 && evidence(row)}
  </li>`;
}

function evidence({ parts }: InvoiceLine) {
  const people = [...new Set(parts.map(({ person }) => person).filter(Boolean))];
  const entries = parts.length === 1 ? '1 entry' : `${parts.length} entries`;
  return html`<details class="evidence">
    <summary>Why this amount<span class="muted"> · ${[entries, ...people].join(' · ')}</span></summary>
    <ul>
      ${parts.map(part)}
    </ul>
  </details>`;
}

function part({ date, person, description, quantity: amountOf, unit, arithmetic, reason, rule }: Part) {
  return html`<li>
    <p class="entry"><span>${description}</span><span class="number">${quantity(amountOf)} ${unit}</span></p>
    <p class="muted">${[day(date), person].filter(Boolean).join(' · ')}</p>
    ${arithmetic && html`<p class="number">${arithmetic}</p>`}
    <p class="muted">${reason} <code>${rule}</code></p>
  </li>`;
}
