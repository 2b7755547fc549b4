import { exact, text } from '../../money/decimal.ts';
import { daysBetween } from '../days.ts';
import { bandOf } from '../watch/stale-wip.ts';
import { about, type Counted, type Kpi, within } from './kpi.ts';
import type { Worth } from './life.ts';

const aboutWork = ({ record, name, company, customer, currency }: Worth): Omit<Counted, 'top' | 'bottom'> => ({
  ...{ record, name, company, currency },
  ...(customer && { customer }),
});

const ageOf = (days: number): string => {
  const band = bandOf(days);
  return band === '90+' ? 'more than 90' : band;
};

export const writeOff: Kpi = {
  id: 'write-off',
  name: 'Written off',
  unit: 'percent',
  formula: 'Value written off, of all work of the period that was billed or written off; by service day, untaxed.',
  source: 'Ledger parts, billed on posted invoices or written off, by service day.',
  count: ({ writtenOff, billed }, period) => [
    ...writtenOff
      .filter(({ day }) => within(period, day))
      .map((work) => ({ ...aboutWork(work), top: work.value, bottom: work.value })),
    ...billed
      .filter(({ day }) => within(period, day))
      .map((work) => ({ ...aboutWork(work), top: '0', bottom: work.value })),
  ],
};

export const unbilled: Kpi = {
  id: 'unbilled',
  name: 'Approved and not billed',
  unit: 'money',
  formula: 'Approved work up to the period’s end that is on no invoice today, at the value the rules give it, untaxed.',
  source:
    'The records of work themselves, valued by the rules as today’s billing run would; by age of the service day.',
  count: ({ unbilled: open }, { to }, today) =>
    open
      .filter(({ day }) => day <= to)
      .map((work) => ({
        ...aboutWork(work),
        ...{ top: work.value, bottom: '0', group: ageOf(daysBetween(work.day, today)) },
      })),
};

export const ageing: Kpi = {
  id: 'invoice.ageing',
  name: 'Not paid yet',
  unit: 'money',
  formula: 'What is open today of posted invoices and credit notes, taxed, by days past the day it is to be paid by.',
  source: 'Posted invoices and credit notes of billed work: amount due, due date.',
  count: ({ invoices }, _period, today) =>
    invoices
      .filter(({ state, open }) => state === 'posted' && !exact(open).eq(0))
      .map((invoice) => {
        const late = daysBetween(invoice.due ?? invoice.day ?? today, today);
        return {
          ...about(invoice),
          ...{ currency: invoice.currency, top: invoice.open, bottom: '0' },
          group: late > 0 ? `${ageOf(late).replace(/^0/, '1')} days late` : 'not due',
        };
      }),
};

export const dso: Kpi = {
  id: 'dso',
  name: 'Days sales outstanding',
  unit: 'days',
  formula:
    'What is open today of posted invoices and credit notes, by what was invoiced in the period, times the days of the period; taxed.',
  source: 'Posted invoices and credit notes of billed work: amount due, total, invoice date.',
  count: ({ invoices }, period) => {
    const days = daysBetween(period.from, period.to) + 1;
    return invoices
      .filter(({ state }) => state === 'posted')
      .map((invoice) => ({
        ...about(invoice),
        currency: invoice.currency,
        top: text(exact(invoice.open).times(days)),
        bottom: within(period, invoice.day) ? invoice.total : '0',
      }))
      .filter(({ top, bottom }) => top !== '0' || bottom !== '0');
  },
};
