import type { Big } from 'big.js';
import { exact } from '../../money/decimal.ts';
import { lineAmount } from '../../money/line.ts';
import { amountText } from '../../money/money.ts';
import type { CaseSpec } from '../case.ts';
import type { Order, OrderLine } from '../entry.ts';
import { isMeant } from '../terms/in-force.ts';
import type { Section } from '../terms/schema.ts';
import { amountWords } from '../words.ts';

type FixedFee = Section<'fixedFee'>;
type Unclear = { unclear: CaseSpec };

/** Whether an order line can be what a fixed fee is billed on. */
export const isFixed = ({ basis, holdback }: OrderLine): boolean => !holdback && FIXED.includes(basis);

const FIXED: readonly OrderLine['basis'][] = ['ordered', 'manual', 'delivered', 'milestones'];

/** The order line the fee is billed on: of its product, else the order's only one that is sold at a fixed price. */
export function lineOfFee({ product }: FixedFee, order: Order, whose: string): { line: OrderLine } | Unclear {
  const fixed = order.lines.filter(isFixed);
  const meant = product ? fixed.filter((line) => isMeant(product, line.product)) : fixed;
  const [line, ...others] = meant;
  if (line && others.length === 0) return { line };
  const named = product ? ` of ${product.name ?? `product #${product.id}`}` : '';
  const found = line ? `has several: ${meant.map(({ name }) => `“${name}”`).join(', ')}` : 'has none';
  return {
    unclear: {
      kind: 'policy',
      code: 'fee.line',
      severity: 'high',
      cause: `sale.order,${order.id}`,
      title: `Which order line is the fixed fee? ${order.name}`,
      detail: `${whose} has a fixed fee, to be billed on the line${named} that order ${order.name} sells at a fixed price. It ${found}.`,
      nextStep: 'Name the product of the line in the terms, or correct the order.',
    },
  };
}

/** Why the order line can't be billed as the terms say, or nothing. */
export function misfit(fee: FixedFee, line: OrderLine, order: Order, whose: string): CaseSpec | undefined {
  const { currency } = order;
  const worth = exact(amountText(lineAmount(exact(line.ordered), line, currency)));
  const about = { kind: 'policy', severity: 'high', cause: `sale.order.line,${line.id}` } as const;
  if (line.taxIncluded) {
    return {
      ...about,
      code: 'fee.tax-included',
      title: `Fixed fee on a price with tax in it: ${line.name}`,
      detail: `${whose}: the fee of ${amountWords(fee.amount, currency)} is before tax, the price of “${line.name}” on ${order.name} includes it.`,
      nextStep: 'Give the order line a tax that is not part of its price, and the price before tax.',
    };
  }
  if (!worth.eq(fee.amount)) {
    return {
      ...about,
      code: 'fee.disagrees',
      title: `Fixed fee and order line disagree: ${line.name}`,
      detail: `${whose}: the fee is ${amountWords(fee.amount, currency)}. “${line.name}” on ${order.name} comes to ${amountWords(worth, currency)}.`,
      nextStep: 'Correct the order line, or sign a version with the fee that holds.',
    };
  }
  if (line.basis === 'ordered') return undefined;
  if (fee.progress === (line.basis === 'milestones' ? 'milestones' : 'order-line')) return undefined;
  const by = line.basis === 'milestones' ? 'its milestones' : 'the delivered quantity';
  return {
    ...about,
    code: 'fee.policy',
    title: `Odoo would not invoice this fee as agreed: ${line.name}`,
    detail: `${whose} bills by ${fee.progress ?? 'instalments'}, but “${line.name}” on ${order.name} is invoiced by ${by}.`,
    nextStep: `Give its product the invoicing policy Prepaid/Fixed Price, or agree on progress by ${by}.`,
  };
}

/** Price of one unit after discount. */
export const netUnit = (line: OrderLine): Big =>
  exact(line.priceUnit)
    .times(exact('100').minus(exact(line.discount)))
    .times('0.01');
