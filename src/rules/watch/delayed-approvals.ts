import { exact, sum, text } from '../../money/decimal.ts';
import { dayWords, daysBetween } from '../days.ts';
import type { Day, Ref } from '../entry.ts';
import { given } from '../given.ts';
import { groupBy } from '../group.ts';
import { count, quantityText } from '../words.ts';
import { caseOf } from './case-of.ts';
import { DELAYED, waitsForAcceptance, waitsForApproval, whoseTime } from './cause.ts';
import type { Finding, Found } from './finding.ts';
import { ownedBy } from './finding.ts';
import type { JudgedPart, JudgedWork } from './open-work.ts';
import { ordersOf, partsOfOrders } from './open-work.ts';
import type { SubmittedExpense, Waiting, WaitingDraft } from './waiting.ts';

/** Something nobody has approved for too long. */
export interface DelayedApproval extends Finding {
  of: 'time' | 'expense' | 'milestone' | 'invoice';
  /** Who has to approve, in words. */
  waitsFor: string;
  customer: Ref;
  person?: Ref;
  project?: Ref;
  orderId?: number;
  invoiceId?: number;
  ageDays: number;
  entries: number;
}

/** Days each may wait, counted from the service day, the day spent, the day reached, and the day it was asked for. */
export interface DelayedApprovalOptions {
  timeDays: number;
  expenseDays: number;
  milestoneDays: number;
  invoiceDays: number;
}

/** Time, expenses, milestones and invoices that wait for approval too long. What no customer pays for waits for nobody. */
export function delayedApprovals(
  judged: JudgedWork & Waiting,
  options: DelayedApprovalOptions,
  today: Day,
): Found<DelayedApproval> {
  const { timeDays, expenseDays, milestoneDays, invoiceDays } = options;
  const isLate = (since: Day, days: number): boolean => daysBetween(since, today) > days;
  const parts = partsOfOrders(judged);
  const orders = ordersOf(judged.works);
  const time = parts.filter((each) => waitsForApproval(each) && isLate(each.part.date, timeDays));
  const findings = [
    ...[...groupBy(time, whoseTime).values()].map((own) => ofTime(own, today)),
    ...judged.expenses
      .filter(({ date }) => isLate(date, expenseDays))
      .map((each) => ofExpense(each, orders.get(each.orderId)?.customer, today)),
    ...parts
      .filter((each) => waitsForAcceptance(each) && isLate(each.part.date, milestoneDays))
      .map((each) => ofMilestone(each, today)),
    ...judged.drafts.filter(({ since }) => isLate(since, invoiceDays)).map((each) => ofInvoice(each, today)),
  ];
  return { findings, cases: findings.map((found) => delayedCase(found, today)) };
}

function ofTime(own: JudgedPart[], today: Day): DelayedApproval {
  const { order, part } = own[0] as JudgedPart;
  const { person, project } = part;
  const since = own.map((each) => each.part.date).toSorted()[0] as Day;
  const hours = quantityText(text(sum(own.map((each) => each.part.quantity))), 'h');
  const reasons = [...new Set(own.map((each) => each.part.reason))].join(' ');
  const where = `${order.customer.name}, order ${order.name}${project ? `, ${project.name}` : ''}`;
  return {
    of: 'time',
    what: `${person?.name ?? 'Nobody'}: time not approved since ${since}, ${where}`,
    since,
    amount: text(sum(own.map((each) => each.part.value ?? '0'))),
    currency: order.currency.code,
    ...ownedBy(order.salesperson),
    nextStep: 'Approve it for billing, or have it corrected.',
    caseKey: `${DELAYED.time}:${whoseTime(own[0] as JudgedPart)}`,
    waitsFor: `${count(own.length, 'entry', 'entries')} of ${hours}. ${reasons}`,
    customer: order.customer,
    ...given({ person, project }),
    orderId: order.id,
    ageDays: daysBetween(since, today),
    entries: own.length,
  };
}

function ofExpense(expense: SubmittedExpense, customer: Ref | undefined, today: Day): DelayedApproval {
  const { id, name, date, person, approver, amount, currency, orderId } = expense;
  return {
    of: 'expense',
    what: `Expense not approved since ${date}: ${name}${person ? `, ${person.name}` : ''}`,
    since: date,
    amount,
    currency,
    ...ownedBy(approver),
    nextStep: 'Approve or refuse it in Odoo.',
    caseKey: `${DELAYED.expense}:hr.expense,${id}`,
    waitsFor: approver
      ? `${approver.name} has to approve the expense.`
      : 'Nobody is named to approve it: whoever approves expenses.',
    customer: customer ?? { id: 0, name: '' },
    ...given({ person }),
    orderId,
    ageDays: daysBetween(date, today),
    entries: 1,
  };
}

function ofMilestone({ part, order }: JudgedPart, today: Day): DelayedApproval {
  return {
    of: 'milestone',
    what: `Milestone reached on ${part.date} and not accepted: ${part.description}, ${order.customer.name}`,
    since: part.date,
    amount: part.value ?? '0',
    currency: order.currency.code,
    ...ownedBy(order.salesperson),
    nextStep: 'Get what is missing from the customer, and attach it to the milestone.',
    caseKey: `${DELAYED.milestone}:${part.entry}`,
    waitsFor: part.reason,
    customer: order.customer,
    ...given({ project: part.project }),
    orderId: order.id,
    ageDays: daysBetween(part.date, today),
    entries: 1,
  };
}

function ofInvoice(draft: WaitingDraft, today: Day): DelayedApproval {
  const { id, name, customer, salesperson, untaxed, currency, since, asked } = draft;
  return {
    of: 'invoice',
    what: `No decision since ${since}: ${name}, ${customer.name}`,
    since,
    amount: untaxed,
    currency,
    ...ownedBy(salesperson),
    nextStep: asked ? 'Decide on it, or hand it on to somebody who can.' : 'Ask for its approval.',
    caseKey: `${DELAYED.invoice}:account.move,${id}`,
    waitsFor: asked ? `${asked}.` : 'Nobody is asked to approve it.',
    customer,
    invoiceId: id,
    ageDays: daysBetween(since, today),
    entries: 1,
  };
}

function delayedCase(found: DelayedApproval, today: Day) {
  const { of, waitsFor, amount, currency, since, orderId, invoiceId, project, caseKey } = found;
  const worth = exact(amount).eq(0) ? '' : ` Worth ${amount} ${currency ?? ''}.`;
  const about = {
    code: DELAYED[of],
    severity: 'medium' as const,
    detail: `Since ${dayWords(since)}: ${waitsFor}${worth}`,
    record: caseKey.slice(DELAYED[of].length + 1),
    ...given({ orderId, invoiceId, projectId: project?.id }),
  };
  return caseOf(found, of === 'time' ? { ...about, record: `sale.order,${orderId ?? 0}` } : about, today);
}
