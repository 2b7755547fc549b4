import type { DecisionOutcome, InvoiceFacts, Person } from '../billing/ports.ts';
import { exact } from '../money/decimal.ts';
import { amountWords } from '../rules/words.ts';
import { reachOf } from './limits.ts';
import type { Member } from './people.ts';
import type { RiskFacts } from './policy/facts.ts';
import type { Policy } from './policy/schema.ts';

export type DenialCode = 'unknown-person' | 'no-authority' | 'other-company' | 'preparer' | 'limit';

export interface Denial {
  allowed: false;
  code: DenialCode;
  reason: string;
}

export type Authority = { allowed: true } | Denial;

const denied = (code: DenialCode, reason: string): Denial => ({ allowed: false, code, reason });

/**
 * Whether this person may approve or reject this invoice. Whoever had a hand in the draft may do neither.
 *
 * @param asked who the decision would be recorded of; an address can go from one person to another
 */
export function authority(
  person: Person | undefined,
  invoice: Pick<InvoiceFacts, 'company' | 'preparers'>,
  asked?: { userId: number; name: string },
): Authority {
  if (!person) return denied('unknown-person', 'No active Odoo user has this e-mail address.');
  if (asked && asked.userId !== person.userId) {
    return denied('unknown-person', `${asked.name} was asked, whose e-mail address now belongs to ${person.name}.`);
  }
  if (!person.mayApprove) {
    return denied('no-authority', `${person.name} may not approve invoices: not in Odoo's group of billing approvers.`);
  }
  if (!person.companyIds.includes(invoice.company.id)) {
    return denied('other-company', `${person.name} may not act for ${invoice.company.name}.`);
  }
  if (invoice.preparers.some((preparer) => isSame(preparer, person))) {
    return denied('preparer', `${person.name} prepared this invoice, and who prepared an invoice can't approve it.`);
  }
  return { allowed: true };
}

/** What an approval of this invoice in this step takes. */
export interface ToApprove {
  invoice: Pick<InvoiceFacts, 'company' | 'preparers'>;
  amount: RiskFacts['amount'];
  /** The policy in force now, whichever routed the invoice. None: no limits. */
  policy?: Pick<Policy, 'limits' | 'currency'>;
  /** Their approval is not the one that needs a limit. */
  reviewOnly?: boolean;
}

/**
 * Whether this person may take this decision now. An approval needs a limit that reaches the amount; a rejection stops
 * the invoice and needs none.
 */
export function mayDecide(
  member: Member | undefined,
  outcome: DecisionOutcome,
  { invoice, amount, policy, reviewOnly }: ToApprove,
  asked?: { userId: number; name: string },
): Authority {
  const general = authority(member, invoice, asked);
  if (!member || !general.allowed || !policy || reviewOnly || outcome === 'rejected') return general;
  const reach = reachOf(member, policy.limits);
  if (!reach) return denied('limit', `The approval policy gives ${member.name} no limit.`);
  if (reach === 'unlimited') return general;
  if ('unreadable' in amount)
    return denied(
      'limit',
      `The amount can’t be read, and ${member.name} may approve up to a limit: ${amount.unreadable}`,
    );
  const { amount: value, currency } = amount.value;
  if (currency.code !== policy.currency)
    return denied('limit', `The amount is in ${currency.code}, limits are in ${policy.currency}.`);
  if (exact(value).abs().lte(reach.upTo)) return general;
  const words = amountWords(reach.upTo, currency);
  return denied(
    'limit',
    `${member.name} may approve up to ${words}, and this is ${amountWords(exact(value).abs(), currency)}.`,
  );
}

function isSame(a: { userId: number; email: string }, b: { userId: number; email: string }): boolean {
  return a.userId === b.userId || (a.email !== '' && sameEmail(a.email, b.email));
}

/** Mail addresses are compared without regard to case: no mail system in use tells them apart by it. */
export function sameEmail(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
