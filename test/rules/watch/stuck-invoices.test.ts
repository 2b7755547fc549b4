import { describe, expect, it } from 'vitest';
import { stuckInvoices } from '../../../src/rules/watch/stuck-invoices.ts';
import type { ApprovedInvoice } from '../../../src/rules/watch/stuck-invoices.ts';

const TODAY = '2026-03-31';
const invoice: ApprovedInvoice = {
  id: 90,
  name: 'Draft #90',
  lacks: 'posting',
  since: '2026-03-29',
  customer: { id: 21, name: 'Northwind' },
  salesperson: { id: 42, name: 'Sal Person' },
  untaxed: '9355.5',
  currency: 'EUR',
};
const find = (fields: Partial<ApprovedInvoice>, days = { postDays: 1, sendDays: 1 }, today = TODAY) =>
  stuckInvoices([{ ...invoice, ...fields }], days, today);
const refused = { title: 'Odoo did not post it', detail: 'The period is closed.', nextStep: 'Open the period.' };

describe('an approved invoice', () => {
  it.each<[string, Partial<ApprovedInvoice>, { postDays: number; sendDays: number }, number]>([
    ['not posted on the day it was approved', { since: TODAY }, { postDays: 0, sendDays: 0 }, 0],
    ['not posted on the next day, where a day is allowed', { since: '2026-03-30' }, { postDays: 1, sendDays: 0 }, 0],
    ['not posted on the next day, where none is', { since: '2026-03-30' }, { postDays: 0, sendDays: 9 }, 1],
    ['not posted two days later', {}, { postDays: 1, sendDays: 9 }, 1],
    ['not sent two days later', { lacks: 'sending' }, { postDays: 9, sendDays: 1 }, 1],
    ['not sent, within what is allowed', { lacks: 'sending' }, { postDays: 0, sendDays: 2 }, 0],
    ['refused today', { since: TODAY, told: refused }, { postDays: 9, sendDays: 9 }, 1],
    ['approved tomorrow, where clocks differ', { since: '2026-04-01' }, { postDays: 0, sendDays: 0 }, 0],
  ])('%s', (_, fields, days, times) => {
    expect(find(fields, days).findings).toHaveLength(times);
  });

  it('not posted: what, since when, how much, whose and the next step', () => {
    const { findings, cases } = find({});
    expect(findings).toEqual([
      {
        is: 'not-posted',
        what: 'Approved on 2026-03-29, not posted: Draft #90, Northwind',
        since: '2026-03-29',
        amount: '9355.5',
        currency: 'EUR',
        whose: 'Sal Person',
        ownerId: 42,
        nextStep: expect.stringContaining('On Decision'),
        caseKey: 'invoice.not-posted:account.move,90',
        invoiceId: 90,
        customer: { id: 21, name: 'Northwind' },
        ageDays: 2,
      },
    ]);
    expect(cases).toMatchObject([
      {
        key: 'invoice.not-posted:account.move,90',
        code: 'invoice.not-posted',
        kind: 'technical',
        severity: 'high',
        detail: 'Since 29 Mar 2026 it is approved, and neither n8n nor anybody has posted it. Worth 9355.5 EUR.',
        amount: '9355.5',
        invoiceId: 90,
        ownerId: 42,
      },
    ]);
  });

  it('that its release could not send is one case, in the words of the release', () => {
    const { findings, cases } = find({ lacks: 'sending', name: 'INV/1', told: refused });
    const key = 'invoice.not-sent:account.move,90';
    expect(findings).toMatchObject([{ is: 'not-sent', what: refused.title, why: refused.detail, caseKey: key }]);
    expect(cases).toMatchObject([{ key, title: refused.title, detail: refused.detail, nextStep: refused.nextStep }]);
  });

  it('says the same tomorrow, so that its case is not news every day', () => {
    const words = (today: string) => {
      const [{ title, detail, severity } = expect.fail('no case')] = find({}, undefined, today).cases;
      return { title, detail, severity };
    };
    expect(words('2026-04-01')).toEqual(words(TODAY));
  });
});
