import { describe, expect, test } from 'vitest';
import { aged, ruled, type CaseRule } from '../../src/rules/case-rules.ts';
import type { CaseDraft } from '../../src/rules/verdict.ts';

const draft = (more: Partial<CaseDraft> = {}): CaseDraft => ({
  key: 'expense.receipt-missing:hr.expense,1',
  kind: 'data-quality',
  code: 'expense.receipt-missing',
  title: 'A receipt is missing',
  detail: 'It is missing.',
  nextStep: 'Attach it.',
  severity: 'low',
  amount: '100',
  currency: 'EUR',
  deadline: '2026-11-30',
  ...more,
});
const severity = (more: Partial<CaseDraft>, rules: CaseRule[] = [], rates: Record<string, string> = {}) =>
  ruled(draft(more), rules, rates).severity;

describe('severity by money', () => {
  test.each([
    ['0', 'low'],
    ['999.99', 'low'],
    ['1000', 'medium'],
    ['9999.99', 'medium'],
    ['10000', 'high'],
    ['-10000', 'high'],
  ])('%s EUR, where the firm says nothing, is %s', (amount, expected) => expect(severity({ amount })).toBe(expected));

  test('a finding is never less severe than it says itself', () => {
    expect(severity({ severity: 'high', amount: '1' })).toBe('high');
    expect(severity({ severity: 'medium', amount: '50000' })).toBe('high');
  });

  const firm: CaseRule = { money: { mediumFrom: '50', highFrom: '200', currency: 'USD' } };
  const rates = { EUR: '1', USD: '2', JPY: '160' };

  test.each([
    ['EUR', '24.99', 'low'],
    ['EUR', '25', 'medium'],
    ['EUR', '100', 'high'],
    ['USD', '199.99', 'medium'],
    ['JPY', '15999', 'medium'],
    ['JPY', '16000', 'high'],
  ])('the firm’s own limits hold in their currency: %s %s is %s', (currency, amount, expected) =>
    expect(severity({ currency, amount }, [firm], rates)).toBe(expected),
  );

  test('an amount without a rate counts as high, nothing at stake as nothing', () => {
    expect(severity({ currency: 'CHF', amount: '1' }, [firm], rates)).toBe('high');
    expect(severity({ currency: 'CHF', amount: '0' }, [firm], rates)).toBe('low');
  });

  test('a firm can let money alone', () => {
    expect(severity({ amount: '50000' }, [{ money: {} }])).toBe('low');
  });
});

describe('severity by age', () => {
  test.each([
    ['low', 0, 'low'],
    ['low', 13, 'low'],
    ['low', 14, 'medium'],
    ['low', 28, 'high'],
    ['low', 400, 'high'],
    ['high', 14, 'high'],
    ['low', -1, 'low'],
  ] as const)('%s, open for %i days, is %s', (from, days, expected) => expect(aged(from, days, 14)).toBe(expected));
});

describe('which row holds', () => {
  const rules: CaseRule[] = [
    { code: 'expense', owner: { by: 'user', id: 7 } },
    { kind: 'technical', owner: { by: 'group', id: 3 }, raiseAfterDays: 2 },
    { kind: 'data-quality', owner: { by: 'project-manager' }, raiseAfterDays: 5 },
    { owner: { by: 'controller' } },
  ];
  const ownerOf = (more: Partial<CaseDraft>) => ruled(draft(more), rules).owner;

  test('the first that concerns the case and says something', () => {
    expect(ownerOf({})).toEqual({ by: 'user', id: 7 });
    expect(ruled(draft(), rules).raiseAfterDays).toBe(5);
    expect(ownerOf({ kind: 'technical', code: 'workflow.failed' })).toEqual({ by: 'group', id: 3 });
    expect(ownerOf({ code: 'time.closed-task' })).toEqual({ by: 'project-manager' });
    expect(ownerOf({ kind: 'policy', code: 'po.missing' })).toEqual({ by: 'controller' });
  });

  test('a code is named whole, or up to a dot', () => {
    expect(ownerOf({ code: 'expenses.odd' })).toEqual({ by: 'project-manager' });
    expect(ownerOf({ code: 'expense' })).toEqual({ by: 'user', id: 7 });
  });

  test('without a row, whom the finding names', () => {
    expect(ruled(draft(), [])).toEqual({ severity: 'low', raiseAfterDays: 14 });
  });
});
