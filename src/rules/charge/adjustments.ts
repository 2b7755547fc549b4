import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import { dayWords } from '../days.ts';
import type { Adjustment } from '../entry.ts';
import { groupBy } from '../group.ts';
import { quantityText, unitOf } from '../words.ts';
import { refusalsOf } from './adjustment-limits.ts';
import type { Sized } from './adjustment-limits.ts';
import type { Charge, State } from './charge.ts';
import { endedBy, inLineUnit, latest, netPrice, shared, valueOf, worthOf } from './charge.ts';
import type { ChargeStep } from './step.ts';

const id = 'terms.adjustments';

/** Decimals a price is given for an adjusted amount; what that leaves of the amount is the state's remainder. */
const PRICE_DIGITS = 8;

/**
 * What people decided about single entries: held, written off, down or up. All adjustments of an entry hold together, or,
 * where one of them is not allowed, none does and the entry waits for a person.
 */
export const adjustments: ChargeStep = {
  id,
  apply(charges) {
    const after = new Map<Charge, Charge[]>();
    for (const [, own] of groupBy(charges.filter(isAdjusted), ({ entry }) => entry.key)) {
      for (const charge of own) after.set(charge, []);
      after.set(own[0] as Charge, adjusted(own));
    }
    return charges.flatMap((charge) => after.get(charge) ?? [charge]);
  },
};

/** Work that is not ripe is valued and written off like any other; a hold and whatever is not allowed wait until it is. */
export function adjustOpen(charge: Charge): Charge {
  if (!isAdjusted(charge) || charge.unclear) return charge;
  const [after = charge, ...more] = adjusted([charge]);
  if (more.length > 0) return charge;
  return after.rule === charge.rule || after.ruling.verdict === 'write-off' ? after : charge;
}

const isAdjusted = ({ entry }: Charge): boolean => (entry.adjustments ?? []).length > 0;

/** Shares that were taken off an invoice first; whatever else was decided is about the rest. */
function adjusted(charges: Charge[]): Charge[] {
  const made = (charges[0]?.entry.adjustments ?? []).toSorted((a, b) => a.id - b.id);
  const whole = made.filter(({ quantity }) => quantity === undefined);
  const shares: { adjustment: Adjustment; pieces: Charge[] }[] = [];
  let rest = charges;
  for (const adjustment of made) {
    if (adjustment.quantity === undefined) continue;
    const [pieces, left] = takenOff(rest, exact(adjustment.quantity));
    if (pieces.length > 0) shares.push({ adjustment, pieces });
    rest = left;
  }
  const sized = shares.map(({ adjustment, pieces }) => ({ adjustment, change: worthOf(pieces).neg() }));
  const refusals = refusalsOf(
    sized,
    shares.flatMap(({ pieces }) => pieces),
  );
  const ended = shares.flatMap(({ adjustment, pieces }) =>
    pieces.map((piece) => {
      const charge = noted(piece, [adjustment]);
      if (refusals.length > 0) return refused(charge, refusals);
      return adjustment.kind === 'hold' ? held(charge, adjustment) : writtenOff(charge, [adjustment]);
    }),
  );
  return [...ended, ...(whole.length > 0 && rest.length > 0 ? adjustedAsAWhole(rest, whole) : rest)];
}

/** As much of what was worked as there is of it, the last pieces first; and what is left. */
function takenOff(charges: Charge[], quantity: Big): [taken: Charge[], left: Charge[]] {
  const [taken, left]: [Charge[], Charge[]] = [[], []];
  let wanted = quantity;
  for (const charge of charges.toReversed()) {
    const open = charge.ruling.quantity;
    if (wanted.lte(0)) left.unshift(charge);
    else if (open.lte(wanted)) {
      taken.push(charge);
      wanted = wanted.minus(open);
    } else {
      const [off, kept] = shared(charge, wanted);
      taken.push(off);
      left.unshift(kept);
      wanted = exact('0');
    }
  }
  return [taken, left];
}

function adjustedAsAWhole(charges: Charge[], made: Adjustment[]): Charge[] {
  const sized = made.map((adjustment) => ({ adjustment, change: changeBy(adjustment, charges) }));
  const refusals = refusalsOf(sized, charges);
  if (refusals.length > 0) return charges.map((charge) => refused(noted(charge, made), refusals));
  const hold = made.find(({ kind }) => kind === 'hold');
  if (hold) return charges.map((charge) => held(noted(charge, made), hold));
  const off = made.find(({ kind }) => kind === 'write-off');
  const left = sized.reduce((all, { change }) => all.plus(change), worthOf(charges));
  if (off || left.eq(0)) return charges.map((charge) => writtenOff(noted(charge, made), off ? [off] : made));
  return repriced(charges, sized).map((charge) => noted(charge, made));
}

/** What an adjustment adds to what is open of the entry, of whose amount that has its share by quantity. */
function changeBy({ kind, amount, percent }: Adjustment, charges: Charge[]): Big {
  const worth = worthOf(charges);
  if (kind === 'hold') return exact('0');
  if (kind === 'write-off') return worth.neg();
  const open = sum(charges.map(({ ruling }) => ruling.quantity));
  const whole = exact(charges[0]?.entry.quantity ?? '0');
  const share = amount === undefined || whole.eq(0) ? exact('0') : exact(amount).times(open).div(whole);
  const change = percent === undefined ? share : worth.times(exact(percent)).times('0.01');
  return kind === 'write-down' ? change.neg() : change;
}

/** The pieces of an entry bear an adjustment by what they are worth. */
function repriced(charges: Charge[], sized: Sized[]): Charge[] {
  const values = charges.map((charge) => valueOf(charge, latest(charge)));
  const worth = sum(values);
  return sized.reduce((all, { adjustment, change }) => {
    let rest = change;
    return all.map((charge, index) => {
      const own = index === all.length - 1 ? rest : change.times(values[index] as Big).div(worth);
      rest = rest.minus(own);
      const value = valueOf(charge, latest(charge)).plus(own);
      return { ...charge, states: [...charge.states, worthNow(charge, value, adjustmentWords(adjustment))] };
    });
  }, charges);
}

/** The price says what the customer pays; a discount would tell the customer what was given up, and why. */
function worthNow(charge: Charge, value: Big, words: string): State {
  const before = latest(charge);
  const quantity = inLineUnit(before.billed, charge.entry.kind, charge.line);
  const paid = quantity.times(exact('100').minus(before.discount)).times('0.01');
  const unitPrice = paid.eq(0) ? before.unitPrice : value.div(paid).round(PRICE_DIGITS);
  const state: State = { ...before, step: id, words, unitPrice };
  return { ...state, remainder: value.minus(quantity.times(netPrice(state))) };
}

const DONE = { 'write-off': 'written off', 'write-down': 'written down', 'write-up': 'written up', hold: 'held' };

/** `written down 20 % by Clara Clerk, Goodwill`. */
export function adjustmentWords({ kind, percent, author, reason }: Adjustment): string {
  const share = percent === undefined ? '' : ` ${exact(percent).toFixed()} %`;
  return `${DONE[kind]}${share} by ${author.name}, ${reason || 'no reason given'}`;
}

function noted(charge: Charge, made: Adjustment[]): Charge {
  const who = made.map(
    ({ author, authority, on }) => `${author.name} (${authority.join(', ')}) on ${dayWords(on.slice(0, 10))}`,
  );
  const inputs = { ...charge.ruling.inputs, 'adjusted by': [...new Set(who)].join('; ') };
  return { ...charge, ruling: { ...charge.ruling, inputs } };
}

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

const workWords = ({ entry, ruling }: Charge): string =>
  `${dayWords(entry.date)} ${[entry.person?.name, quantityText(ruling.quantity, unitOf(entry))].filter(Boolean).join(', ')}: ${entry.description}`;

const writtenOff = (charge: Charge, by: Adjustment[]): Charge =>
  endedBy(charge, id, { verdict: 'write-off', reason: sentence(by.map(adjustmentWords).join('; ')) });

function held(charge: Charge, hold: Adjustment): Charge {
  if (hold.until !== undefined) {
    const reason = `Moved to the billing period of ${dayWords(hold.until)} by ${hold.author.name}, ${hold.reason}.`;
    return endedBy(charge, id, { verdict: 'hold', reason });
  }
  const reason = sentence(adjustmentWords(hold));
  return endedBy(charge, id, {
    verdict: 'hold',
    reason,
    case: {
      kind: 'policy',
      code: 'adjustment.hold',
      severity: 'medium',
      cause: `sale.order,${charge.order.id}`,
      title: `Work held back on ${charge.order.name}`,
      detail: `${workWords(charge)}. ${reason}`,
      nextStep: 'Release it in Odoo under Billing → Adjustments once the reason is gone; the next run bills it.',
    },
  });
}

function refused(charge: Charge, refusals: string[]): Charge {
  const reason = refusals.join(' ');
  return endedBy(charge, id, {
    verdict: 'hold',
    reason,
    case: {
      kind: 'policy',
      code: 'adjustment.not-allowed',
      severity: 'high',
      title: `Adjustment not allowed: ${charge.entry.description}`,
      detail: `${workWords(charge)}. ${reason}`,
      nextStep:
        'Withdraw the adjustment in Odoo under Billing → Adjustments, or let somebody with the authority make it; then run again.',
    },
  });
}
