import { authority } from '../../approvals/authority.ts';
import type { Person } from '../../billing/ports.ts';
import { compare, sum } from '../../money/decimal.ts';
import type { Session } from '../store/sessions.ts';
import type { Waiting } from '../store/waiting.ts';
import { unusualOf } from '../unsaid.ts';

export interface Row extends Waiting {
  /** Whole days since approval was asked for. */
  days: number;
  /** May be decided together with others: nothing about it is unusual. */
  isPlain: boolean;
}

export interface Inbox {
  /** What the person can decide, in the order asked for. */
  yours: Row[];
  /** What others are asked about, or the person was asked about and may not decide; and why. */
  others: (Row & { why: string })[];
}

export const SORTS = ['pressing', 'largest', 'customer'] as const;
export type Sort = (typeof SORTS)[number];

const DAY_MS = 86_400_000;

const byAge = (a: Row, b: Row) => a.requestedAt.getTime() - b.requestedAt.getTime();
const byCustomer = (a: Row, b: Row) => a.facts.customer.name.localeCompare(b.facts.customer.name, 'en');

const ORDER: Record<Sort, (a: Row, b: Row) => number> = {
  pressing: (a, b) => Number(a.isPlain) - Number(b.isPlain) || byAge(a, b),
  // Amounts of different currencies don't compare.
  largest: (a, b) =>
    a.facts.currency.localeCompare(b.facts.currency) || compare(b.facts.total, a.facts.total) || byAge(a, b),
  customer: (a, b) => byCustomer(a, b) || byAge(a, b),
};

/**
 * What waits, as it concerns this person.
 *
 * @param person as Odoo knows the person now; left out where Odoo can't be asked: then who was asked may look
 */
export function inboxOf(
  waiting: Waiting[],
  { userId }: Session,
  person: Person | undefined,
  sort: Sort,
  now: Date,
): Inbox {
  const inbox: Inbox = { yours: [], others: [] };
  for (const each of waiting) {
    const days = Math.floor((now.getTime() - each.requestedAt.getTime()) / DAY_MS);
    const row = { ...each, days, isPlain: unusualOf(each.facts).length === 0 };
    const isAsked = each.approvers.some((approver) => approver.userId === userId);
    const verdict = person && authority(person, each.facts);
    if (isAsked && (!verdict || verdict.allowed)) inbox.yours.push(row);
    else if (isAsked && verdict && !verdict.allowed) inbox.others.push({ ...row, why: verdict.reason });
    else if (person?.mayApprove && person.companyIds.includes(each.facts.company.id)) {
      const prepared = each.facts.preparers.some((preparer) => preparer.userId === userId);
      const asked = `Asked: ${each.approvers.map(({ name }) => name).join(', ')}.`;
      inbox.others.push({ ...row, why: prepared ? `You prepared it. ${asked}` : asked });
    }
  }
  inbox.yours.sort(ORDER[sort]);
  return inbox;
}

/** Totals by currency, each with the decimals of its amounts. Currencies are never added up. */
export function totals(amounts: { total: string; currency: string }[]): { currency: string; total: string }[] {
  const currencies = [...new Set(amounts.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const own = amounts.filter((each) => each.currency === currency).map(({ total }) => total);
    const digits = Math.max(...own.map((total) => total.split('.')[1]?.length ?? 0));
    return { currency, total: sum(own).toFixed(digits) };
  });
}
