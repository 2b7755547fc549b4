import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import { dayWords } from '../days.ts';
import type { Order } from '../entry.ts';
import { priceSteps } from '../part.ts';
import type { Part } from '../verdict.ts';
import { amountWords, count, quantityText, signed } from '../words.ts';
import { groupBy } from '../group.ts';
import type { PricedLine } from './line.ts';

/** Shown as less than this: floats such as 1/3 hour leave crumbs nobody wants to read. */
const NEGLIGIBLE = '0.0001';

/** Why the line is what it is, from entries to amount, for whoever answers the customer's question. */
export function lineTrace(priced: PricedLine, order: Order, amount: string, rounding: Big): string {
  const { parts } = priced;
  const worked = workedIn(parts);
  return [
    `What: ${count(parts.length, 'entry', 'entries')} of ${span(parts)}, ${total(parts, worked)}${people(parts)}.`,
    ...whys(parts, order),
    ...adjustments(parts, order),
    `Approval: ${approvals(parts)}.`,
    `Quantity: ${quantityStep(priced, worked)}.`,
    `Amount: ${amountStep(priced, order, amount)}.`,
    `Rounding: ${roundingStep(order, amount, rounding)}.`,
  ].join('\n');
}

const workedIn = (parts: Part[]): Big => sum(parts.map(({ quantity }) => quantity));

function quantityStep({ line, parts, exactQuantity, quantity }: PricedLine, worked: Big): string {
  const hours = sum(parts.map(billed));
  const steps = [quantityText(exactQuantity, line.unit)];
  if (!hours.eq(exactQuantity)) {
    steps.unshift(`${quantityText(hours, 'h')} ÷ ${exact(line.hoursPerUnit ?? '1').toFixed()} h/${line.unit}`);
  }
  if (!worked.eq(hours)) {
    const [unit, verb] = parts[0]?.kind === 'expense' ? [line.unit, 'claimed'] : ['h', 'worked'];
    steps.unshift(`${quantityText(worked, unit)} ${verb}, billed ${quantityText(hours, unit)}`);
  }
  const sums = steps.join(' = ');
  if (quantity.eq(exactQuantity)) return sums;
  return `${sums}, rounded half up to ${count(line.unitDigits, 'decimal')}: ${quantityText(quantity, line.unit)}`;
}

const billed = ({ charge, quantity }: Part): string => charge?.billed ?? quantity;

function amountStep({ line, quantity, value }: PricedLine, { currency }: Order, amount: string): string {
  const tax = line.taxIncluded ? ', tax included' : '';
  const product = [
    quantityText(quantity, line.unit),
    priceSteps({ unitPrice: exact(line.priceUnit), discount: exact(line.discount) }, (price) =>
      amountWords(price, currency),
    ),
  ].join(' × ');
  if (value.eq(amount)) return `${product} = ${amountWords(amount, currency)}${tax}`;
  const rounded = `rounded once, half up, to ${count(currency.digits, 'decimal')}: ${amountWords(amount, currency)}`;
  return `${product} = ${amountWords(value, currency)}, ${rounded}${tax}`;
}

function roundingStep({ currency }: Order, amount: string, rounding: Big): string {
  const worth = amountWords(exact(amount).minus(rounding), currency);
  if (rounding.eq(0)) return `none, the entries are worth ${worth}`;
  const difference = rounding.abs().lt(NEGLIGIBLE)
    ? `less than ${NEGLIGIBLE} ${currency.code}`
    : signed(amountWords(rounding, currency));
  return `the entries are worth ${worth}, so ${difference} of the amount is rounding`;
}

function total(parts: Part[], worked = workedIn(parts)): string {
  return quantityText(worked, [...new Set(parts.map(({ unit }) => unit))].join('/'));
}

function span(parts: Part[]): string {
  const days = parts.map(({ date }) => date).toSorted();
  const [first = '', last = ''] = [days[0], days.at(-1)].map((day) => day && dayWords(day));
  return first === last ? first : `${first} to ${last}`;
}

function people(parts: Part[]): string {
  const time = parts.filter(({ kind, person }) => kind === 'time' && person);
  if (time.length === 0) return '';
  const hours = [...groupBy(time, ({ person }) => person?.name)].map(([name, own]) => `${name} ${total(own)}`);
  return ` (${hours.toSorted().join(', ')})`;
}

function approvals(parts: Part[]): string {
  const byWords = groupBy(parts, ({ inputs }) => inputs['approval'] ?? 'unknown');
  if (byWords.size === 1) return [...byWords.keys()].join();
  return [...byWords]
    .map(([words, own]) => `${own.length} × ${words}`)
    .toSorted()
    .join('; ');
}

/** Every reason once. Agreed terms name themselves in theirs. */
function whys(parts: Part[], order: Order): string[] {
  return [...groupBy(parts, ({ reason }) => reason)].flatMap(([reason, own]) => {
    const rules = new Set(own.map(({ terms, rule }) => (terms === 'odoo' ? rule : undefined)));
    return [...rules].map((id) => `Why: ${reason}${id ? ` Rule ${id}, terms of order ${order.name} in Odoo.` : ''}`);
  });
}

/** What agreed steps made of the standard value, all parts together. */
function adjustments(parts: Part[], { currency }: Order): string[] {
  const steps = parts.flatMap(({ charge }) => charge?.adjustments ?? []).filter(({ step }) => step !== 'odoo.discount');
  const told = [...groupBy(steps, ({ words }) => words)].flatMap(([words, own]) => {
    const amount = sum(own.map((step) => step.amount));
    return amount.eq(0) ? [] : [`${words}: ${signed(amountWords(amount, currency))}`];
  });
  if (told.length === 0) return [];
  const standard = amountWords(sum(parts.map(({ charge }) => charge?.standard ?? '0')), currency);
  return [`Agreed: ${standard} to begin with; ${told.join('; ')}.`];
}
