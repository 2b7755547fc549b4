import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../src/rules/entry.ts';
import { evaluate } from '../../../src/rules/evaluate.ts';
import { lateMilestones } from '../../../src/rules/watch/milestones.ts';
import { agreement as schema } from '../../../src/rules/terms/schema.ts';
import { milestone, milestoneLine, work } from '../work.ts';

const TODAY = '2026-03-31';
const OPTIONS = { reachedDays: 7, graceDays: 0 };
const open: Partial<Entry> = { approval: { state: 'pending', source: 'milestone' } };

function find(entries: Entry[], options = OPTIONS) {
  const read = work(entries);
  return lateMilestones({ works: [read], evaluations: [evaluate(read, TODAY)] }, options, TODAY);
}

describe('a milestone', () => {
  it('reached and on no invoice is worth its share: 0.3 × 20,000.00 EUR', () => {
    const { findings, cases } = find([milestone(1, '0.3', { date: '2026-03-10' })]);
    expect(findings).toMatchObject([
      {
        is: 'not-invoiced',
        what: 'Milestone reached on 2026-03-10 and not invoiced: Milestone 1, Northwind',
        since: '2026-03-10',
        amount: '6000',
        currency: 'EUR',
        whose: 'Sal Person',
        ownerId: 42,
        nextStep: 'Bill it.',
        reason: 'Milestone reached and accepted, at its share of the order line.',
        ageDays: 21,
        caseKey: 'milestone.not-invoiced:project.milestone,1',
      },
    ]);
    expect(cases).toMatchObject([
      {
        key: 'milestone.not-invoiced:project.milestone,1',
        code: 'milestone.not-invoiced',
        record: 'project.milestone,1',
        amount: '6000',
        orderId: 1,
        projectId: 3,
      },
    ]);
  });

  it('past its deadline and not reached is found, with what it would bring', () => {
    const { findings } = find([milestone(1, '0.5', { ...open, date: '2026-03-30' })]);
    expect(findings).toMatchObject([
      {
        is: 'not-reached',
        since: '2026-03-30',
        amount: '10000',
        ageDays: 1,
        reason: 'Not reached: the project manager has to mark it as reached.',
        caseKey: 'milestone.overdue:project.milestone,1',
      },
    ]);
  });

  it.each<[string, Entry]>([
    ['reached this week', milestone(1, '1', { date: '2026-03-24' })],
    ['due today', milestone(1, '1', { ...open, date: TODAY })],
    ['due later', milestone(1, '1', { ...open, date: '2026-04-30' })],
    ['that waits for acceptance, which is an approval', milestone(1, '1', { date: '2026-03-01', evidence: [] })],
    [
      'on an invoice',
      milestone(1, '1', {
        date: '2026-03-01',
        claims: [{ quantity: '1', invoice: { id: 9, name: 'INV/9' }, invoiceState: 'draft', outside: false }],
      }),
    ],
  ])('%s is none', (_, entry) => {
    expect(find([entry]).findings).toEqual([]);
  });

  it('may be past its deadline for so many days', () => {
    const late = milestone(1, '1', { ...open, date: '2026-03-21' });
    expect(find([late], { reachedDays: 7, graceDays: 10 }).findings).toEqual([]);
    expect(find([late], { reachedDays: 7, graceDays: 9 }).findings).toHaveLength(1);
  });
});

it('an instalment of a fixed fee is told under the milestone it falls due with: 40 and 60 % of 20,000.00 EUR', () => {
  const agreement = schema.parse({
    id: 'rollout',
    name: 'Rollout',
    order: 'S0001',
    currency: 'EUR',
    versions: [
      {
        version: 1,
        status: 'signed',
        effectiveFrom: '2026-01-01',
        signedOn: '2025-12-20',
        signedBy: 'N. Wind',
        fixedFee: {
          amount: 20000,
          billed: 'schedule',
          schedule: [
            { name: 'Design', percent: 40, milestone: 'Design accepted' },
            { name: 'Rest', percent: 60, milestone: 'Go-live' },
          ],
        },
      },
    ],
  });
  const sold = milestoneLine({ basis: 'ordered', ordered: '1', toInvoice: '1', fee: { invoiced: '0', billed: [] } });
  const fee: Entry = { ...milestone(12), key: 'sale.order.line,12', kind: 'fee', model: 'sale.order.line' };
  const read = {
    ...work([{ ...fee, date: TODAY, approval: { state: 'approved', source: 'order' } }], { lines: [sold] }),
    agreements: [agreement],
    milestones: [
      { id: 71, name: 'Design accepted', reached: true, reachedOn: '2026-03-02', evidence: ['signed.pdf'] },
      { id: 72, name: 'Go-live', reached: false, deadline: '2026-03-20', evidence: [] },
    ],
  };
  const judged = { works: [read], evaluations: [evaluate(read, TODAY)] };
  const { findings, cases } = lateMilestones(judged, OPTIONS, TODAY);
  expect(findings).toMatchObject([
    {
      is: 'not-invoiced',
      milestone: { id: 71, name: 'Design accepted' },
      since: '2026-03-02',
      amount: '8000',
      caseKey: 'milestone.not-invoiced:project.milestone,71',
    },
    {
      is: 'not-reached',
      milestone: { id: 72, name: 'Go-live' },
      since: '2026-03-20',
      amount: '12000',
      reason: expect.stringContaining('Next: Rest, once Go-live is reached.'),
      caseKey: 'milestone.overdue:project.milestone,72',
    },
  ]);
  expect(cases[1]).toMatchObject({ amount: '12000', orderId: 1 });
  expect(lateMilestones(judged, { reachedDays: 7, graceDays: 11 }, TODAY).findings).toHaveLength(1);
});
