import type { Big } from 'big.js';
import { exact, text } from '../money/decimal.ts';
import type { Charge, State } from './charge/charge.ts';
import { inLineUnit, latest, valueOf } from './charge/charge.ts';
import type { Outcome } from './charge/charge-all.ts';
import type { Entry, ExpenseClaim, Order } from './entry.ts';
import { termsId } from './terms/in-force.ts';
import type { Part } from './verdict.ts';
import { amountWords, approvalWords, quantityText, signed, unitOf } from './words.ts';

/** The part as everybody outside of the rules sees it: what, why, and how much by which steps. */
export function partOf(outcome: Outcome, order: Order | undefined): Part {
  const { entry, ruling, rule, terms } = outcome;
  const { person, project, orderLineId } = entry;
  const charge = isCharge(outcome) ? outcome : undefined;
  const values = charge?.states.map((state) => valueOf(charge, state)) ?? [];
  return {
    entry: entry.key,
    kind: entry.kind,
    date: entry.date,
    description: entry.description,
    ...(person && { person }),
    ...(project && { project }),
    ...(orderLineId !== undefined && { orderLineId }),
    quantity: text(ruling.quantity),
    unit: unitOf(entry),
    entryQuantity: text(exact(entry.quantity)),
    approvalSource: entry.approval.source,
    verdict: ruling.verdict,
    rule,
    terms: terms ? termsId(terms.terms) : 'odoo',
    reason: ruling.reason,
    inputs: {
      approval: approvalWords(entry.approval),
      'approval source': entry.approval.source,
      ...(charge && order ? priceInputs(charge, order) : {}),
      ...ruling.inputs,
    },
    arithmetic: charge ? arithmetic(charge, values) : '',
    ...(charge && { value: text(values.at(-1) as Big), charge: chargeOf(charge, values) }),
    ...(terms?.master && { under: termsId(terms.master) }),
    ...(ruling.invoice && { invoice: ruling.invoice }),
    ...(ruling.label !== undefined && { label: ruling.label }),
    ...(ruling.drawn && { drawn: text(ruling.drawn) }),
    ...(ruling.countsOn && { countsOn: ruling.countsOn }),
    ...(entry.adjustments && { adjustments: entry.adjustments.map(({ id }) => id).toSorted((a, b) => a - b) }),
    ...(entry.claim && { spent: spentOf(entry, entry.claim) }),
  };
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
function chargeOf({ states }: Charge, values: Big[]): Part['charge'] & object {
  const { billed, unitPrice, discount } = latest({ states });
  return {
    standard: text(values[0] as Big),
    adjustments: states.slice(1).map(({ step, words }, index) => ({ step, words, amount: text(added(values, index)) })),
    billed: text(billed),
    priceUnit: text(unitPrice),
    discount: text(discount),
  };
}

function priceInputs({ line, states }: Charge, order: Order): Record<string, string> {
  const [standard] = states;
  const named = { order: order.name, 'order line': line.name };
  if (standard.step !== 'odoo') return named;
  const price = `${amountWords(standard.unitPrice, order.currency)} per ${line.unit}`;
  const discount = exact(line.discount);
  return { ...named, price, ...(!discount.eq(0) && { discount: `${discount.toFixed()} %` }) };
}

/** `6.5 h × 120.00 EUR = 780.00 EUR`, with every step that changed it. */
function arithmetic(charge: Charge, values: Big[]): string {
  const { entry, line, order, states, ruling } = charge;
  const state = latest(charge);
  const { currency } = order;
  const inUnit = inLineUnit(state.billed, entry.kind, line);
  const unit = unitOf(entry);
  const steps = [quantityText(state.billed, unit)];
  if (!inUnit.eq(state.billed)) {
    steps[0] += ` ÷ ${exact(line.hoursPerUnit ?? '1').toFixed()} h/${line.unit} = ${quantityText(inUnit, line.unit)}`;
  }
  steps.push(...priceSteps(state, currency));
  const sum = `${steps.join(' × ')} = ${amountWords(values.at(-1) as Big, currency)}`;
  const worked = state.billed.eq(ruling.quantity)
    ? ''
    : `${quantityText(ruling.quantity, unit)} ${entry.kind === 'expense' ? 'claimed' : 'worked'}: `;
  const why = [...(states[0].step === 'odoo' ? [] : [states[0].words]), ...stepWords(charge, values)];
  const beyond = charge.beyond === undefined ? '' : `; ${charge.beyond}`;
  return `${worked}${sum}${why.length ? ` (${why.join('; ')})` : ''}${beyond}`;
}

function stepWords({ states, order }: Charge, values: Big[]): string[] {
  return states.slice(1).flatMap(({ step, words }, index) => {
    const difference = added(values, index);
    if (step === 'odoo.discount' || difference.eq(0)) return [];
    return [`${words}: ${signed(amountWords(difference, order.currency))}`];
  });
}

/** What the step after state `index` added or took. */
const added = (values: Big[], index: number): Big => (values[index + 1] as Big).minus(values[index] as Big);

/** The factors after the quantity: price and, where there is one, discount. */
export function priceSteps(
  { unitPrice, discount }: Pick<State, 'unitPrice' | 'discount'>,
  currency: Order['currency'],
): string[] {
  const price = amountWords(unitPrice, currency);
  return discount.eq(0) ? [price] : [price, `(100 % − ${discount.toFixed()} %)`];
}
