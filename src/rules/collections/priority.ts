import type { Big } from 'big.js';
import { exact, sum, text } from '../../money/decimal.ts';
import { daysBetween, dayWords } from '../days.ts';
import type { Day, Decimal, Ref } from '../entry.ts';
import { given } from '../given.ts';
import { amountWords, count } from '../words.ts';
import type { DunningStep } from './dunning.ts';
import { nextStep } from './dunning.ts';
import type { PaymentState } from './payment.ts';
import { paymentOf } from './payment.ts';
import type { PromiseState } from './promises.ts';
import { promiseStates } from './promises.ts';
import type { PaidInvoice, Receivable } from './receivable.ts';

export interface Collectible {
  invoiceId: number;
  invoice: string;
  customer: Ref;
  salesperson?: Ref;
  state: PaymentState;
  residual: Decimal;
  currency: string;
  due: Day;
  daysLate: number;
  /** Median days this customer's paid invoices were late, negative where early; absent where they have paid none yet. */
  habit?: number;
  promises: PromiseState[];
  /** What is overdue and not disputed, in the company's currency. */
  atRisk: Decimal;
  /** Of the company. */
  riskCurrency: string;
  /** Higher is more urgent: money at risk in the company's currency × how unusual the delay is × broken promises. */
  score: Decimal;
  /** How the score was worked out. */
  why: string;
  next: DunningStep;
}

const MOST_WEIGHT = 4;
const WEEK = 7;

/**
 * Whom to call first. score = money at risk × lateness × promises, rounded to the cent, where money at risk is what is overdue
 * and not disputed in the company's currency; lateness is 1 and one more for each whole week beyond the customer's own habit,
 * at most 4; promises is 1 and one more for each broken one, at most 4. Of equal scores the longer overdue comes first.
 */
export function priorities(invoices: readonly Receivable[], paid: readonly PaidInvoice[], today: Day): Collectible[] {
  const habits = habitsOf(paid);
  return invoices
    .filter(({ residual }) => exact(residual).gt(0))
    .map((invoice) => collectible(invoice, habits.get(invoice.debtor.id), today))
    .toSorted((a, b) => exact(b.score).cmp(exact(a.score)) || a.due.localeCompare(b.due) || a.invoiceId - b.invoiceId);
}

/** Median days late of each customer's paid invoices; of an even number, the lower middle one. */
function habitsOf(paid: readonly PaidInvoice[]): Map<number, number> {
  const habits = new Map<number, number>();
  for (const [debtor, own] of Map.groupBy(paid, ({ debtorId }) => debtorId)) {
    const late = own.map(({ due, paidOn }) => daysBetween(due, paidOn)).toSorted((a, b) => a - b);
    habits.set(debtor, late[Math.floor((late.length - 1) / 2)] ?? 0);
  }
  return habits;
}

function collectible(invoice: Receivable, habit: number | undefined, today: Day): Collectible {
  const { id, name, customer, salesperson, residual, inBooks, currency, instalments, disputes } = invoice;
  const promises = promiseStates(invoice, today);
  const broken = promises.filter(({ state }) => state === 'broken');
  const disputed = sum(disputes.filter(({ state }) => state !== 'closed').map(({ amount }) => amount));
  const due = instalments[0]?.due ?? invoice.due;
  const overdue = sum(instalments.filter((part) => part.due < today).map(({ open }) => open));
  const rest = overdue.minus(disputed);
  const atRisk = (rest.gt(0) ? rest : exact('0'))
    .times(exact(inBooks.residual).div(exact(residual)))
    .round(inBooks.currency.digits);
  const daysLate = Math.max(0, daysBetween(due, today));
  const beyond = daysLate - Math.max(0, habit ?? 0);
  const late = Math.min(MOST_WEIGHT, 1 + Math.max(0, Math.floor(beyond / WEEK)));
  const trust = Math.min(MOST_WEIGHT, 1 + broken.length);
  const score = atRisk.times(late).times(trust);
  const facts = [
    `${amountWords(atRisk, inBooks.currency)} at risk`,
    `× ${late}: ${lateWords(daysLate, habit, beyond)}`,
    ...(broken.length > 0 ? [`× ${trust}: ${brokenWords(broken)}`] : []),
    ...(disputed.gt(0) ? [`${amountWords(disputed, currency)} disputed and left out`] : []),
  ];
  return {
    invoiceId: id,
    invoice: name,
    customer,
    ...given({ salesperson, habit }),
    state: paymentOf(invoice, today).state,
    residual,
    currency: currency.code,
    due,
    daysLate,
    promises,
    atRisk: text(atRisk),
    riskCurrency: inBooks.currency.code,
    score: text(score as Big),
    why: `${facts.join(', ')}.`,
    next: nextStep(invoice, today),
  };
}

function lateWords(daysLate: number, habit: number | undefined, beyond: number): string {
  if (daysLate === 0) return 'not overdue';
  if (habit === undefined) return `${count(daysLate, 'day')} late, and nothing is known of how they pay`;
  const usual = habit > 0 ? `${count(habit, 'day')} late` : 'in time';
  return beyond > 0
    ? `${count(daysLate, 'day')} late, where they usually pay ${usual}`
    : `${count(daysLate, 'day')} late, as usual for them (${usual})`;
}

const brokenWords = (broken: readonly PromiseState[]): string =>
  `${count(broken.length, 'promise')} broken, of ${broken.map(({ by }) => dayWords(by)).join(', ')}`;
