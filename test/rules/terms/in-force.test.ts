import { describe, expect, it } from 'vitest';
import { sectionOf, termsId, termsInForce } from '../../../src/rules/terms/in-force.ts';
import type { InForce, WhoseWork } from '../../../src/rules/terms/in-force.ts';
import type { Agreement } from '../../../src/rules/terms/schema.ts';
import { agreed, draft, signed, superseded } from './terms.ts';

const WORK: WhoseWork = {
  customers: [
    { id: 7, name: 'Acme, Jane Doe' },
    { id: 1, name: 'Acme' },
  ],
  order: { id: 10, name: 'S00010' },
  project: { id: 20, name: 'Website' },
  company: { id: 3, name: 'Ours' },
};

/** `acme@2`, `none`, or the code of what is unclear. */
const told = (answer: InForce): string =>
  answer.kind === 'terms' ? termsId(answer.terms) : answer.kind === 'none' ? 'none' : answer.finding.code;
const on = (day: string, ...agreements: Agreement[]) => told(termsInForce(agreements, WORK, day));

describe('the version in force is the one of the service day', () => {
  const two = agreed('acme', [superseded(1, '2026-01-01'), signed(2, '2026-03-12')]);
  const late = agreed('acme', [signed(1, '2026-03-01', { signedOn: '2026-04-20' })]);
  const back = agreed('acme', [superseded(1, '2026-01-01'), superseded(2, '2026-03-01'), signed(3, '2026-02-01')]);
  const open = agreed('acme', [signed(1, '2026-01-01'), draft(2, '2026-02-01')]);
  const ends = agreed('acme', [signed(1, '2026-01-01', { effectiveTo: '2026-02-28' }), signed(2, '2026-04-01')]);

  it.each([
    ['before any agreement began, Odoo’s own terms hold', '2025-12-31', two, 'none'],
    ['the first day', '2026-01-01', two, 'acme@1'],
    ['the day before the next version begins', '2026-03-11', two, 'acme@1'],
    ['the day it begins', '2026-03-12', two, 'acme@2'],
    ['signed after the work, effective before it', '2026-03-15', late, 'acme@1'],
    ['effective before the version it supersedes', '2026-03-15', back, 'acme@3'],
    ['the day before a version that reaches back', '2026-01-31', back, 'acme@1'],
    ['an unsigned change order changes nothing', '2026-02-15', open, 'acme@1'],
    ['after the end of one version and before the next, a person decides', '2026-03-15', ends, 'terms.lapsed'],
    ['the last day counts', '2026-02-28', ends, 'acme@1'],
    ['an agreement that is all draft is none', '2026-02-15', agreed('acme', [draft(1, '2026-01-01')]), 'none'],
  ])('%s', (_, day, agreement, expected) => {
    expect(on(day, agreement)).toBe(expected);
  });
});

describe('the most specific agreement holds', () => {
  const from = [signed(1, '2026-01-01')];
  const customer = agreed('customer', from, { customer: 'Acme' });
  const order = agreed('order', from, { order: { id: 10 } });
  const project = agreed('project', from, { project: 'Website' });
  const ended = agreed('ended', [signed(1, '2026-01-01', { effectiveTo: '2026-01-31' })], { project: 'Website' });

  it.each([
    ['project before order before customer', [customer, order, project], 'project@1'],
    ['order before customer', [order, customer], 'order@1'],
    ['the customer’s company, where the order is a contact’s', [customer], 'customer@1'],
    ['a customer elsewhere', [agreed('else', from, { customer: 'Umbrella' })], 'none'],
    ['the id decides, whatever the name', [agreed('id', from, { customer: { id: 99, name: 'Acme' } })], 'none'],
    ['all that it names must fit', [agreed('both', from, { customer: 'Acme', project: 'App' })], 'none'],
    ['another company’s', [agreed('theirs', from, { customer: 'Acme', company: 'Theirs' })], 'none'],
    ['two of the same kind contradict each other', [customer, agreed('again', from)], 'terms.contradiction'],
    ['one that ended gives way to a wider one', [ended, customer], 'customer@1'],
  ])('%s', (_, agreements, expected) => {
    expect(on('2026-02-15', ...agreements)).toBe(expected);
  });

  it('a contradiction names both', () => {
    const answer = termsInForce([customer, agreed('again', from)], WORK, '2026-02-15');
    expect(answer).toMatchObject({ finding: { agreements: ['customer', 'again'] } });
    expect(answer).toHaveProperty('finding.message', expect.stringMatching(/customer, version 1.*again, version 1/));
  });
});

describe('a master agreement', () => {
  const discounts = [{ name: 'Framework', percent: 5 }];
  const increments = { per: 'entry', hours: 0.25, round: 'up' };
  const master = (effectiveFrom: string) =>
    agreed('msa', [signed(1, effectiveFrom, { discounts, increments })], { customer: 'Umbrella' });
  const sow = agreed('sow', [signed(1, '2026-01-01', { increments: { ...increments, hours: 1 } })], {
    order: 'S00010',
    under: 'msa',
  });

  it('says what the agreement under it leaves out', () => {
    const answer = termsInForce([master('2025-01-01'), sow], WORK, '2026-02-15');
    if (answer.kind !== 'terms') throw new Error(told(answer));
    expect(sectionOf(answer, 'discounts')?.from.agreement.id).toBe('msa');
    expect(sectionOf(answer, 'increments')?.section.hours).toBe('1');
    expect(sectionOf(answer, 'caps')).toBeUndefined();
  });

  it('must hold on that day', () => {
    expect(on('2026-02-15', master('2026-03-01'), sow)).toBe('terms.master');
    expect(on('2026-02-15', sow)).toBe('terms.master');
  });
});
