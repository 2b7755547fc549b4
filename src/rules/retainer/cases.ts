import type { Big } from 'big.js';
import { exact, sum, text } from '../../money/decimal.ts';
import type { CaseSpec } from '../case.ts';
import { dayWords } from '../days.ts';
import type { Decimal } from '../entry.ts';
import type { Account } from './account.ts';
import { measureOf } from './balance.ts';
import type { Billed, Due } from './fees.ts';
import type { Period } from './periods.ts';
import { periodName } from './periods.ts';
import type { Movement } from './statement.ts';
import { measureWords } from './words.ts';

/** A case about the balance itself, with what is at stake in the agreement's currency. */
export type RetainerCase = CaseSpec & { amount: Decimal };

interface Found {
  movements: Movement[];
  paid: Period[];
  billed: Billed;
  left: Due[];
}

export function casesOf(account: Account, { movements, paid, billed, left }: Found): RetainerCase[] {
  const credits = movements.filter(({ kind }) => kind === 'to credit');
  const open = openCredits(credits, paid, billed.credited);
  return [...open.map((credit) => toCredit(account, credit, paid)), ...notBilled(account, left)];
}

/** What was credited on the order line since counts, first for what ended first. */
function openCredits(credits: Movement[], paid: Period[], creditedUnits: Big): Movement[] {
  let units = creditedUnits;
  return credits.filter((credit) => {
    const needed = exact(credit.amount)
      .abs()
      .div(measureOf(lastPaid(paid, credit)));
    units = units.minus(needed);
    return units.lt(exact('-0.01'));
  });
}

function toCredit({ agreement, currency }: Account, { day, amount }: Movement, paid: Period[]): RetainerCase {
  const period = lastPaid(paid, { day });
  const { retainer } = period;
  const unused = exact(amount).abs();
  const units = unused.div(measureOf(period));
  const fee = retainer.amount ?? retainer.fee;
  const words = measureWords(unused, retainer, currency);
  const share = `${units.round(4).toFixed()} of a period’s ${fee === undefined ? 'fee' : `${fee} ${currency.code}`}`;
  return {
    kind: 'policy',
    code: 'retainer.to-credit',
    severity: 'medium',
    cause: `agreement ${agreement.id}, retainer ended ${day}`,
    title: `Unused retainer to credit: ${agreement.name}`,
    detail: `The retainer of ${agreement.name} ended on ${dayWords(day)} with ${words} unused, which the terms give back: ${share}.`,
    nextStep: `Credit ${units.round(2).toFixed()} units of the retainer’s order line in Odoo; the next run sees it.`,
    amount: text(fee === undefined ? exact('0') : units.times(fee).round(currency.digits)),
  };
}

/** Begun, and no order line of the run can bill it. */
function notBilled({ agreement, currency }: Account, left: Due[]): RetainerCase[] {
  const priced = left.filter(({ period: { retainer } }) => (retainer.amount ?? retainer.fee) !== undefined);
  const [first] = priced;
  if (!first) return [];
  const amount = sum(
    priced.map(({ units, period: { retainer } }) => units.times(retainer.amount ?? retainer.fee ?? '0')),
  );
  const names = priced.map(({ period }) => periodName(period)).join(', ');
  return [
    {
      kind: 'policy',
      code: 'retainer.not-billed',
      severity: 'medium',
      cause: `agreement ${agreement.id}, retainer`,
      title: `Retainer begun and not billed: ${agreement.name}`,
      detail: `${names}: no invoice bills it, and no order line of this run can. Work draws on it all the same. Worth ${amount.toFixed()} ${currency.code}.`,
      nextStep:
        'Sell one unit a period on an order line invoiced by the ordered quantity, and name its product in the terms. Where it is on an order outside of this run, bill that one too.',
      amount: text(amount),
    },
  ];
}

const lastPaid = (paid: Period[], { day }: Pick<Movement, 'day'>): Period =>
  paid.findLast(({ from }) => from <= day) as Period;
