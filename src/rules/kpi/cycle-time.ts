import { addPeriods, daysBetween } from '../days.ts';
import type { Day } from '../entry.ts';
import { about, type Kpi, within } from './kpi.ts';
import type { InvoiceLife, Period } from './life.ts';

/** Posted invoices dated in the period: what a credit note takes back was billed when it was billed. */
const invoicedIn = (invoices: readonly InvoiceLife[], period: Period): (InvoiceLife & { day: Day })[] =>
  invoices.flatMap((invoice) => {
    const { kind, state, day } = invoice;
    return kind === 'invoice' && state === 'posted' && day && within(period, day) ? [{ ...invoice, day }] : [];
  });

export const cycleFromService: Kpi = {
  id: 'cycle-time.service',
  name: 'Billing cycle time, from service',
  unit: 'days',
  formula:
    'Days from the service day to the invoice date, on average over every entry billed on invoices of the period.',
  source: 'Ledger parts of posted invoices, and their invoice dates.',
  count: ({ invoices }, period) =>
    invoicedIn(invoices, period).flatMap((invoice) =>
      invoice.parts.map(({ record, name, date, kind }) => ({
        ...about(invoice),
        ...{ record, name: `${name} on ${invoice.name}`, group: kind },
        ...{ top: String(daysBetween(date, invoice.day)), bottom: '1' },
      })),
    ),
};

export const cycleFromPeriodEnd: Kpi = {
  id: 'cycle-time.period-end',
  name: 'Billing cycle time, from the period’s end',
  unit: 'days',
  formula:
    'Days from the end of the month of an invoice’s last service day to its invoice date, on average over the invoices of the period. Negative where it was invoiced before the month was over.',
  source: 'Posted invoices with billed work, their ledger parts and invoice dates.',
  count: ({ invoices }, period) =>
    invoicedIn(invoices, period)
      .filter(({ parts }) => parts.length > 0)
      .map((invoice) => {
        const last = invoice.parts.map(({ date }) => date).reduce((a, b) => (a > b ? a : b));
        const end = daysBetween(lastOfMonth(last), invoice.day);
        return { ...about(invoice), top: String(end), bottom: '1' };
      }),
};

function lastOfMonth(day: Day): Day {
  const first = `${day.slice(0, 7)}-01`;
  const days = daysBetween(first, addPeriods(first, 'month', 1));
  return `${day.slice(0, 7)}-${String(days).padStart(2, '0')}`;
}
