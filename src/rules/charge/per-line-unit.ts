import type { Big } from 'big.js';
import { exact } from '../../money/decimal.ts';
import type { Charge } from './charge.ts';
import { Unclear } from './step.ts';

/** The price of one unit of the order line, from a price per hour or per day. */
export function perLineUnit(price: { rate: string; per: 'hour' | 'day' }, { line, terms, order }: Charge): Big {
  const hoursPerUnit = exact(line.hoursPerUnit ?? '1');
  if (price.per === 'hour') return exact(price.rate).times(hoursPerUnit);
  const day = terms?.terms.version.hoursPerDay ?? terms?.master?.version.hoursPerDay ?? order.hoursPerDay;
  if (day === undefined) {
    throw new Unclear({
      code: 'terms.hours-per-day',
      title: `How long is a day? ${terms?.terms.agreement.name}`,
      detail: `${terms?.terms.agreement.name} has a price per day, and neither it nor the company says how many hours a day has.`,
      nextStep: 'Enter the hours of a day in the terms, or the working hours of the company.',
    });
  }
  return exact(price.rate).times(hoursPerUnit).div(exact(day));
}
