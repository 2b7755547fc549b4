import { daysBetween } from '../days.ts';
import { groupBy } from '../group.ts';
import { about, type Kpi, oneOf, within } from './kpi.ts';
import type { Exception, InvoiceLife } from './life.ts';

export const exceptionRate: Kpi = {
  id: 'exception-rate',
  name: 'Exceptions',
  unit: 'percent',
  formula:
    'Of the posted invoices of the period, those about which a case was opened: about the invoice, or, opened or opened again between its first service day and its invoice date, about one of its orders.',
  source: 'Posted invoices by invoice date, and billing cases; by kind of work and sales team.',
  count({ invoices, exceptions }, period) {
    const byInvoice = groupBy(exceptions, ({ invoiceId }) => invoiceId);
    const byOrder = groupBy(
      exceptions.filter(({ invoiceId }) => invoiceId === undefined),
      ({ orderId }) => orderId,
    );
    const had = (invoice: InvoiceLife): boolean =>
      byInvoice.has(invoice.id) ||
      invoice.parts.some(({ orderId }) =>
        orderId === undefined ? false : byOrder.get(orderId)?.some((each) => whileBilled(invoice, each)),
      );
    return invoices
      .filter(({ kind, state, day }) => kind === 'invoice' && state === 'posted' && within(period, day))
      .map((invoice) => ({
        ...about(invoice),
        ...oneOf(had(invoice)),
        group: [...new Set(invoice.parts.map(({ kind }) => kind))].toSorted().join(' and ') || 'other',
      }));
  },
};

const whileBilled = ({ day, parts }: InvoiceLife, { opened }: Exception): boolean => {
  const first = parts.map(({ date }) => date).reduce((a, b) => (a < b ? a : b));
  return opened.some((each) => each >= first && (day === undefined || each <= day));
};

export const technical: Kpi = {
  id: 'case.technical',
  name: 'Technical failures',
  unit: 'percent',
  formula:
    'Of the cases opened in the period, those that are technical: failed runs of n8n, jobs of the desk that failed for hours, decisions Odoo would not take.',
  source: 'Billing cases by the day they were made; by code.',
  count: ({ opened }, period) =>
    opened
      .filter(({ day }) => within(period, day))
      .map(({ id, name, company, kind, code }) => ({
        ...{ record: `x_billing_case,${id}`, name, company, group: code },
        ...oneOf(kind === 'technical'),
      })),
};

export const resolution: Kpi = {
  id: 'case.resolution',
  name: 'Cases solved within',
  unit: 'days',
  formula:
    'Days from the day a case was opened, or opened again, to the day it was closed, on average over the cases closed in the period.',
  source: 'Billing cases by the day they were closed; by owner.',
  count: ({ solved }, period) =>
    solved
      .filter(({ closed }) => within(period, closed))
      .map(({ id, name, company, owner, opened, closed }) => ({
        ...{ record: `x_billing_case,${id}`, name, company, group: owner?.name ?? 'nobody' },
        ...{ top: String(daysBetween(opened, closed)), bottom: '1' },
      })),
};
