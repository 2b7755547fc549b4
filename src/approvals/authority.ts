import type { InvoiceFacts, Person } from '../billing/ports.ts';

export type DenialCode = 'unknown-person' | 'no-authority' | 'other-company' | 'preparer';

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

function isSame(a: { userId: number; email: string }, b: { userId: number; email: string }): boolean {
  return a.userId === b.userId || (a.email !== '' && sameEmail(a.email, b.email));
}

/** Mail addresses are compared without regard to case: no mail system in use tells them apart by it. */
export function sameEmail(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
