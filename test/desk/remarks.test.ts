import { afterEach, expect, test } from 'vitest';
import { eventually, startDesk, type Started } from './start.ts';
import type { Policy } from '../../src/approvals/policy/schema.ts';

let at: Started;
afterEach(() => at.stop());

const POLICY: Policy = {
  name: 'Services',
  version: 1,
  effectiveFrom: '2026-01-01',
  currency: 'EUR',
  rows: [
    {
      name: 'All',
      when: {},
      steps: [{ name: 'Finance', starts: 'after', need: 'any', approvers: { roles: ['controller'] } }],
    },
    { name: 'Small', when: { amountUpTo: '500' }, straightThrough: 'yes' },
  ],
  limits: [{ role: 'controller', unlimited: 'yes' }],
};

test('the desk says in Odoo what to look at in a version of the approval policy', async () => {
  at = await startDesk();
  const problems = ['Rows, row 2: when amountUpTo is “many”; expected a number.'];
  at.odoo.unreviewed = [
    { id: 1, content: 'as written', policy: POLICY, problems: [] },
    { id: 2, content: 'well', policy: { ...POLICY, rows: POLICY.rows.slice(0, 1) }, problems: [] },
    { id: 3, content: 'unusable', problems },
  ];
  await at.desk.tick();
  await eventually(() => at.odoo.remarks.length === 3);
  expect(at.odoo.remarks).toEqual([
    {
      id: 1,
      content: 'as written',
      said: ['! “Small”: It never decides: “All” stands before it and takes every invoice it is for.'],
    },
    {
      id: 2,
      content: 'well',
      said: ['Every row can decide, none overlaps another, and each step has somebody with a limit.'],
    },
    { id: 3, content: 'unusable', said: [`! It can’t be used. ${problems.join('')}`] },
  ]);
});
