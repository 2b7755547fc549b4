import { z } from 'zod/v4';
import { given } from '../../rules/given.ts';
import { STUCK } from '../../rules/watch/cause.ts';
import { stuckInvoices as find } from '../../rules/watch/stuck-invoices.ts';
import type { ApprovedInvoice, StuckInvoice } from '../../rules/watch/stuck-invoices.ts';
import { companyIds, days } from './options.ts';
import type { Watch } from './watch.ts';

const options = z.strictObject({
  postDays: days.default(1).describe('Days an approved invoice may be unposted'),
  sendDays: days.default(1).describe('Days a posted invoice may be unsent'),
  companyIds,
});

export const stuckInvoices: Watch<z.infer<typeof options>, ApprovedInvoice[], StuckInvoice> = {
  id: 'stuck-invoices',
  finds: 'invoices that are approved and not posted, or posted and not sent',
  codes: [STUCK['not-posted'], STUCK['not-sent']],
  options,
  slices: async (odoo, { companyIds }) => [() => odoo.stuckAfterApproval(given({ companyIds }))],
  find,
};
