import { html } from 'htm/preact';
import type { ComponentChildren } from 'preact';
import { amount } from '../format.ts';
import type { Row } from '../inbox/inbox.ts';
import type { Summary } from '../store/waiting.ts';
import { unusualOf } from '../unsaid.ts';

const LATE_DAYS = 2;

/** One invoice of a list; the whole of it opens the invoice where there is something to open. */
export function card(facts: Summary, below: ComponentChildren, href?: string) {
  const inside = html`<span class="who">${facts.customer.name}</span>
    <span class="sum number">${amount(facts.total)} <small>${facts.currency}</small></span>
    <span class="what">${[facts.name, facts.period, facts.origin].filter(Boolean).join(' · ')}</span>
    <span class="tags">${below}</span>`;
  return href ? html`<a class="card" href=${href}>${inside}</a>` : html`<div class="card">${inside}</div>`;
}

export function age({ days }: Pick<Row, 'days'>) {
  if (days < LATE_DAYS) return html`<span class="tag">${days === 1 ? 'since yesterday' : 'new'}</span>`;
  return html`<span class="tag late">waits ${days} days</span>`;
}

export function unusual(facts: Summary) {
  const [first, ...more] = unusualOf(facts);
  if (!first) return undefined;
  return html`<span class="unusual">${first.message}${more.length > 0 && html` <b>+ ${more.length} more</b>`}</span>`;
}

export function origin({ preparers, company }: Summary, showCompany: boolean) {
  const by = preparers.map(({ name }) => name).join(', ') || 'the billing run';
  return html`<span>by ${by}${showCompany && `, for ${company.name}`}</span>`;
}
