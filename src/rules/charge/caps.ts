import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import { roundHalfUp } from '../../money/round.ts';
import { calendarPeriod, dayWords } from '../days.ts';
import type { EntryKind, Used } from '../entry.ts';
import { layoutOf, lineKeyOf } from '../format/layout.ts';
import type { Terms } from '../terms/in-force.ts';
import { isMeant, termsText } from '../terms/in-force.ts';
import type { Section } from '../terms/schema.ts';
import { amountWords, quantityText } from '../words.ts';
import type { Charge } from './charge.ts';
import { agreed, endedBy, inLineUnit, latest, netPrice, split } from './charge.ts';
import { countedUnder } from './counted-under.ts';
import { roleOf } from './role.ts';
import { billedFor } from './room.ts';
import type { ChargeStep } from './step.ts';
import { taxInPrice } from './tax-in-price.ts';

type Cap = Section<'caps'>[number];

const id = 'terms.caps';

/**
 * Not to exceed: caps in order, in money or hours, by agreement, period, phase or role. A master agreement's cap is one for
 * all under it. What earlier invoices hold counts; what was credited does not. An entry that crosses a cap is split there, at
 * a quantity an invoice can show, so that no invoice comes to more than the cap.
 */
export const caps: ChargeStep = {
  id,
  section: 'caps',
  apply(charges, run) {
    const tallies = new Map<string, Tally>();
    return charges.flatMap((charge) => {
      const found = agreed(charge, 'caps');
      if (!found) return charge;
      const inMoney = charge.line.taxIncluded
        ? found.section.find((cap) => cap.amount !== undefined && countedTogether(cap, charge, found.from))
        : undefined;
      const taxed = inMoney && taxInPrice(charge, id, `The cap “${inMoney.name}”`, found.from);
      if (taxed) return taxed;
      const counting = found.section.flatMap((cap) => {
        const key = countedTogether(cap, charge, found.from);
        if (key === undefined) return [];
        const known = tallies.get(key);
        if (known) return [{ cap, tally: known }];
        const used = countedUnder('caps', found.from, run);
        const tally = new Tally(used.filter((row) => counts(cap, charge, row, found.from)));
        tallies.set(key, tally);
        return [{ cap, tally }];
      });
      return under(counting, charge, found.from);
    });
  },
};

interface Counting {
  cap: Cap;
  tally: Tally;
}

/** The charge as far as all caps have room, then what is over the first of them that has none. */
function under(caps: Counting[], charge: Charge, from: Terms, counted: Counting[] = []): Charge[] {
  const [next, ...others] = caps;
  if (!next) {
    for (const { tally } of counted) tally.add(charge);
    return [charge];
  }
  const room = next.tally.roomFor(charge, next.cap);
  if (latest(charge).billed.lte(room)) return under(others, charge, from, [...counted, next]);
  const beyond = (rest: Charge): Charge[] =>
    next.cap.overflow === 'next-rule' ? under(others, rest, from, counted) : [overCap(rest, next.cap, from)];
  if (room.lte(0)) return beyond(charge);
  const [fits, rest] = split(charge, room);
  const told = next.cap.overflow === 'next-rule' ? fits : { ...fits, beyond: overWords(rest, next.cap) };
  return [...under(others, told, from, [...counted, next]), ...beyond(rest)];
}

/** `2.5 h over the cap of 40,000.00 EUR`. */
function overWords(charge: Charge, cap: Cap): string {
  const quantity = quantityText(latest(charge).billed, charge.entry.kind === 'time' ? 'h' : charge.line.unit);
  const limit =
    cap.amount === undefined
      ? quantityText(exact(cap.hours ?? '0'), 'h')
      : amountWords(cap.amount, charge.order.currency);
  return `${quantity} over the cap of ${limit}`;
}

function overCap(charge: Charge, cap: Cap, from: Terms): Charge {
  const reason = `${overWords(charge, cap)} (${cap.name}, ${termsText(from)}).`;
  if (cap.overflow === 'write-off') return endedBy(charge, id, { verdict: 'write-off', reason });
  const { agreement } = from;
  return endedBy(charge, id, {
    verdict: 'over-cap',
    reason,
    case: {
      kind: 'policy',
      code: 'cap.exceeded',
      severity: 'high',
      cause: `agreement ${agreement.id}, cap ${cap.name}`,
      title: `Over the cap: ${cap.name}, ${agreement.name}`,
      detail: `${dayWords(charge.entry.date)} ${charge.entry.description}: ${reason}`,
      nextStep: 'Agree on a change order that raises the cap and sign it, or write the work off.',
    },
  });
}

const ZERO = exact('0');

interface Shown {
  billed: Big;
  amount: Big;
}

interface OnLine {
  charge: Charge;
  key: string;
  before: Shown;
  after: Shown;
}

/** What a cap has counted so far: earlier invoices as billed, this run line by line, as its invoice lines will round. */
export class Tally {
  #hours: Big;
  #amount: Big;
  readonly #lines = new Map<string, Shown>();
  #asked: OnLine | undefined;

  constructor(used: readonly Pick<Used, 'billed' | 'value' | 'invoiced'>[]) {
    this.#hours = sum(used.map(({ billed }) => billed));
    this.#amount = sum(used.map(({ invoiced, value }) => invoiced ?? value));
  }

  get amount(): Big {
    return this.#amount;
  }

  /** How much more of a charge's billed quantity fits, in the entry's unit; negative where the cap is exceeded already. */
  roomFor(charge: Charge, { amount, hours }: Pick<Cap, 'amount' | 'hours'>): Big {
    const { billed } = latest(charge);
    // A correction takes nothing of a cap, however full it is.
    if (billed.lte(0)) return billed;
    if (amount === undefined) return exact(hours ?? '0').minus(this.#hours);
    const price = netPrice(latest(charge));
    if (price.lte(0)) return billed;
    const { before, after } = this.#onLine(charge);
    const others = this.#amount.minus(before.amount);
    // The whole may fit by rounding although its exact quantity is a hair more than an invoice can show.
    if (others.plus(after.amount).lte(amount)) return billed;
    return billedFor(charge, exact(amount).minus(others).div(price)).minus(before.billed);
  }

  add(charge: Charge): void {
    const { key, before, after } = this.#onLine(charge);
    this.#hours = this.#hours.plus(latest(charge).billed);
    this.#amount = this.#amount.plus(after.amount).minus(before.amount);
    this.#lines.set(key, after);
    this.#asked = undefined;
  }

  /** What is on the charge's own invoice line so far, and what would be with it. Who asks for room adds next. */
  #onLine(charge: Charge): OnLine {
    if (this.#asked?.charge === charge) return this.#asked;
    const key = lineKey(charge);
    const before = this.#lines.get(key) ?? { billed: ZERO, amount: ZERO };
    const billed = before.billed.plus(latest(charge).billed);
    this.#asked = { charge, key, before, after: { billed, amount: lineAmount(charge, billed) } };
    return this.#asked;
  }
}

/** What an invoice line will come to: its quantity rounded as the line shows it, then the money. */
function lineAmount(charge: Charge, billed: Big): Big {
  const { line, entry, order } = charge;
  const quantity = roundHalfUp(inLineUnit(billed, entry.kind, line), line.unitDigits);
  return roundHalfUp(quantity.times(netPrice(latest(charge))), order.currency.digits);
}

/** Charges of one key come together on one invoice line. */
function lineKey(charge: Charge): string {
  const { line, order, entry } = charge;
  const { unitPrice, discount } = latest(charge);
  const key = `${order.id} ${line.id} ${unitPrice.toFixed()} ${discount.toFixed()} ${charge.ruling.label ?? ''}`;
  const layout = layoutOf(charge);
  if (!layout) return key;
  return `${key} ${layout.format.invoicePer === 'project' ? entry.project?.id : ''} ${lineKeyOf(layout)}`;
}

/** Charges of one key count toward the same cap. Undefined where the cap is not about this charge. */
function countedTogether(cap: Cap, charge: Charge, from: Terms): string | undefined {
  const { entry } = charge;
  if (!kindsOf(cap).includes(entry.kind)) return undefined;
  if (cap.scope === 'phase' && !(cap.phase && isMeant(cap.phase, entry.phase))) return undefined;
  if (cap.scope === 'role' && cap.role !== roleOf(charge)) return undefined;
  return `${from.agreement.id} ${cap.period ? calendarPeriod(entry.date, cap.period) : ''} ${cap.name}`;
}

function counts(cap: Cap, charge: Charge, row: Used, from: Terms): boolean {
  if (!kindsOf(cap).includes(row.kind)) return false;
  if (cap.scope === 'phase') return cap.phase !== undefined && isMeant(cap.phase, row.phase);
  if (cap.scope === 'role') return roleThen(charge, row, from) === cap.role;
  if (cap.period === undefined) return true;
  return calendarPeriod(row.date, cap.period) === calendarPeriod(charge.entry.date, cap.period);
}

/** Who worked under another agreement has the role that one gives, else the one the cap's agreement gives. */
function roleThen(charge: Charge, row: Used, from: Terms): string | undefined {
  if (row.agreement === charge.terms?.terms.agreement.id) return roleOf(charge, row);
  if (row.master?.except.includes('roles')) return row.role;
  return roleOf({ entry: charge.entry, terms: { kind: 'terms', terms: from } }, row);
}

const kindsOf = ({ of = ['time'] }: Cap): readonly EntryKind[] => of;
