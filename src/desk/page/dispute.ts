import { html } from 'htm/preact';
import type { InvoiceFacts, OpenedDispute } from '../../billing/ports.ts';
import { DISPUTE_REASONS } from '../../rules/collections/receivable.ts';
import { day, money } from '../format.ts';
import { REASON_MAX, REASON_MIN } from '../view/reason.ts';
import { page } from './layout.ts';
import { notice } from './outcome.ts';
import { formField, type SignedIn, topbar } from './signed-in.ts';

/** What was filled in; it comes back where something of it is wrong. */
export interface DisputeForm {
  /** Made with the page: sent twice, it opens one dispute. */
  key: string;
  reason: string;
  amount: string;
  text: string;
  raisedBy: string;
}

type Shown = Pick<InvoiceFacts, 'name' | 'customer' | 'total' | 'currency' | 'url'>;

export function disputePage(you: SignedIn, invoice: Shown, filled: DisputeForm, problem?: string): string {
  const { name, customer, total, currency, url } = invoice;
  return page(
    'Write down a dispute',
    html`${topbar(you)}
      <main class="notice say">
        <h1>Write down a dispute</h1>
        <p class="muted">
          <bdi>${customer.name}</bdi>${' · '}<span class="number">${money(total, currency)}</span>${' · '}
          <a href=${url} rel="noreferrer">${name} in Odoo</a>
        </p>
        <p>
          It stands in Odoo in your name. From now on the customer is not reminded of its amount; who owns it decides.
        </p>
        <form method="post">
          ${formField(you.token)}<input type="hidden" name="key" value=${filled.key} />
          ${problem && html`<p class="problem" role="alert" id="problem">${problem}</p>`}
          <label for="reason">What is it about?</label>
          <select id="reason" name="reason" required>
            <option value="">Choose …</option>
            ${Object.entries(DISPUTE_REASONS).map(
              ([value, words]) => html`<option value=${value} selected=${value === filled.reason}>${words}</option>`,
            )}
          </select>
          <label for="amount">How much, with tax, in ${currency}?</label>
          <input id="amount" name="amount" inputmode="decimal" value=${filled.amount} placeholder="All that is open" />
          <label for="raisedBy">Who says so?</label>
          <input
            id="raisedBy"
            name="raisedBy"
            maxlength="200"
            value=${filled.raisedBy}
            placeholder="Ms Weber, project office"
          />
          <label for="text">What do they say?</label>
          <textarea
            id="text"
            name="text"
            rows="4"
            required
            dir="auto"
            minlength=${REASON_MIN}
            maxlength=${REASON_MAX}
            aria-describedby=${problem && 'problem'}
          >
${filled.text}</textarea>
          <button class="primary">Write it down</button>
        </form>
      </main>`,
  );
}

export function disputedPage(you: SignedIn, { name, owner, deadline }: OpenedDispute, url: string): string {
  const decides = owner ? `${owner.name} decides it by ${day(deadline)}.` : `It is to be decided by ${day(deadline)}.`;
  const below = html`<p><a class="button second" href=${url} rel="noreferrer">The invoice in Odoo</a></p>`;
  return notice('good', 'The dispute is written down', [name, decides, 'The customer is not reminded of it.'], {
    you,
    below,
  });
}
