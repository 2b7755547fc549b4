import { expect, test } from 'vitest';
import { createRunner, itemsOf } from '../../scripts/n8n-runner.ts';
import { shipped } from './world.ts';

const invoice = { id: 7, name: 'INV/7', type: 'out_invoice', total: '121', currency: 'EUR' };
const note = { ...invoice, id: 9, name: 'RINV/9', type: 'out_refund', credits: { id: 7, name: 'INV/7' } };
const decided = (outcome: string) => ({
  event: 'decision.recorded',
  decision: { outcome, invoice: { id: 7, name: 'INV/7' } },
});

test.each([
  ['drafted', { event: 'draft.made', invoice }],
  ['approved', decided('approved')],
  ['rejected', decided('rejected')],
  ['', decided('step-approved')],
  ['posted', { event: 'invoice.posted', invoice }],
  ['sent', { event: 'invoice.sent', invoice }],
  ['disputed', { event: 'invoice.disputed', dispute: { invoice: { id: 7, name: 'INV/7' } } }],
  ['paid', { event: 'invoice.paid', invoice }],
  ['cancelled', { event: 'invoice.cancelled', invoice }],
  ['credited', { event: 'invoice.posted', invoice: note }],
  // Drafted, settled with its invoice or cancelled, a credit note says nothing of the invoice: least of all that it was paid.
  ['', { event: 'draft.made', invoice: note }],
  ['', { event: 'invoice.sent', invoice: note }],
  ['', { event: 'invoice.paid', invoice: note }],
  ['', { event: 'invoice.cancelled', invoice: note }],
])('the workflow for a CRM writes “%s” of %j', async (status, event) => {
  const file = shipped('invoice-events');
  delete file.connections['Worth Telling'];
  const item = { json: { id: 'e', at: '2026-11-02T10:00:00Z', ...event } };
  const run = await createRunner().run(file, 'Settings', [item]);
  expect(itemsOf(run, 'Worth Telling').map((each) => [each['status'], each['invoiceId'], each['invoice']])).toEqual(
    status ? [[status, 7, 'INV/7']] : [],
  );
});
