import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import type { Day } from '../entry.ts';
import { groupBy } from '../group.ts';
import type { Closing, Share } from './balance.ts';
import { Balance, measureOf } from './balance.ts';
import type { Period } from './periods.ts';
import { periodOn } from './periods.ts';

/** Work that asks for a part of the balance. */
export interface Request {
  /** Service day. */
  day: Day;
  /** In hours or money, whichever the retainer is in. Negative for a correction, which gives back. */
  want: Big;
  /** Drawn and recorded by an earlier run: it comes before all that was not, whatever its day. */
  recorded: boolean;
}

export interface Settled<Of extends Request> {
  /** The periods that were paid for. */
  paid: readonly Period[];
  /** By index of the period. */
  closings: readonly Closing[];
  /** What each request draws, by what it draws on; less than it wants where the balance does not cover it. */
  shares: Map<Of, Share[]>;
}

/** What is known of the retainer beside its terms. */
export interface Known {
  /** Whether an invoice bills the period already. */
  isBilled: (period: Period) => boolean;
  /** What invoices hold beyond the retainer, by service day. */
  overage: readonly { day: Day; amount: Big }[];
}

const ZERO = exact('0');

/**
 * Who draws what: first all that was recorded, then the rest, each by service day. What was recorded for a later day is set
 * aside where only an earlier payment can cover it. An evergreen retainer with a threshold is topped up at the start of a
 * period that finds less than it, and wherever an invoice bills the period.
 */
export function settle<Of extends Request>(
  periods: readonly Period[],
  requests: readonly Of[],
  known: Known,
): Settled<Of> {
  const recorded = requests.filter((request) => request.recorded);
  const alone = pass(periods, recorded, known, []);
  if (recorded.length === 0 || recorded.length === requests.length) return pass(periods, requests, known, []);
  return pass(periods, requests, known, setAside(periods, recorded, alone));
}

/** What recorded draws cannot do without: of the balance once a period has begun, and of what is left at its end. */
interface Aside {
  begun: Big;
  ended: Big;
  /** Whether the period was paid for when they were drawn, and whether any of them drew on that. */
  paid: boolean;
  drawnOn: boolean;
}

function pass<Of extends Request>(
  periods: readonly Period[],
  requests: readonly Of[],
  { isBilled, overage }: Known,
  aside: readonly Aside[],
): Settled<Of> {
  const balance = new Balance();
  const shares = new Map<Of, Share[]>();
  const indexOf = ({ day }: { day: Day }): number => periodOn(periods, day)?.index ?? -1;
  const [asked, before] = [groupBy(requests, indexOf), groupBy(overage, indexOf)];
  for (const period of periods) {
    const { index } = period;
    const kept = aside[index];
    const countedOn = kept && (kept.drawnOn || (kept.paid && balance.left().lt(kept.begun)));
    if (countedOn || isPaid(period, balance, isBilled(period))) balance.pay(period);
    let beyond = sum((before.get(index) ?? []).map(({ amount }) => amount));
    const [standing, fresh] = byRecorded(asked.get(index) ?? []);
    for (const request of standing)
      shares.set(request, request.want.lt(0) ? balance.giveBack(request.want.abs()) : balance.draw(request.want));
    for (const request of fresh) {
      const { want } = request;
      // A correction takes back what was billed beyond the retainer first: the customer paid for that.
      const back = want.gte(0) ? ZERO : least(want.abs(), beyond);
      const drawn = want.gte(0)
        ? balance.draw(least(want, balance.left().minus(kept?.ended ?? ZERO)))
        : back.eq(want.abs())
          ? []
          : balance.giveBack(want.abs().minus(back));
      shares.set(request, drawn);
      beyond = want.gte(0) ? beyond.plus(want.minus(total(drawn))) : beyond.minus(back);
    }
    balance.close(period);
  }
  return { paid: balance.paid, closings: balance.closings, shares };
}

/** By index of the period. */
function setAside<Of extends Request>(
  periods: readonly Period[],
  recorded: Of[],
  { paid, shares }: Settled<Of>,
): Aside[] {
  const drawn = groupBy(recorded, ({ day }) => periodOn(periods, day)?.index);
  const drawnOn = new Set([...shares.values()].flat().map(({ from }) => from));
  const aside: Aside[] = [];
  let ended = ZERO;
  for (const period of periods.toReversed()) {
    const own = (drawn.get(period.index) ?? []).map((request) => total(shares.get(request) ?? []));
    const begun = own.reduceRight((later, amount) => atLeastNothing(later.plus(amount)), ended);
    const isPaidFor = paid.includes(period);
    aside[period.index] = { begun, ended, paid: isPaidFor, drawnOn: drawnOn.has(period) };
    ended = isPaidFor ? atLeastNothing(begun.minus(measureOf(period))) : begun;
  }
  return aside;
}

const atLeastNothing = (value: Big): Big => (value.lt(0) ? ZERO : value);

function isPaid({ index, retainer }: Period, balance: Balance, billed: boolean): boolean {
  return billed || index === 0 || retainer.topUpBelow === undefined || balance.left().lt(retainer.topUpBelow);
}

function byRecorded<Of extends Request>(requests: readonly Of[]): [Of[], Of[]] {
  return [requests.filter(({ recorded }) => recorded), requests.filter(({ recorded }) => !recorded)];
}

const least = (a: Big, b: Big): Big => (a.lt(b) ? a : b);

export const total = (shares: readonly Share[]): Big => sum(shares.map(({ amount }) => amount));
