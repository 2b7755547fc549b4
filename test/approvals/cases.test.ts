import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadPolicy } from '../../src/approvals/policy/file.ts';
import { review } from '../../src/approvals/policy/review.ts';
import { route } from '../../src/approvals/policy/route.ts';
import { factsOf, routeWords } from './written.ts';
import type { WrittenInvoice } from './written.ts';

interface WrittenRoute {
  case: string;
  invoice?: WrittenInvoice;
  goes: string;
  signIn?: boolean;
  why?: string[];
}

const file = readFileSync(new URL('cases/routing.yaml', import.meta.url), 'utf8');
const { policy: written, cases } = parse(file) as { policy: unknown; cases: WrittenRoute[] };
const policy = loadPolicy(stringify({ policy: written }));

test.each(cases.map((one) => [one.case, one] as const))('%s', (_, { invoice, goes, signIn = false, why }) => {
  const routed = route(policy, factsOf(invoice));
  expect(routeWords(routed)).toBe(goes);
  expect(routed.signIn).toBe(signIn);
  expect(routed.policy).toEqual({ name: 'Services', version: 3 });
  if (why) expect(routed.why).toEqual(why);
});

test('every row of the policy decides at least one of the cases', () => {
  const decided = new Set(cases.map(({ invoice }) => route(policy, factsOf(invoice)).row));
  expect(policy.rows.filter(({ name }) => !decided.has(name))).toEqual([]);
  expect(review(policy).filter(({ kind }) => kind === 'unreachable')).toEqual([]);
});

test('steps have the times of the policy where they say nothing', () => {
  const thin = route(policy, factsOf({ margin: 5 }));
  expect(thin.is === 'steps' && thin.steps.map(({ within, remindEvery }) => [within, remindEvery])).toEqual([
    ['16', '8'],
    ['4', '8'],
  ]);
  const nobody = route(policy, factsOf({ company: 'Elsewhere', amount: 7000 }));
  expect(nobody.is === 'steps' && nobody.steps[0]?.within).toBe('16');
});
