import { expect, it } from 'vitest';
import type { BillingOdoo, Delivery } from '../../src/billing/ports.ts';
import { releaseInvoices } from '../../src/billing/release.ts';
import type { CaseDraft } from '../../src/rules/verdict.ts';
import { Fault } from './drafting-odoo.ts';

const NOT_LEFT: Delivery = {
  invoiceId: 4,
  status: 'not-left',
  name: 'INV/4',
  title: 'INV/4 to Acme did not leave',
  why: 'Refused.',
  nextStep: 'Send it anew.',
  untaxed: '120',
  currency: 'EUR',
  ownerId: 9,
};
const LEFT: Delivery = { invoiceId: 4, status: 'left', name: 'INV/4', how: 'by e-mail to a@b.test' };

/** An Odoo whose send ends like this, and which then says this of the invoice. */
function odooThat(send: Fault | 'handed-over' | 'not-sent', delivery: Delivery) {
  const opened: CaseDraft[] = [];
  const closed: string[] = [];
  const port: Partial<BillingOdoo> = {
    release: async () => {
      if (send instanceof Fault) throw send;
      return { status: send, message: '' };
    },
    settleRelease: async () => delivery,
    openCases: async (cases) => {
      opened.push(...cases);
      return [];
    },
    closeCases: async (_codes, _stillOpen, _note, lookedAt) => closed.push(...(lookedAt?.keys ?? [])),
  };
  return { odoo: port as BillingOdoo, opened, closed };
}

it.each(['timeout', 'fault', 'refused'] as const)(
  'looks whether it left when the attempt ended in "%s"',
  async (code) => {
    const fault = new Fault(code, 'Broken.');
    const { odoo, closed } = odooThat(fault, LEFT);
    expect(await releaseInvoices(odoo, [4], '2026-11-02')).toEqual([
      { invoiceId: 4, status: 'already-sent', name: 'INV/4', how: 'by e-mail to a@b.test' },
    ]);
    expect(closed).toEqual(['invoice.not-sent:account.move,4']);
  },
);

it('opens one case for what did not leave, with owner, value and next step', async () => {
  const { odoo, opened, closed } = odooThat('handed-over', NOT_LEFT);
  expect(await releaseInvoices(odoo, [4], '2026-11-02')).toEqual([
    { invoiceId: 4, status: 'not-sent', name: 'INV/4', message: 'Refused.' },
  ]);
  expect(opened).toMatchObject([
    {
      key: 'invoice.not-sent:account.move,4',
      code: 'invoice.not-sent',
      title: 'INV/4 to Acme did not leave',
      detail: 'Refused.',
      nextStep: 'Send it anew.',
      amount: '120',
      currency: 'EUR',
      ownerId: 9,
      invoiceId: 4,
      deadline: '2026-11-03',
    },
  ]);
  expect(closed).toEqual([]);
});

it('hands on an error that is not about the invoice', async () => {
  const { odoo } = odooThat(new Fault('access', 'You may not send.'), LEFT);
  await expect(releaseInvoices(odoo, [4], '2026-11-02')).rejects.toThrow('You may not send.');
});
