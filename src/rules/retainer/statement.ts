import type { Big } from 'big.js';
import { exact, text } from '../../money/decimal.ts';
import { addDays } from '../days.ts';
import type { Currency, Day, Decimal } from '../entry.ts';
import { given } from '../given.ts';
import { groupBy } from '../group.ts';
import { termsText } from '../terms/in-force.ts';
import type { Share } from './balance.ts';
import { measureOf } from './balance.ts';
import type { Period, Stretch } from './periods.ts';
import { periodName, periodOn } from './periods.ts';
import type { Request, Settled } from './settle.ts';
import { total } from './settle.ts';
import { measureWords } from './words.ts';

export interface Movement {
  day: Day;
  kind: 'paid' | 'topped up' | 'drawn' | 'given back' | 'carried over' | 'lapsed' | 'to credit';
  /** What it adds to the balance, in `unit`; 0 for what is carried over, which stays in it. */
  amount: Decimal;
  /** One sentence a controller can read. */
  what: string;
  /** After it. */
  balance: Decimal;
  /** `model,id` of the record that draws. */
  entry?: string;
}

/** A retainer's balance with every movement that made it: they add up to it. */
export interface Statement {
  /** Id of the agreement. */
  agreement: string;
  name: string;
  /** `h`, or the currency. */
  unit: string;
  /** The day it is for. */
  on: Day;
  balance: Decimal;
  /** Periods that have begun and that no invoice bills: they cover work all the same. */
  notBilled: string[];
  movements: Movement[];
}

/** A draw with what is said about it. */
export interface Drawing {
  day: Day;
  entry: string;
  shares: readonly Share[];
  /** Person and description. */
  who: string;
  /** Why it is not what an earlier run recorded. */
  change?: string;
}

/** Movements of one stretch up to a day, in order; the balance before it is 0, and after its end 0 again. */
export function movementsOf(
  periods: readonly Period[],
  { paid, closings }: Omit<Settled<Request>, 'shares'>,
  drawings: readonly Drawing[],
  { to, spans }: Stretch,
  until: Day,
  currency: Currency,
): { movements: Movement[]; after: Map<Drawing, Decimal> } {
  const movements: Movement[] = [];
  const after = new Map<Drawing, Decimal>();
  let left = exact('0');
  function move(day: Day, kind: Movement['kind'], amount: Big, what: string, entry?: string): void {
    left = left.plus(amount);
    movements.push({ day, kind, amount: text(amount), what, balance: text(left), ...given({ entry }) });
  }
  const byPeriod = groupBy(drawings, ({ day }) => periodOn(periods, day)?.index);
  for (const period of periods) {
    const { index, from, terms, retainer } = period;
    const words = (amount: Big): string => measureWords(amount, retainer, currency);
    if (paid.includes(period)) {
      const topped = retainer.kind === 'evergreen' && index > 0;
      const amount = measureOf(period);
      move(
        from,
        topped ? 'topped up' : 'paid',
        amount,
        `${words(amount)} for ${periodName(period)} (${termsText(terms)})`,
      );
    }
    for (const drawing of byPeriod.get(index) ?? []) {
      const amount = total(drawing.shares);
      const kind = amount.lt(0) || (amount.eq(0) && drawing.change !== undefined) ? 'given back' : 'drawn';
      if (!amount.eq(0) || drawing.change !== undefined)
        move(drawing.day, kind, amount.neg(), [drawing.who, drawing.change].filter(Boolean).join('; '), drawing.entry);
      after.set(drawing, text(left));
    }
    const end = period.to;
    if (end === undefined || end > until) break;
    if (end === to) {
      if (left.eq(0)) continue;
      const credited = spans.at(-1)?.retainer.unusedAtEnd === 'credited';
      const what = `${words(left)} unused when the retainer ended${credited ? ', to be credited' : ''}`;
      move(end, credited ? 'to credit' : 'lapsed', left.neg(), what);
      continue;
    }
    const { carried, lapsed } = closings[index] ?? { carried: exact('0'), lapsed: [] };
    for (const { from: paidFor, amount } of lapsed)
      move(
        end,
        'lapsed',
        amount.neg(),
        `${words(amount)} of ${periodName(paidFor)} unused at the end of ${periodName(period)}`,
      );
    if (carried.gt(0))
      move(addDays(end, 1), 'carried over', exact('0'), `${words(carried)} from ${periodName(period)}`);
  }
  return { movements, after };
}
