import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import { lineValue } from '../../money/line.ts';
import { roundHalfUp } from '../../money/round.ts';
import { addDays } from '../days.ts';
import type { Order, OrderLine, Work } from '../entry.ts';
import { groupBy } from '../group.ts';
import type { PricedLine } from '../proposal/line.ts';
import { workAmount } from '../proposal/total.ts';
import { versionsOn } from '../terms/versions.ts';
import type { AgreedAdvance } from './agreed.ts';
import { agreedAdvance, latestOf } from './agreed.ts';
import { baseOf } from './asked.ts';
import { allInvoiced } from './done.ts';

const ROUND_DOWN = 0;
const [NOTHING, ALL] = [exact('0'), exact('1')];

/** A down payment: its lines on the order, one for each set of taxes, and the advance it was agreed as. */
export interface Ahead {
  name?: string;
  lines: OrderLine[];
  agreed?: AgreedAdvance;
}

/** The lines of down payments with something left to deduct. */
export const openAhead = ({ lines }: Order): OrderLine[] =>
  lines.filter(({ basis, toInvoice }) => basis === 'down payment' && !exact(toInvoice).eq(0));

/** The same by down payment, those nobody agreed on first. */
export function aheadOf(work: Work, order: Order): Ahead[] {
  const made = (line: OrderLine) => work.advances?.find(({ orderLineIds }) => orderLineIds.includes(line.id));
  const all = [...groupBy(openAhead(order), made)].map(([advance, lines]): Ahead => {
    if (!advance) return { lines };
    const found = agreedAdvance(work, order, advance);
    const agreed = found && 'advance' in found ? found : latestOf(work, advance);
    return { name: advance.name, lines, ...(agreed && { agreed }) };
  });
  return all.toSorted((a, b) => Number(a.agreed !== undefined) - Number(b.agreed !== undefined));
}

/** What is left of a down payment, as a share of the whole. */
export const leftOf = ({ toInvoice }: OrderLine): Big => (exact(toInvoice).lt(0) ? exact(toInvoice).neg() : ALL);

/**
 * How much of each open down payment this invoice takes off, as a share of the whole, by order line: all that is left, or as
 * its advance was agreed. Agreed shares have the decimals of Odoo's quantities, and never come to more than the work.
 */
export function sharesNow(work: Work, order: Order, billed: readonly PricedLine[], withheld: Big): Map<number, Big> {
  const amount = workAmount(
    billed.filter(({ sold }) => !sold.holdback),
    order,
  );
  const done = allInvoiced(order, billed);
  const shares = new Map<number, Big>();
  let open = amount.plus(withheld);
  for (const { lines, agreed } of aheadOf(work, order)) {
    const most = affordable(lines, open);
    for (const line of lines) {
      const wanted = agreed ? wantedOf(agreed, line, { work, order, amount, done }) : leftOf(line);
      const share = agreed && wanted.gt(most) ? most : wanted;
      shares.set(line.id, share);
      open = open.minus(lineValue(share, line));
    }
  }
  return shares;
}

function affordable(lines: OrderLine[], open: Big): Big {
  const whole = sum(lines.map((line) => lineValue(ALL, line)));
  if (open.lte(0) || whole.lte(0)) return NOTHING;
  return open.div(whole).round(lines[0]?.unitDigits ?? 2, ROUND_DOWN);
}

interface Now {
  work: Work;
  order: Order;
  /** Of the work on this invoice. */
  amount: Big;
  /** Whether all that was ordered is invoiced with it. */
  done: boolean;
}

function wantedOf(agreed: AgreedAdvance, line: OrderLine, now: Now): Big {
  const left = leftOf(line);
  const { deducted } = agreed.advance;
  if (deducted === 'first' || now.done || hasEnded(agreed, now.work)) return left;
  if (deducted === 'last') return NOTHING;
  const due = invoicedShare(agreed, now).minus(ALL.minus(left));
  const share = roundHalfUp(due, line.unitDigits);
  return share.lte(0) ? NOTHING : share.lt(left) ? share : left;
}

/** All work invoiced of what the advance is spread over, this invoice included: rounding never adds up. */
function invoicedShare(agreed: AgreedAdvance, { order, amount }: Now): Big {
  const base = baseOf(agreed, order);
  if (base === undefined || exact(base).lte(0)) return ALL;
  const share = exact(order.invoiced ?? '0')
    .plus(amount.times(untaxedShare(order)))
    .div(base);
  return share.gt(1) ? ALL : share;
}

/** How much of the order's prices is no tax: 1, except where prices include it. */
function untaxedShare({ lines, untaxed }: Order): Big {
  const sold = lines.filter(({ basis }) => basis !== 'expense' && basis !== 'down payment');
  const priced = sum(sold.map((line) => lineValue(exact(line.ordered), line)));
  const isIncluded = sold.some(({ taxIncluded }) => taxIncluded);
  return isIncluded && untaxed !== undefined && priced.gt(0) ? exact(untaxed).div(priced) : ALL;
}

/** Nothing is agreed from the day after the period on. */
const hasEnded = ({ from }: AgreedAdvance, { period }: Work): boolean =>
  versionsOn(from.agreement.versions, addDays(period.to, 1)).length === 0 &&
  !from.agreement.versions.some(({ status, effectiveFrom }) => status === 'signed' && effectiveFrom > period.to);
