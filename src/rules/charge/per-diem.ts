import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import { dayWords } from '../days.ts';
import type { Used } from '../entry.ts';
import { expensePolicy } from '../expense/policy.ts';
import { isMeant, termsText } from '../terms/in-force.ts';
import { amountWords } from '../words.ts';
import type { Charge, State } from './charge.ts';
import { changed, endedBy } from './charge.ts';
import type { ChargeStep } from './step.ts';
import { forEachCharge, Unclear } from './step.ts';

const id = 'terms.per-diem';

/**
 * A fixed amount for each person and day of a category instead of what was spent. The first expense of the day stands for
 * it, on an earlier invoice or on this one, and where there is another, not one that is written off; the others are covered
 * by it, whatever they cost. What an earlier invoice left of the first one (drawn from a retainer, over a cap) is worth its
 * share of the amount.
 */
export const perDiem: ChargeStep = {
  id,
  section: 'expenses',
  apply(charges, { used }) {
    const paid = new Set<string>();
    const kept = new Set(charges.filter((charge) => isSpent(charge) && !isWrittenOff(charge)).map(dayOf));
    return forEachCharge(charges, id, (charge) => {
      const { entry, order } = charge;
      const policy = expensePolicy(entry, charge.terms);
      const category = policy?.category;
      if (!policy || category?.perDiem === undefined) return charge;
      if (!entry.person) throw whose(charge);
      const key = dayOf(charge);
      const isSame = (row: Used): boolean =>
        row.agreement === agreementOf(charge) &&
        row.date === entry.date &&
        row.person?.id === entry.person?.id &&
        isMeant(category.category, row.category);
      const words = `per diem of ${amountWords(category.perDiem, order.currency)} for ${entry.person.name} on ${dayWords(entry.date)}, ${policy.name}, ${termsText(policy.from)}`;
      const quantity = charge.ruling.quantity;
      const left = isSpent(charge) ? leftOf(exact(category.perDiem), charge, used.filter(isSame)) : undefined;
      if (!left || paid.has(key) || (isWrittenOff(charge) && kept.has(key))) {
        if (!entry.adjustments) return endedBy(charge, id, { verdict: 'included', reason: `Covered by the ${words}.` });
        return changed(charge, id, `covered by the ${words}`, { unitPrice: exact('0') });
      }
      paid.add(key);
      const standard: State = {
        step: id,
        words,
        billed: quantity,
        unitPrice: left.div(quantity),
        discount: exact('0'),
      };
      const spent = entry.claim && amountWords(entry.claim.total, entry.claim.currency);
      const reason = `Approved and posted expense, billed as the ${words}, instead of the ${spent} spent.`;
      return { ...charge, ruling: { ...charge.ruling, reason }, states: [standard] };
    });
  },
};

/** What the expense is worth of the amount for its day; nothing where earlier invoices hold it by another, or all of it. */
function leftOf(amount: Big, { entry, ruling: { quantity } }: Charge, rows: readonly Used[]): Big | undefined {
  const first = rows.find(({ value }) => exact(value).gt(0)) ?? rows[0];
  if (!first) return amount;
  if (first.entry !== entry.key) return undefined;
  const own = rows.filter((row) => row.entry === entry.key);
  const billed = sum(own.map(({ worked }) => worked));
  const share = billed.gt(0) ? amount.times(quantity).div(quantity.plus(billed)) : amount;
  const open = amount.minus(sum(own.map(({ value }) => value)));
  const left = open.lt(share) ? open : share;
  return left.gt(0) ? left : undefined;
}

const isSpent = ({ entry: { claim }, ruling }: Charge): boolean =>
  exact(claim?.cost ?? '0').gt(0) && ruling.quantity.gt(0);

const isWrittenOff = ({ entry: { adjustments = [] } }: Charge): boolean =>
  adjustments.some(({ kind, percent }) => kind === 'write-off' || (kind === 'write-down' && percent === '100'));

/** Of a person and category. */
function dayOf({ entry, terms }: Charge): string {
  const category = expensePolicy(entry, terms)?.category?.category;
  return JSON.stringify([terms?.terms.agreement.id, category, entry.person?.id, entry.date]);
}

const agreementOf = ({ terms }: Charge): string | undefined => terms?.terms.agreement.id;

function whose({ entry, terms }: Charge): Unclear {
  return new Unclear({
    code: 'expense.person-missing',
    title: `Per diem for nobody: ${terms?.terms.agreement.name}`,
    detail: `${entry.description} (${dayWords(entry.date)}) is paid by the day and person, and names no employee.`,
    nextStep: 'Give the expense its employee in Odoo, then run again.',
  });
}
