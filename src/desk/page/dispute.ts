import { html } from 'htm/preact';
import type { InvoiceFacts, OpenedDispute } from '../../billing/ports.ts';
import { DISPUTE_REASONS } from '../../rules/collections/receivable.ts';
import { day } from '../format.ts';
import { notice } from './outcome.ts';
import { sayPage, words } from './say.ts';
import type { SignedIn } from './signed-in.ts';

/** What was filled in; it comes back where something of it is wrong. */
export interface DisputeForm {
  /** Made with the page: sent twice, it opens one dispute. */
  key: string;
  reason: string;
  amount: string;
  text: string;
  raisedBy: string;
}

export function disputePage(you: SignedIn, invoice: InvoiceFacts, filled: DisputeForm, problem?: string): string {
  return sayPage(
    'Write down a dispute',
    invoice,
    { you, problem },
    html`<p>
      It stands in Odoo in your name. From now on the customer is not reminded of its amount; who owns it decides.
    </p>`,
    html`<input type="hidden" name="key" value=${filled.key} />
      <label for="reason">What is it about?</label>
      <select id="reason" name="reason" required>
        <option value="">Choose …</option>
        ${Object.entries(DISPUTE_REASONS).map(
          ([value, name]) => html`<option value=${value} selected=${value === filled.reason}>${name}</option>`,
        )}
      </select>
      <label for="amount">How much, with tax, in ${invoice.currency}?</label>
      <input id="amount" name="amount" inputmode="decimal" value=${filled.amount} placeholder="All that is open" />
      <label for="raisedBy">Who says so?</label>
      <input
        id="raisedBy"
        name="raisedBy"
        maxlength="200"
        value=${filled.raisedBy}
        placeholder="Ms Weber, project office"
      />
      ${words('What do they say?', problem, filled.text)}<button class="primary">Write it down</button>`,
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
