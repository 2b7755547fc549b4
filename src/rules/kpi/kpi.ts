import { sum, text } from '../../money/decimal.ts';
import { roundHalfUp } from '../../money/round.ts';
import type { Currency, Decimal, Ref } from '../entry.ts';
import { groupBy } from '../group.ts';
import type { KpiFacts, Period } from './life.ts';

/** `money` is the sum of all tops, the others the sum of all tops by the sum of all bottoms. */
export type Unit = 'days' | 'seconds' | 'percent' | 'money';

/** One of Odoo's records as it counts in a KPI: the list of these adds up to the KPI, by whatever it is grouped. */
export interface Counted {
  /** `account.move,12` */
  record: string;
  name: string;
  top: Decimal;
  bottom: Decimal;
  /** Where amounts are counted: they never mix with those of another. */
  currency?: Currency;
  company: Ref;
  customer?: Ref;
  team?: Ref;
  /** Kind of work, ageing band: whatever else the KPI is told by. */
  group?: string;
}

export interface Kpi {
  id: string;
  name: string;
  unit: Unit;
  /** How it is reckoned, for people. */
  formula: string;
  /** Which of Odoo's records it is reckoned from. */
  source: string;
  count(facts: KpiFacts, period: Period, today: string): Counted[];
}

/** A KPI of a period; one for each currency where it counts amounts. */
export interface Measured {
  currency?: Currency;
  /** Absent where there is nothing, or less than nothing, to divide by. Percent, days and seconds to one decimal, half up; money as its currency rounds. */
  value?: Decimal;
  top: Decimal;
  bottom: Decimal;
  counted: Counted[];
}

const TENTHS = 1;

export function measured({ unit }: Pick<Kpi, 'unit'>, counted: readonly Counted[]): Measured[] {
  const byCurrency = groupBy(counted, ({ currency }) => currency?.code);
  return [...byCurrency.values()].map((own) => {
    const [top, bottom] = [sum(own.map((each) => each.top)), sum(own.map((each) => each.bottom))];
    const currency = own[0]?.currency;
    const value =
      unit === 'money'
        ? roundHalfUp(top, currency?.digits ?? 2)
        : bottom.lte(0)
          ? undefined
          : roundHalfUp(top.times(unit === 'percent' ? 100 : 1).div(bottom), TENTHS);
    return {
      ...(currency && { currency }),
      ...(value && { value: text(value) }),
      top: text(top),
      bottom: text(bottom),
      counted: own,
    };
  });
}

/** One record of those a share is of. */
export const oneOf = (holds: boolean): Pick<Counted, 'top' | 'bottom'> => ({ top: holds ? '1' : '0', bottom: '1' });

export const within = ({ from, to }: Period, day: string | undefined): boolean =>
  day !== undefined && day.slice(0, 10) >= from && day.slice(0, 10) <= to;

type Told = Pick<Counted, 'record' | 'name' | 'company' | 'customer' | 'team'>;

/** What an invoice is told by, in every KPI about invoices. */
export const about = ({ record, name, company, customer, team }: Told): Told => ({
  ...{ record, name, company },
  ...(customer && { customer }),
  ...(team && { team }),
});
