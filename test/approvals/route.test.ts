import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RiskFacts } from '../../src/approvals/policy/facts.ts';
import { review } from '../../src/approvals/policy/review.ts';
import { byController, byNames, route } from '../../src/approvals/policy/route.ts';
import type { Policy, PolicyRow, When } from '../../src/approvals/policy/schema.ts';
import { CONTRACT_TYPES, policy as policySchema } from '../../src/approvals/policy/schema.ts';

const numbers = fc.constantFrom('5', '10', '20', '40');
const yesOrNo = fc.constantFrom<'yes' | 'no'>('yes', 'no');
const types = fc.subarray([...CONTRACT_TYPES], { minLength: 1, maxLength: 3 });
const code = fc.constantFrom('a.b', 'c.d', 'e.f');
const name = fc.constantFrom('Acme', 'Northwind', 'Firm');

const when: fc.Arbitrary<When> = fc.record(
  {
    amountAbove: numbers,
    amountUpTo: numbers,
    marginBelow: numbers,
    marginVarianceAbove: numbers,
    changedByHand: yesOrNo,
    anyFinding: yesOrNo,
    findings: fc.uniqueArray(code, { minLength: 1 }),
    contractTypes: types,
    onlyContractTypes: types,
    newCustomer: yesOrNo,
    customers: fc.uniqueArray(name, { minLength: 1 }).map((names) => names.map((one) => ({ name: one }))),
  },
  { requiredKeys: [] },
);

const rowOf = (conditions: When, straight: boolean, index: number): unknown => ({
  name: `Row ${index}`,
  when: conditions,
  ...(straight
    ? { straightThrough: 'yes' }
    : { steps: [{ name: `Step ${index}`, approvers: { roles: ['project-manager'] } }] }),
});

/** Few conditions a row, so that rows meet. */
const policy: fc.Arbitrary<Policy> = fc
  .array(fc.tuple(when, fc.subarray([0, 1, 2], { minLength: 0 }), fc.boolean()), { minLength: 1, maxLength: 5 })
  .map((rows) => {
    const written = rows.flatMap(([conditions, keep, straight], index): unknown[] => {
      const some = Object.fromEntries(Object.entries(conditions).filter((_, at) => keep.includes(at % 3))) as When;
      const row = rowOf(some, straight, index);
      return policySchema.shape.rows.safeParse([row]).success ? [row] : [rowOf({}, false, index)];
    });
    return policySchema.parse({
      name: 'Any',
      version: 1,
      effectiveFrom: '2026-01-01',
      currency: 'EUR',
      rows: written,
      limits: [{ role: 'controller', unlimited: 'yes' }],
    });
  });

const figure = fc.integer({ min: -60, max: 60 }).map(String);
const facts: fc.Arbitrary<RiskFacts> = fc.record({
  amount: figure.map((amount) => ({ value: { amount, currency: { code: 'EUR', digits: 2 } } })),
  margin: figure.map((value) => ({ value })),
  marginVariance: figure.map((value) => ({ value })),
  changes: fc.array(fc.constant('line 2'), { maxLength: 1 }).map((value) => ({ value })),
  findings: fc
    .uniqueArray(code, { maxLength: 2 })
    .map((codes) => ({ value: codes.map((one) => ({ code: one, message: `${one}.` })) })),
  contractTypes: types.map((value) => ({ value })),
  newCustomer: fc.boolean().map((value) => ({ value })),
  customers: name.map((one) => ({ value: [{ id: 1, name: one }] })),
  company: fc.constant({ value: { id: 1, name: 'Firm' } }),
});
const FACTS = ['amount', 'margin', 'marginVariance', 'changes', 'findings', 'contractTypes', 'newCustomer'] as const;

it('what can’t be read leads to what it would have been whatever it says, or to a controller', () => {
  fc.assert(
    fc.property(policy, facts, facts, fc.subarray([...FACTS]), (given, known, other, lost) => {
      const part = (from: RiskFacts): RiskFacts => ({
        ...known,
        ...Object.fromEntries(lost.map((fact) => [fact, from[fact]])),
      });
      const unread = { ...known, ...Object.fromEntries(lost.map((fact) => [fact, { unreadable: 'gone.' }])) };
      const routed = route(given, unread);
      if (routed.row === undefined) {
        expect(routed.is === 'steps' && routed.steps[0]?.approvers).toEqual({ roles: ['controller'] });
      } else {
        expect(routed.row).toBe(route(given, part(known)).row);
        expect(routed.row).toBe(route(given, part(other)).row);
      }
    }),
    { numRuns: 700 },
  );
});

it('nothing unusual, changed by hand or above the stated amount goes straight through', () => {
  fc.assert(
    fc.property(policy, facts, (given, known) => {
      const routed = route(given, known);
      if (routed.is !== 'straight-through') return;
      const row = given.rows.find((one) => one.name === routed.row) as PolicyRow;
      expect(known.findings).toEqual({ value: [] });
      expect(known.changes).toEqual({ value: [] });
      const amount = 'value' in known.amount ? Number(known.amount.value.amount) : NaN;
      expect(Math.abs(amount)).toBeLessThanOrEqual(Number(row.when.amountUpTo));
    }),
    { numRuns: 700 },
  );
});

it('a row that was told to be out of reach never decides, and what decides was not told to be', () => {
  fc.assert(
    fc.property(policy, fc.array(facts, { maxLength: 30 }), (given, all) => {
      const out = review(given).flatMap(({ kind, row }) => (kind === 'unreachable' ? row : []));
      for (const known of all) expect(out).not.toContain(route(given, known).row);
    }),
    { numRuns: 300 },
  );
});

it('always says why', () => {
  fc.assert(
    fc.property(policy, facts, (given, known) => {
      const { why } = route(given, known);
      expect(why.length).toBeGreaterThan(0);
      for (const words of why) expect(words).toMatch(/^\S.*[.”]$/s);
    }),
  );
});

it('without a policy the people named decide; where a policy should and can’t, a controller who signed in', () => {
  expect(byNames(['ann@firm.test'])).toMatchObject({
    is: 'steps',
    steps: [{ approvers: { people: ['ann@firm.test'] }, need: 'any' }],
  });
  expect(byController(['Two policies are in force.'])).toMatchObject({
    signIn: true,
    steps: [{ approvers: { roles: ['controller'] } }],
  });
});
