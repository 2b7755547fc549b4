import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import { roundHalfUp } from '../../money/round.ts';
import type { Charge } from '../charge/charge.ts';
import { latest, shared, split, valueOf } from '../charge/charge.ts';
import type { Drawn } from '../entry.ts';
import { groupBy } from '../group.ts';
import type { Request } from './settle.ts';

/** A part of an entry that draws, or (without a charge) one that an earlier run recorded and this one does not look at. */
export interface Piece extends Request {
  entry: string;
  who: string;
  charge?: Charge;
  /** Why it is not what was recorded. */
  change?: string;
}

/** What a charge takes of a retainer: its billed hours, or what it is worth, rounded to the currency. */
export function measureOf(charge: Charge, inHours: boolean): Big {
  const state = latest(charge);
  return inHours ? state.billed : roundHalfUp(valueOf(charge, state), charge.order.currency.digits);
}

/**
 * The work in pieces. What was recorded of an entry stays as it was drawn, as far as the entry still has that much work;
 * the rest asks anew.
 */
export function piecesOf(
  charges: readonly Charge[],
  drawn: readonly Drawn[],
  inHours: boolean,
  words: (amount: Big) => string,
): Piece[] {
  const recorded = groupBy(drawn, ({ entry }) => entry);
  return [...groupBy(charges, ({ entry }) => entry.key)].flatMap(([entry, own]) => {
    const rows = recorded.get(entry) ?? [];
    return ofEntry(own, sum(rows.map(({ worked }) => worked)), sum(rows.map(({ amount }) => amount)), inHours, words);
  });
}

function ofEntry(
  charges: Charge[],
  worked: Big,
  amount: Big,
  inHours: boolean,
  words: (amount: Big) => string,
): Piece[] {
  const now = sum(charges.map(({ ruling }) => ruling.quantity));
  const same = now.s === worked.s && !worked.eq(0);
  const unchanged = same && now.minus(worked).abs().lt(HAIR);
  const stands = unchanged ? now : same ? (now.abs().lt(worked.abs()) ? now : worked) : exact('0');
  const digits = inHours ? 2 : (charges[0]?.order.currency.digits ?? 2);
  const held = unchanged || stands.eq(worked) ? amount : roundHalfUp(amount.times(stands).div(worked), digits);
  const back = amount.minus(held);
  const change = back.eq(0) ? undefined : `${words(back)} given back: the entry was changed since`;
  let done = exact('0');
  let given = exact('0');
  return charges.flatMap((charge) => {
    const [first, rest] = upTo(charge, stands.minus(done));
    const pieces: Piece[] = [];
    if (first) {
      done = done.plus(first.ruling.quantity);
      const share = done.eq(stands) ? held : roundHalfUp(held.times(done).div(stands), digits);
      pieces.push(pieceOf(first, share.minus(given), true, change));
      given = share;
    }
    if (rest) pieces.push(pieceOf(rest, measureOf(rest, inHours), false));
    return pieces;
  });
}

/** The charge cut at so much of what was worked. */
function upTo(charge: Charge, worked: Big): [Charge | undefined, Charge | undefined] {
  if (worked.eq(0)) return [undefined, charge];
  if (charge.ruling.quantity.abs().lte(worked.abs())) return [charge, undefined];
  return charge.entry.kind === 'expense' ? shared(charge, worked) : split(charge, worked);
}

function pieceOf(charge: Charge, want: Big, recorded: boolean, change?: string): Piece {
  const { entry } = charge;
  return { day: entry.date, want, recorded, charge, entry: entry.key, who: whoOf(charge), ...(change && { change }) };
}

const whoOf = ({ entry: { person, description } }: Charge): string =>
  [person?.name, description].filter(Boolean).join(', ');

/** What earlier runs drew for entries that draw nothing in this one: not looked at, gone, or not to be drawn any more. */
export function elsewhere(
  drawn: readonly Drawn[],
  seen: ReadonlySet<string>,
  drawing: ReadonlySet<string>,
  words: (amount: Big) => string,
): Piece[] {
  return drawn
    .filter(({ entry }) => !drawing.has(entry))
    .map(({ entry, date, who, amount, deleted }) => {
      const piece: Piece = { day: date, want: exact(amount), recorded: true, entry, who };
      if (!deleted && !seen.has(entry)) return piece;
      const why = deleted ? 'was deleted' : 'draws no more';
      return { ...piece, want: exact('0'), change: `${words(exact(amount))} given back: the entry ${why}` };
    });
}

/** What is covered of a piece, and what is not, each where there is any. */
export function cut(
  { charge, want }: Piece & { charge: Charge },
  covered: Big,
  inHours: boolean,
): [Charge | undefined, Charge | undefined] {
  if (covered.eq(want)) return [charge, undefined];
  if (covered.eq(0)) return [undefined, charge];
  const { billed } = latest(charge);
  if (inHours && want.eq(billed)) return split(charge, covered);
  const whole = inHours ? want : valueOf(charge, latest(charge));
  return split(charge, billed.times(covered).div(whole).round(DECIMALS, ROUND_DOWN));
}

/** Fine enough that what money buys is worth that money to the last digit of any currency. */
const DECIMALS = 12;
/** No work at all, but what a limit leaves beside what was cut at so many decimals. */
const HAIR = exact('1e-9');
const ROUND_DOWN = 0;
