import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import { paidShare } from '../../money/line.ts';
import type { Entry, Order, OrderLine } from '../entry.ts';
import type { Ruling } from '../rule.ts';
import type { Terms } from '../terms/in-force.ts';
import type { Agreed } from '../terms-for.ts';
import type { Section, SectionName } from '../terms/schema.ts';
import { sectionOf } from '../terms/in-force.ts';

/** What the customer pays of a part, and which step made it so. The first state is the standard value. */
export interface State {
  /** Id of the step, e.g. `terms.multipliers`. */
  step: string;
  /** What the step did, for the trace: `overtime × 1.5`. */
  words: string;
  /** In the entry's unit (hours for time): what is billed, which increments may make more or less than what was worked. */
  billed: Big;
  /** Price of one unit of the order line, in the order's currency. */
  unitPrice: Big;
  /** Percent, 0 to 100. */
  discount: Big;
  /** Money beside quantity × price: what of an amount no price can say (10.00 off 3 h is no price in full cents). */
  remainder?: Big;
}

/** What an entry's part is worth: from its standard value through every step that changed it. */
export interface Charge {
  entry: Entry;
  order: Order;
  line: OrderLine;
  /** Id of the rule that decided last, and what it said. `ruling.quantity` is what was worked. */
  rule: string;
  ruling: Ruling;
  terms: Agreed | undefined;
  /** What of the same entry goes beyond this, for the trace. */
  beyond?: string;
  /** The agreements don't say what holds: `terms` being absent does not mean Odoo's own. */
  unclear: boolean;
  states: readonly [State, ...State[]];
}

/** Hours become the order line's unit (days, say) by its hours per unit; any other quantity already is in that unit. */
export function inLineUnit(quantity: Big, kind: Entry['kind'], line: OrderLine): Big {
  const { hoursPerUnit = '1' } = line;
  return kind === 'time' && hoursPerUnit !== '1' ? quantity.div(exact(hoursPerUnit)) : quantity;
}

export const latest = ({ states }: Pick<Charge, 'states'>): State => states.at(-1) as State;

export const NO_DISCOUNT = exact('0');

/** Price of one unit of the order line after discount, exact. */
export const netPrice = ({ unitPrice, discount }: State): Big =>
  discount.eq(NO_DISCOUNT) ? unitPrice : unitPrice.times(paidShare(discount));

/** billed × unit price × (1 − discount / 100) and the remainder, exact and unrounded, in the order's currency. */
export function valueOf({ entry, line }: Pick<Charge, 'entry' | 'line'>, state: State): Big {
  const value = inLineUnit(state.billed, entry.kind, line).times(netPrice(state));
  return state.remainder ? value.plus(state.remainder) : value;
}

/** What charges are worth together now. */
export const worthOf = (charges: readonly Charge[]): Big =>
  sum(charges.map((charge) => valueOf(charge, latest(charge))));

/** The section of the terms in force for this charge, and whose it is. */
export function agreed<Name extends SectionName>(
  { terms }: Pick<Charge, 'terms'>,
  name: Name,
): { section: Section<Name>; from: Terms } | undefined {
  return terms && sectionOf(terms, name);
}

/** The charge after a step that changed price, discount or what is billed; the same where nothing changed. */
export function changed(charge: Charge, step: string, words: string, to: Partial<State>): Charge {
  const before = latest(charge);
  const after: State = { ...before, ...to, step, words };
  const same =
    after.billed.eq(before.billed) && after.unitPrice.eq(before.unitPrice) && after.discount.eq(before.discount);
  return same ? charge : { ...charge, states: [...charge.states, after] };
}

/** The charge with another end: over a cap, paid by a retainer, held. */
export function endedBy(charge: Charge, rule: string, ruling: Omit<Ruling, 'quantity'>): Charge {
  const inputs = { ...charge.ruling.inputs, ...ruling.inputs };
  return { ...charge, rule, ruling: { ...ruling, inputs, quantity: charge.ruling.quantity } };
}

/**
 * A charge in two: the first bills `billed` of it, the second the rest. Time that was worked goes to the first as far as it
 * is billed there, so that the two add up to the whole, and every step's effect is on both; of an expense, which a limit
 * bills whole at a lower price, as much as is billed of it.
 */
export function split(charge: Charge, billed: Big): [Charge, Charge] {
  const upTo = (whole: Big): Big => (whole.abs().lt(billed.abs()) ? whole : billed);
  const { entry, ruling } = charge;
  const whole = latest(charge).billed;
  const byShare = entry.kind === 'expense' && !whole.eq(ruling.quantity);
  const worked = byShare ? ruling.quantity.times(upTo(whole)).div(whole) : upTo(ruling.quantity);
  return inTwo(charge, { worked, billed: upTo, remainder: (rest) => rest });
}

/** A charge in two by what was worked: `quantity` of it, and the rest. What is billed goes along in proportion. */
export function shared(charge: Charge, quantity: Big): [Charge, Charge] {
  const share = (whole: Big): Big => whole.times(quantity).div(charge.ruling.quantity);
  return inTwo(charge, { worked: quantity, billed: share, remainder: share });
}

/** What the first of two charges has of what was worked, and of a state's billed quantity and remainder. */
interface First {
  worked: Big;
  billed: (whole: Big) => Big;
  remainder: (whole: Big) => Big;
}

function inTwo(charge: Charge, first: First): [Charge, Charge] {
  const { ruling, states } = charge;
  const cut = (worked: Big, share: Omit<First, 'worked'>): Charge => {
    const state = ({ remainder: whole, ...one }: State): State => {
      const remainder = whole && share.remainder(whole);
      return { ...one, billed: share.billed(one.billed), ...(remainder && !remainder.eq('0') && { remainder }) };
    };
    const [standard, ...steps] = states;
    return { ...charge, ruling: { ...ruling, quantity: worked }, states: [state(standard), ...steps.map(state)] };
  };
  const rest = {
    billed: (whole: Big) => whole.minus(first.billed(whole)),
    remainder: (whole: Big) => whole.minus(first.remainder(whole)),
  };
  return [cut(first.worked, first), cut(ruling.quantity.minus(first.worked), rest)];
}
