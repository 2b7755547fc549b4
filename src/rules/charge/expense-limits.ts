import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import { roundHalfUp } from '../../money/round.ts';
import { calendarPeriod, dayWords } from '../days.ts';
import type { Used } from '../entry.ts';
import type { Category, ExpensePolicy } from '../expense/policy.ts';
import { expensePolicy } from '../expense/policy.ts';
import { isMeant, termsText } from '../terms/in-force.ts';
import { amountWords } from '../words.ts';
import type { Charge, State } from './charge.ts';
import { endedBy, latest, valueOf } from './charge.ts';
import { countedUnder } from './counted-under.ts';
import type { ChargeStep, Run } from './step.ts';
import { taxInPrice } from './tax-in-price.ts';

const id = 'terms.expense-limits';
const ROUND_DOWN = 0;

/**
 * The most a customer pays of a category: for one expense, one person's day, a calendar month or in all. What earlier
 * invoices hold counts, as their lines were rounded. An expense that crosses the limit is split by value: the invoice shows
 * the whole quantity at what the limit leaves, and the rest is held or written off.
 */
export const expenseLimits: ChargeStep = {
  id,
  section: 'expenses',
  apply(charges, run) {
    const spent = new Map<string, Big>();
    return charges.flatMap((charge) => {
      const policy = expensePolicy(charge.entry, charge.terms);
      const category = policy?.category;
      if (!policy || category?.limit === undefined) return charge;
      const taxed = taxInPrice(charge, id, `The limit for ${policy.name}`, policy.from);
      if (taxed) return taxed;
      const key = JSON.stringify([
        policy.from.agreement.id,
        policy.name,
        spanOf(category, charge.entry, charge.entry.key),
      ]);
      const before = spent.get(key) ?? earlier(charge, policy, category, run);
      const room = exact(category.limit).minus(before);
      const [paid, rest] = within(charge, room);
      if (paid) spent.set(key, before.plus(roundHalfUp(valueOf(paid, latest(paid)), digitsOf(charge))));
      return [
        ...(paid ? [rest ? limited(paid, policy, category) : paid] : []),
        ...(rest ? [over(rest, policy, category)] : []),
      ];
    });
  },
};

const digitsOf = ({ order }: Charge): number => order.currency.digits;

/** What the limit is for: the same text for all that count together. */
function spanOf({ per }: Category, { date, person }: Pick<Used, 'date' | 'person'>, record: string): string {
  if (per === 'expense') return record;
  if (per === 'day') return `${person?.id} ${date}`;
  return per === 'month' ? calendarPeriod(date, 'month') : '';
}

function earlier(charge: Charge, { from }: ExpensePolicy, category: Category, run: Run): Big {
  const span = spanOf(category, charge.entry, charge.entry.key);
  const same = countedUnder('expenses', from, run).filter(
    (row) => isMeant(category.category, row.category) && spanOf(category, row, row.entry) === span,
  );
  return sum(same.map(({ value }) => roundHalfUp(exact(value), digitsOf(charge))));
}

/** What of the charge there is room for, and what is over. */
function within(charge: Charge, room: Big): [paid: Charge | undefined, rest?: Charge] {
  const value = valueOf(charge, latest(charge));
  // A refund takes nothing of a limit, however full it is.
  if (value.lte(0)) return [charge];
  const { quantity } = charge.ruling;
  if (roundHalfUp(value, digitsOf(charge)).lte(room)) return [share(charge, quantity, value)];
  const left = room.round(digitsOf(charge), ROUND_DOWN);
  if (left.lte(0)) return [undefined, charge];
  const paid = quantity.times(left).div(value);
  return [share(charge, paid, left), share(charge, quantity.minus(paid), value.minus(left))];
}

/**
 * A share of what was claimed that is worth exactly `value`: at the whole quantity, as an invoice line can show it, and at
 * as much less a price.
 */
function share(charge: Charge, quantity: Big, value: Big): Charge {
  const whole = latest(charge);
  const smallest = exact(`1e-${charge.line.unitDigits}`);
  const rounded = roundHalfUp(whole.billed, charge.line.unitDigits);
  const billed = rounded.lt(smallest) ? smallest : rounded;
  const state = (one: State): State => ({
    ...one,
    billed,
    unitPrice: one.unitPrice.times(one.billed).times(value).div(valueOf(charge, whole).times(billed)),
  });
  const [standard, ...steps] = charge.states;
  const same = quantity.eq(charge.ruling.quantity) && billed.eq(whole.billed);
  return same
    ? charge
    : { ...charge, ruling: { ...charge.ruling, quantity }, states: [state(standard), ...steps.map(state)] };
}

const most = ({ order }: Charge, { name, from }: ExpensePolicy, { limit = '0', per }: Category): string =>
  `limit of ${amountWords(limit, order.currency)} per ${per} (${name}, ${termsText(from)})`;

function limited(paid: Charge, policy: ExpensePolicy, category: Category): Charge {
  const reason = `${paid.ruling.reason} Only as much as is left of the ${most(paid, policy, category)}.`;
  return { ...paid, ruling: { ...paid.ruling, reason } };
}

function over(rest: Charge, policy: ExpensePolicy, category: Category): Charge {
  const { entry, order } = rest;
  const value = amountWords(roundHalfUp(valueOf(rest, latest(rest)), order.currency.digits), order.currency);
  const reason = `${value} over the ${most(rest, policy, category)}.`;
  if (category.overLimit === 'write-off') return endedBy(rest, id, { verdict: 'write-off', reason });
  return endedBy(rest, id, {
    verdict: 'hold',
    reason,
    case: {
      kind: 'policy',
      code: 'expense.over-limit',
      severity: 'medium',
      title: `Over the limit for ${policy.name}: ${entry.description}`,
      detail: `${entry.description} of ${entry.person?.name ?? 'unknown person'} on ${dayWords(entry.date)}: ${reason}`,
      nextStep: 'Agree on a higher limit in a signed version, or have the rest written off.',
    },
  });
}
