import { expect, it } from 'vitest';
import type { BillingOdoo, InvoiceFacts } from '../../src/billing/ports.ts';
import { postInvoices } from '../../src/billing/post.ts';
import { Fault } from './drafting-odoo.ts';

/** Posts the first `done` of the invoices; then the answer is lost, or the fault comes. */
function odooThat(fault: Fault, done: number): BillingOdoo {
  const posted = new Set<number>();
  const port: Pick<BillingOdoo, 'post' | 'invoice'> = {
    post: async (ids) => {
      for (const id of ids.slice(0, done)) posted.add(id);
      throw fault;
    },
    invoice: async (id) =>
      ({
        id,
        name: posted.has(id) ? `INV/${id}` : `Draft #${id}`,
        state: posted.has(id) ? 'posted' : 'draft',
      }) as InvoiceFacts,
  };
  return port as BillingOdoo;
}

it('looks at each invoice where Odoo gave no answer', async () => {
  expect(await postInvoices(odooThat(new Fault('timeout', 'No answer.'), 1), [4, 5])).toEqual([
    { invoiceId: 4, status: 'already-posted', name: 'INV/4' },
    {
      invoiceId: 5,
      status: 'refused',
      message: 'Odoo did not answer, and Draft #5 is not posted yet. Post it again: a posted invoice is left as it is.',
    },
  ]);
});

it('hands on every other error', async () => {
  await expect(postInvoices(odooThat(new Fault('access', 'You may not post.'), 0), [4])).rejects.toThrow(
    'You may not post.',
  );
});
