import type { Big } from 'big.js';
import { plain, text } from '../money/decimal.ts';
import type { Charge, State } from './charge/charge.ts';
import { inLineUnit, latest, NO_DISCOUNT, valueOf } from './charge/charge.ts';
import type { Outcome } from './charge/charge-all.ts';
import type { Approval, Entry, ExpenseClaim, Order, OrderLine } from './entry.ts';
import { once } from './once.ts';
import { termsId } from './terms/in-force.ts';
import type { Part } from './verdict.ts';
import { amountWords, approvalWords, quantityText, signed, unitOf } from './words.ts';

/** The parts as everybody outside of the rules sees them: what, why, and how much by which steps. */
export function partsOf(outcomes: readonly Outcome[], order: Order | undefined): Part[] {
  // Most entries of an order share a few prices, lines and approvals: what is said of these is made, and kept, once.
  const words: Words = {
    price: once((price) => (order ? amountWords(price, order.currency) : '')),
    approval: once(approvalWords),
    perUnit: once((line) => once((price) => `${words.price(price)} per ${line.unit}`)),
  };
  return outcomes.map((outcome) => partOf(outcome, order, words));
}

interface Words {
  price: (price: Big) => string;
  approval: (approval: Approval) => string;
  perUnit: (line: OrderLine) => (price: Big) => string;
}

function partOf(outcome: Outcome, order: Order | undefined, words: Words): Part {
  const { entry, ruling, rule, terms } = outcome;
  const { approval, person, project, orderLineId, adjustments, ended = [] } = entry;
  const inputs = { approval: words.approval(approval), 'approval source': approval.source };
  const part: Part = {
    entry: entry.key,
    kind: entry.kind,
    date: entry.date,
    description: entry.description,
    quantity: text(ruling.quantity),
    unit: unitOf(entry),
    entryQuantity: plain(entry.quantity),
    approvalSource: approval.source,
    verdict: ruling.verdict,
    rule,
    terms: terms ? termsId(terms.terms) : 'odoo',
    reason: ruling.reason,
    inputs,
    arithmetic: '',
  };
  if (person) part.person = person;
  if (project) part.project = project;
  if (orderLineId !== undefined) part.orderLineId = orderLineId;
  if (isCharge(outcome)) {
    const values = outcome.states.map((state) => valueOf(outcome, state));
    if (order) Object.assign(inputs, priceInputs(outcome, order, words));
    part.value = text(values.at(-1) as Big);
    part.charge = chargeOf(outcome, values, part);
    part.arithmetic = arithmetic(outcome, part.charge, part, words.price);
  }
  Object.assign(inputs, ruling.inputs);
  if (terms?.master) part.under = termsId(terms.master);
  if (ruling.invoice) part.invoice = ruling.invoice;
  if (ruling.label !== undefined) part.label = ruling.label;
  if (ruling.drawn) part.drawn = text(ruling.drawn);
  if (ruling.countsOn) part.countsOn = ruling.countsOn;
  const made = [...(adjustments ?? []), ...ended];
  if (made.length > 0) part.adjustments = made.map(({ id }) => id).toSorted((a, b) => a - b);
  if (entry.claim) part.spent = spentOf(entry, entry.claim);
  return part;
}

function spentOf(
  { person, evidence }: Entry,
  { category, currency, total, cost }: ExpenseClaim,
): Part['spent'] & object {
  const named = { category: category?.id ?? 0, person: person?.id ?? 0, currency: currency.code };
  return { ...named, total, cost, receipt: evidence.length > 0 };
}

export function isCharge(outcome: Outcome): outcome is Charge {
  return outcome.states !== undefined;
}

/** `values`: what the charge is worth after each of its states. */
function chargeOf({ states, ruling }: Charge, values: Big[], { quantity, value = '0' }: Part): Part['charge'] & object {
  const { billed, unitPrice, discount } = latest({ states });
  return {
    standard: values.length === 1 ? value : text(values[0] as Big),
    adjustments: states.slice(1).map(({ step, words }, index) => ({ step, words, amount: text(added(values, index)) })),
    billed: billed === ruling.quantity ? quantity : text(billed),
    priceUnit: text(unitPrice),
    discount: text(discount),
  };
}

function priceInputs({ line, states }: Charge, order: Order, words: Words): Record<string, string> {
  const [standard] = states;
  const named = { order: order.name, 'order line': line.name };
  if (standard.step !== 'odoo') return named;
  const price = words.perUnit(line)(standard.unitPrice);
  const discount = plain(line.discount);
  return discount === '0' ? { ...named, price } : { ...named, price, discount: `${discount} %` };
}

/** `6.5 h × 120.00 EUR = 780.00 EUR`, with every step that changed it. */
function arithmetic(
  charge: Charge,
  { adjustments, billed }: Part['charge'] & object,
  { kind, quantity, unit, value = '0' }: Part,
  priceOf: Words['price'],
): string {
  const { line, order, states } = charge;
  const state = latest(charge);
  const { currency } = order;
  const inUnit = inLineUnit(state.billed, kind, line);
  const sum = [quantityText(billed, unit)];
  if (!inUnit.eq(state.billed)) {
    sum.push(` ÷ ${plain(line.hoursPerUnit ?? '1')} h/${line.unit} = ${quantityText(inUnit, line.unit)}`);
  }
  sum.push(' × ', priceSteps(state, priceOf), ' = ', amountWords(value, currency));
  if (billed !== quantity)
    sum.unshift(`${quantityText(quantity, unit)} ${kind === 'expense' ? 'claimed' : 'worked'}: `);
  const why = states[0].step === 'odoo' ? [] : [states[0].words];
  for (const { step, words, amount } of adjustments)
    if (step !== 'odoo.discount' && amount !== '0') why.push(`${words}: ${signed(amountWords(amount, currency))}`);
  if (why.length > 0) sum.push(` (${why.join('; ')})`);
  if (charge.beyond !== undefined) sum.push('; ', charge.beyond);
  // Joined, it is one piece of memory: of a large firm's month, half of what its pieces take.
  return sum.join('');
}

/** What the step after state `index` added or took. */
const added = (values: Big[], index: number): Big => (values[index + 1] as Big).minus(values[index] as Big);

/** The factors after the quantity: price and, where there is one, discount. */
export function priceSteps(
  { unitPrice, discount }: Pick<State, 'unitPrice' | 'discount'>,
  priceOf: Words['price'],
): string {
  const price = priceOf(unitPrice);
  return discount.eq(NO_DISCOUNT) ? price : `${price} × (100 % − ${discount.toFixed()} %)`;
}
