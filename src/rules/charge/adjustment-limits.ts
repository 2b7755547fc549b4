import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import type { Adjustment } from '../entry.ts';
import { termsText } from '../terms/in-force.ts';
import type { Section } from '../terms/schema.ts';
import { amountWords } from '../words.ts';
import type { Charge } from './charge.ts';
import { agreed, worthOf } from './charge.ts';

type Limit = Section<'adjustments'>['limits'][number];

/** An adjustment, and what it adds to what is open of the entry, in the order's currency. */
export interface Sized {
  adjustment: Adjustment;
  change: Big;
}

const KINDS = ['write-off', 'write-down', 'write-up', 'hold'] as const;
const DO = { 'write-off': 'write off', 'write-down': 'write down', 'write-up': 'write up', hold: 'hold' };

/** Where no terms say who may adjust: controllers, whatever amount, with a reason. */
const UNAGREED: Limit[] = KINDS.map((kind) => ({ kind, authority: 'controller' }));

/**
 * Why adjustments of one entry are not allowed, in sentences; none where all are. Those of a kind count together, each
 * against the limit of whoever made it, so that nobody passes a limit in steps or behind somebody else.
 */
export function refusalsOf(sized: readonly Sized[], charges: readonly Charge[]): string[] {
  const [charge] = charges;
  if (!charge) return [];
  const found = agreed(charge, 'adjustments');
  const whose = found ? termsText(found.from) : 'Odoo’s own terms';
  const { limits = UNAGREED, reasons } = found?.section ?? {};
  const worth = worthOf(charges);
  const open = sum(charges.map(({ ruling }) => ruling.quantity)).abs();
  // What was taken off an invoice is counted as it is, and is written off whole.
  const shares = sized.some(({ adjustment }) => adjustment.quantity !== undefined);
  const whole = shares ? open : exact(charge.entry.quantity).abs();
  const currency = charge.order.currency;

  /** What is open is a share of the entry; limits are for the whole. */
  const within = ({ upToAmount, upToPercent }: Limit, size: Big): boolean =>
    (upToAmount === undefined || size.times(whole).lte(exact(upToAmount).times(open))) &&
    (upToPercent === undefined || size.times('100').lte((shares ? size : worth.abs()).times(upToPercent)));

  function refusal({ adjustment }: Sized, index: number): string[] {
    const { kind, reason, author, authority } = adjustment;
    const malformed = malformation(adjustment, worth, charge as Charge);
    if (malformed) return [malformed];
    if (reason.trim() === '') return [`${author.name} gave no reason to ${DO[kind]}.`];
    if (reasons && !reasons.includes(reason.trim()))
      return [`“${reason}” is no reason ${whose} allows: ${reasons.join(', ')}.`];
    const who = `${author.name} (${authority.join(', ') || 'no group of Billing control'})`;
    const rows = limits.filter((row) => row.kind === kind && authority.includes(row.authority));
    if (rows.length === 0) return [`${who} may not ${DO[kind]} under ${whose}.`];
    const ofKind = sized.slice(0, index + 1).filter((each) => each.adjustment.kind === kind);
    const size = moves(kind) || shares ? sum(ofKind.map(({ change }) => change.abs())) : worth.abs();
    if (rows.some((row) => within(row, size))) return [];
    const most = rows.map((row) => limitWords(row, charge as Charge)).join(' or ');
    const sizes = `${amountWords(size, currency)} of ${amountWords(worth, currency)}`;
    return [`${who} may ${DO[kind]} ${most} under ${whose}; this comes to ${sizes}.`];
  }

  const refusals = sized.flatMap(refusal);
  if (refusals.length > 0) return refusals;
  const left = worth.plus(sum(sized.filter(({ adjustment }) => moves(adjustment.kind)).map(({ change }) => change)));
  if (!sized.some(({ adjustment }) => moves(adjustment.kind)) || left.gte(0)) return [];
  return [`Written down by more than the ${amountWords(worth, currency)} it is worth.`];
}

const moves = (kind: Adjustment['kind']): boolean => kind === 'write-down' || kind === 'write-up';

/**
 * A write-down or write-up says exactly one of amount and percent, above zero, of something that is worth something. A fee
 * comes back with every instalment, and so would an adjustment of it.
 */
function malformation(
  { kind, amount, percent, author }: Adjustment,
  worth: Big,
  { entry }: Charge,
): string | undefined {
  if (entry.kind === 'fee' && kind !== 'hold')
    return `A fee can be held, not be adjusted: what ${author.name} gave up belongs into its order line or terms.`;
  if (!moves(kind)) return undefined;
  const said = [amount, percent].filter((each) => each !== undefined);
  if (said.length !== 1 || exact(said[0] as string).lte(0))
    return `${author.name} did not say by which amount or which percent to ${DO[kind]}.`;
  return worth.gt(0) ? undefined : `There is nothing to ${DO[kind]}: it is worth nothing or less.`;
}

function limitWords({ upToAmount, upToPercent }: Limit, { order }: Charge): string {
  const most = [
    upToAmount !== undefined && amountWords(upToAmount, order.currency),
    upToPercent !== undefined && `${upToPercent} %`,
  ].filter(Boolean);
  return `up to ${most.join(' and ')}`;
}
