import { z } from 'zod/v4';
import type { Reconciled } from '../../rules/watch/reconcile.ts';
import { DIFFERENCES, isOpen, reconcile as find } from '../../rules/watch/reconcile.ts';
import type { Difference } from '../../rules/watch/reconcile/difference.ts';
import { toLookAt } from '../../rules/watch/reconcile/to-look-at.ts';
import { judgedWork } from './judged-work.ts';
import { companyIds, days } from './options.ts';
import type { Watch } from './watch.ts';

const [first, ...more] = DIFFERENCES;

const options = z.strictObject({
  waitDays: days.default(7).describe('Days that freed or forgotten work may wait for the next billing run'),
  companyIds,
});

export const reconcile: Watch<z.infer<typeof options>, Reconciled, Difference> = {
  id: 'reconcile',
  finds: 'invoices and approved records that part: unbilled, billed twice, changed or deleted since, another amount',
  codes: [first.code, ...more.map(({ code }) => code)],
  options,
  slices: (odoo, { companyIds }, today, most) =>
    judgedWork(odoo, { today, companyIds, most, ledger: true }, async ({ billed }, { works, evaluations }) => {
      const open = evaluations.flatMap(({ parts }) => parts.filter(isOpen));
      return { books: await odoo.books((held) => toLookAt(held, works, open), billed) };
    }),
  find,
};
