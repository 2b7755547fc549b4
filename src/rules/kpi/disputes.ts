import { about, type Kpi, oneOf, within } from './kpi.ts';

export const disputed: Kpi = {
  id: 'invoice.disputed',
  name: 'Disputed',
  unit: 'percent',
  formula: 'Of the posted invoices of the period, those their customer disputed, whenever and however it ended.',
  source: 'Posted invoices by invoice date, and their disputes.',
  count: ({ invoices }, period) =>
    invoices.flatMap((invoice) =>
      invoice.kind === 'invoice' && invoice.state === 'posted' && within(period, invoice.day)
        ? [{ ...about(invoice), ...oneOf(invoice.isDisputed) }]
        : [],
    ),
};
