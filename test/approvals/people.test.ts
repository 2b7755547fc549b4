import { expect, test } from 'vitest';
import { namesIn } from '../../src/approvals/people.ts';
import type { Limit, PolicyStep } from '../../src/approvals/policy/schema.ts';

test('whom steps, their fallbacks and limits name, once each', () => {
  const steps: PolicyStep[] = [
    { name: 'PM', approvers: { roles: ['project-manager'] }, starts: 'after', need: 'any' },
    {
      name: 'Finance',
      approvers: { groups: ['account.group_account_manager'], people: ['cfo@firm.test'] },
      starts: 'after',
      need: 'all',
      fallback: { people: ['ceo@firm.test'] },
    },
  ];
  const limits: Limit[] = [
    { person: 'cfo@firm.test', unlimited: 'yes' },
    { group: 'base.group_erp_manager', upTo: '10' },
    { role: 'controller', unlimited: 'yes' },
  ];
  expect(namesIn(steps, limits)).toEqual({
    people: ['cfo@firm.test', 'ceo@firm.test'],
    groups: ['account.group_account_manager', 'base.group_erp_manager'],
  });
});
