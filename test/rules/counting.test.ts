import { expect, test } from 'vitest';
import { countsEarlier } from '../../src/rules/charge/counting.ts';
import { loadTerms } from '../../src/rules/terms/file/parse.ts';

const agreement = (requires: string) => {
  const [only] = loadTerms(`agreements:
  - id: a
    name: A
    order: S0001
    currency: EUR
    versions:
      - { version: 1, status: signed, effectiveFrom: 2026-01-01, signedOn: 2025-12-20, signedBy: Jane,
          milestoneGates: [{ requires: [${requires}] }] }
`);
  if (!only) throw new Error('No agreement');
  return only;
};

test('a gate that asks for a purchase order counts what earlier invoices hold: two runs at once can’t exceed it', () => {
  const asking = agreement('purchase-order');
  expect(countsEarlier(asking, [asking])).toBe(true);
  const other = agreement('acceptance-evidence');
  expect(countsEarlier(other, [other])).toBe(false);
});
