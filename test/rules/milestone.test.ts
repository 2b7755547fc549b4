import { describe, expect, it } from 'vitest';
import type { Claim, Entry, OrderLine } from '../../src/rules/entry.ts';
import { evaluate } from '../../src/rules/evaluate.ts';
import { milestone, milestoneLine, TODAY, work } from './work.ts';

const judged = (entries: Entry[], line: Partial<OrderLine> = {}) =>
  evaluate(work(entries, { lines: [milestoneLine(line)] }), TODAY);
const verdicts = (entries: Entry[], line?: Partial<OrderLine>) =>
  judged(entries, line).parts.map(({ verdict, rule }) => `${verdict} ${rule}`);

const open: Partial<Entry> = { approval: { state: 'pending', source: 'milestone' } };
const claim = (quantity: string): Claim => ({
  quantity,
  invoice: { id: 90, name: 'INV/2026/00090' },
  invoiceState: 'posted',
  outside: false,
});

describe('a milestone', () => {
  it('reached and accepted is billed at its share', () => {
    const { proposal } = judged([milestone(1, '0.25')], { toInvoice: '0.25' });
    expect(proposal?.orders[0].lines[0]).toMatchObject({ quantity: '0.25', amount: '5000.00' });
    expect(proposal?.orders[0].lines[0]?.parts[0]?.inputs['evidence']).toBe('acceptance.pdf');
  });

  it('not reached is pending', () => {
    expect(verdicts([milestone(1, '1', open)])).toEqual(['pending milestone.reached-only']);
  });

  it('reached without evidence is held, with what is at stake', () => {
    const { parts, cases, proposal } = judged([milestone(1, '1', { evidence: [] })]);
    expect(parts[0]).toMatchObject({ verdict: 'hold', rule: 'milestone.acceptance-evidence' });
    expect(proposal).toBeUndefined();
    expect(cases).toEqual([
      expect.objectContaining({
        key: 'milestone.evidence-missing:project.milestone,1',
        kind: 'policy',
        amount: '20000',
        currency: 'EUR',
        orderId: 1,
        ownerId: 42,
        record: 'project.milestone,1',
        deadline: '2026-04-03',
      }),
    ]);
  });

  it('no order line pays for is non-billable', () => {
    const entry = milestone(1);
    delete entry.orderLineId;
    expect(verdicts([entry])).toEqual(['non-billable milestone.no-order-line']);
  });

  it('is billed where Odoo rounded the line to two decimals', () => {
    const third = '0.333333';
    expect(verdicts([milestone(1, third)], { toInvoice: '0.33' })).toEqual(['bill milestone.order-price']);
  });
});

describe('a milestone someone invoiced by hand', () => {
  it('is billed, without a claim to show', () => {
    expect(verdicts([milestone(1)], { invoiced: '1', toInvoice: '0' })).toEqual(['billed milestone.left-to-invoice']);
  });

  it('in part is held', () => {
    const { cases } = judged([milestone(1)], { invoiced: '0.4', toInvoice: '0.6' });
    expect(cases[0]).toMatchObject({ code: 'milestone.partly-invoiced', kind: 'data-quality', amount: '20000' });
  });

  it('is not taken for invoiced where only our own claims fill the line', () => {
    const entries = [milestone(1, '0.5', { claims: [claim('0.5')] }), milestone(2, '0.5', { date: '2026-03-12' })];
    expect(verdicts(entries, { invoiced: '0.5', toInvoice: '0' })).toEqual([
      'billed claim.already-billed',
      'hold milestone.left-to-invoice',
    ]);
  });

  it('leaves the rest of the line to the milestones by date, each once', () => {
    const entries = [
      milestone(1, '0.5', { date: '2026-03-20' }),
      milestone(2, '0.5', { date: '2026-03-01' }),
      milestone(3, '0.5', { date: '2026-03-25' }),
    ];
    const { parts } = judged(entries, { invoiced: '0.5', toInvoice: '0.5' });
    expect(parts.map(({ entry, verdict }) => `${entry} ${verdict}`)).toEqual([
      'project.milestone,2 bill',
      'project.milestone,1 billed',
      'project.milestone,3 hold',
    ]);
  });
});
