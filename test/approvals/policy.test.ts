import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { parsePolicy } from '../../src/approvals/policy/file.ts';
import type { RiskFacts } from '../../src/approvals/policy/facts.ts';
import { inForce } from '../../src/approvals/policy/in-force.ts';
import { policyJsonSchema } from '../../src/approvals/policy/json-schema.ts';
import { review } from '../../src/approvals/policy/review.ts';
import { route } from '../../src/approvals/policy/route.ts';
import type { Policy } from '../../src/approvals/policy/schema.ts';
import { problemText } from '../../src/rules/terms/file/problem.ts';

test('the published JSON Schema is the schema (node scripts/terms-addon.ts writes it)', () => {
  const published = readFileSync(new URL('../../docs/approval-policy.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(policyJsonSchema())));
});

/** As the docs have it, which may indent it below a list. */
function policyIn(file: string): Policy {
  const docs = readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8');
  const [, indent = '', yaml = ''] = /^( *)```yaml\n( *policy:[\s\S]*?)```/m.exec(docs) ?? [];
  return policyOf(yaml.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
}

test.each(['controllers.md', 'administrators.md'])('the policy of %s is one, and has nothing to remark', (file) => {
  expect(review(policyIn(file)).filter(({ kind }) => kind !== 'overlap')).toEqual([]);
});

test('in a pilot, what people type is asked of finance; the pilot’s customers and what the billing run made are not', () => {
  const facts: RiskFacts = {
    amount: { value: { amount: '900', currency: { code: 'EUR', digits: 2 } } },
    margin: { unreadable: 'it bills no work the ledger knows.' },
    marginVariance: { unreadable: 'it bills no work the ledger knows.' },
    changes: { value: ['Fred added “Licence”'] },
    findings: { value: [] },
    contractTypes: { value: ['other'] },
    newCustomer: { value: false },
    customers: { value: [{ id: 7, name: 'Acme' }] },
    company: { value: { id: 1, name: 'Firm' } },
  };
  const rowOf = (other: Partial<RiskFacts>) => route(policyIn('administrators.md'), { ...facts, ...other }).row;
  expect(rowOf({})).toBe('Made by hand');
  expect(rowOf({ customers: { value: [{ id: 8, name: 'Harbour Trust Bank' }] } })).toBe('The pilot');
  expect(rowOf({ contractTypes: { value: ['other', 'time-and-materials'] } })).not.toBe('Made by hand');
});

const BASE = `policy:
  name: Services
  version: 1
  effectiveFrom: 2026-01-01
  currency: EUR
  rows:
    - name: Small
      when: { amountUpTo: 2000 }
      straightThrough: yes
    - name: Large
      when: { amountAbove: 10000 }
      steps:
        - { name: Manager, approvers: { roles: [project-manager] } }
        - { name: Finance, approvers: { people: [cfo@firm.test] }, within: 8 }
  limits:
    - { role: project-manager, upTo: 20000 }
    - { role: controller, unlimited: yes }
`;

const policyOf = (yaml: string): Policy => {
  const { policy, problems = [] } = parsePolicy(yaml);
  if (!policy) throw new Error(problems.map(problemText).join('\n'));
  return policy;
};

describe('a file with one thing wrong is refused whole', () => {
  it.each([
    ['a misspelt condition', 'amountAbove', 'amountOver', /rows\[1\]\.when\.amountOver .*did you mean amountAbove\?/],
    ['an amount with its currency', '10000', '10000 EUR', /amountAbove is "10000 EUR"; expected an amount of money/],
    ['an amount of nothing', '10000', '0', /amountAbove is 0; expected an amount of money above 0/],
    [
      'a role there is not',
      '[project-manager]',
      '[boss]',
      /expected one of project-manager, account-manager, controller/,
    ],
    [
      'nobody to ask',
      '{ roles: [project-manager] }',
      '{}',
      /approvers is {}; expected at least one of roles, people and/,
    ],
    ['a name where an address belongs', 'cfo@firm.test', 'CFO', /people\[0\] is "CFO"; expected the e-mail address/],
    ['no rows', /rows:[\s\S]*limits/, 'rows: []\n  limits', /rows is \[\]; expected at least one row/],
    ['no limits', /limits:[\s\S]*$/, 'limits: []\n', /limits is \[\]; expected at least one limit/],
    ['no steps', /steps:\n.*\n.*\n/, 'steps: []\n', /steps is \[\]; expected at least one step/],
    [
      'neither steps nor straight through',
      '      straightThrough: yes\n',
      '',
      /exactly one of straightThrough and steps/,
    ],
    [
      'straight through without an amount',
      '{ amountUpTo: 2000 }',
      '{ newCustomer: no }',
      /rows\[0\]\.when\.amountUpTo is nothing; expected an amount, because nobody is asked/,
    ],
    [
      'straight through with what is unusual',
      '{ amountUpTo: 2000 }',
      '{ amountUpTo: 2000, anyFinding: yes }',
      /anyFinding is "yes"; expected nothing: what is unusual never goes straight through/,
    ],
    [
      'straight through by one kind of work among others',
      '{ amountUpTo: 2000 }',
      '{ amountUpTo: 2000, contractTypes: [expenses] }',
      /contractTypes .*expected onlyContractTypes, because nobody is asked/,
    ],
    [
      'an amount up to less than it begins with',
      '{ amountAbove: 10000 }',
      '{ amountAbove: 10000, amountUpTo: 10000 }',
      /amountUpTo is 10000; expected more than 10000/,
    ],
    [
      'a first step together with none',
      'approvers: { roles: [project-manager] } }',
      'approvers: { roles: [project-manager] }, starts: with }',
      /steps\[0\]\.starts is "with"; expected after/,
    ],
    [
      'steps that only look',
      /- { name: Manager, (.*) }\n.*\n/,
      '- { name: Manager, $1, reviewOnly: yes }\n',
      /expected nothing: somebody has to approve/,
    ],
    [
      'all, and at least two',
      'within: 8',
      'need: all, atLeast: 2',
      /atLeast is 2; expected nothing where all are needed/,
    ],
    ['a row twice', 'name: Large', 'name: Small', /rows\[1\]\.name is "Small"; expected a name no other row has/],
    [
      'a step twice',
      'name: Finance',
      'name: Manager',
      /steps\[1\]\.name .*expected a name no other step of the row has/,
    ],
    [
      'a limit about two',
      '{ role: controller, ',
      '{ role: controller, person: a@firm.test, ',
      /expected exactly one of role and person and group/,
    ],
    ['a limit without an amount', 'unlimited: yes', 'group: a.b', /expected exactly one of/],
    ['two limits of the same', 'role: controller, ', 'role: project-manager, ', /limit 1 is about them too/],
    ['true for yes', 'unlimited: yes', 'unlimited: true', /unlimited is true; expected yes/],
    ['a day that does not exist', '2026-01-01', '2026-02-30', /expected a day that exists/],
    ['a second policy', /$/, 'policies: []\n', /policies .*one of the fields policy/],
  ] as const)('%s', (_, from, to, said) => {
    const file = BASE.replace(from, to);
    expect(file).not.toBe(BASE);
    const { policy, problems } = parsePolicy(file);
    expect(policy).toBeUndefined();
    expect(problems?.map(problemText).join('\n')).toMatch(said);
  });
});

const rows = (yaml: string): Policy => policyOf(BASE.replace(/rows:[\s\S]*limits/, `rows:\n${yaml}\n  limits`));
const asks = (who: string) => `steps: [{ name: Approval, approvers: { ${who} } }]`;
const PM = asks('roles: [project-manager]');
const CONTROLLER = asks('roles: [controller]');
const row = (name: string, when: string, then: string) => `    - { name: ${name}, when: { ${when} }, ${then} }`;
const messages = (...written: string[]) => review(rows(written.join('\n'))).map(({ message }) => message);

describe('what a controller is told when a policy is loaded', () => {
  it('nothing where special cases stand before the general one', () => {
    expect(
      messages(
        row('Key', 'customers: [Acme], amountAbove: 100', CONTROLLER),
        row('Some', 'amountAbove: 100', PM),
        row('Rest', '', PM),
      ),
    ).toEqual([]);
  });

  it('a row after one that takes everything', () => {
    expect(messages(row('All', '', PM), row('Large', 'amountAbove: 10000', CONTROLLER))).toEqual([
      '“Large”: It never decides: “All” stands before it and takes every invoice it is for.',
    ]);
  });

  it('a row that two rows before it use up together, and neither alone', () => {
    expect(
      messages(
        row('Up to 5000', 'amountUpTo: 5000', PM),
        row('Above 5000', 'amountAbove: 5000', CONTROLLER),
        row('Thin', 'marginBelow: 20', CONTROLLER),
      ),
    ).toEqual([
      '“Thin”: It never decides: “Up to 5000” and “Above 5000” stand before it and take every invoice it is for.',
    ]);
  });

  it('nothing of the kind where a gap of one cent is left', () => {
    const found = messages(
      row('Up to 5000', 'amountUpTo: 4999.99', PM),
      row('Above 5000', 'amountAbove: 5000', PM),
      row('Thin', 'marginBelow: 20', PM),
    );
    expect(found).toEqual([]);
  });

  it('yes and no together use a row up', () => {
    expect(
      messages(
        row('New', 'newCustomer: yes', PM),
        row('Known', 'newCustomer: no', CONTROLLER),
        row('Milestones', 'contractTypes: [milestone]', CONTROLLER),
      ),
    ).toHaveLength(1);
  });

  it('kinds of work: any of them and nothing but them', () => {
    expect(
      messages(
        row('Only hours', 'onlyContractTypes: [time-and-materials]', PM),
        row(
          'Something else',
          'contractTypes: [fixed-fee, milestone, retainer, expenses, advance, holdback, other]',
          CONTROLLER,
        ),
        row('Rest', '', PM),
      ),
    ).toEqual([
      '“Rest”: It never decides: “Only hours” and “Something else” stand before it and take every invoice it is for.',
    ]);
  });

  it('rows that decide differently on the same invoices, neither being the special case', () => {
    expect(messages(row('New', 'newCustomer: yes', PM), row('Large', 'amountAbove: 10000', CONTROLLER))).toEqual([
      '“Large”: An invoice that fits both it and “New” goes by “New”, which stands first.',
    ]);
  });

  it('not where both decide the same', () => {
    expect(messages(row('New', 'newCustomer: yes', PM), row('Large', 'amountAbove: 10000', PM))).toEqual([]);
  });

  it('conditions that exclude each other', () => {
    const [found] = messages(row('Odd', 'anyFinding: no, findings: [rate.deviation]', PM), row('Rest', '', PM));
    expect(found).toBe('“Odd”: No invoice can fit it: its conditions exclude each other.');
  });

  it('a step nobody has the authority to take', () => {
    expect(messages(row('Huge', 'amountAbove: 20000', PM), row('Sales', '', asks('roles: [account-manager]')))).toEqual(
      [
        '“Huge”: No limit lets anybody asked in “Approval” approve what it is for.',
        '“Sales”: No limit lets anybody asked in “Approval” approve what it is for.',
      ],
    );
  });
});

describe('which policy is in force', () => {
  const firm = { id: 1, name: 'Firm' };
  const version = (fields: Partial<Policy>): Policy => ({ ...policyOf(BASE), ...fields });

  it.each([
    ['none yet', [version({ effectiveFrom: '2026-04-01' })], undefined],
    ['from its first day', [version({ effectiveFrom: '2026-03-31' })], 1],
    [
      'the newest that has begun',
      [
        version({}),
        version({ version: 2, effectiveFrom: '2026-03-01' }),
        version({ version: 3, effectiveFrom: '2026-04-01' }),
      ],
      2,
    ],
    ['the later version of two from the same day', [version({ version: 2 }), version({ version: 1 })], 2],
    [
      'the company’s own before the one for all',
      [version({ version: 9, effectiveFrom: '2026-03-01' }), version({ version: 2, company: { id: 1 } })],
      2,
    ],
    ['not another company’s', [version({ version: 9, company: { id: 2 } })], undefined],
  ])('%s', (_, policies, expected) => {
    const found = inForce(policies, firm, '2026-03-31');
    expect('policy' in found ? found.policy.version : undefined).toBe(expected);
  });

  it('none where the newest can’t be read: it is not passed over for an older one', () => {
    const broken = { name: 'Services', version: 2, effectiveFrom: '2026-03-01', problems: ['Rows is nothing.'] };
    expect(inForce([version({})], firm, '2026-03-31', [broken])).toEqual({
      unclear: '“Services”, version 2, can’t be used. Rows is nothing.',
    });
    expect(inForce([version({})], firm, '2026-02-28', [broken])).toHaveProperty('policy');
    expect(inForce([version({})], firm, '2026-03-31', [{ ...broken, companyId: 2 }])).toHaveProperty('policy');
    expect(inForce([version({})], firm, '2026-03-31', [{ ...broken, companyId: 1 }])).toHaveProperty('unclear');
  });

  it('neither of two by different names: they contradict each other', () => {
    const found = inForce([version({}), version({ name: 'Other' })], firm, '2026-03-31');
    expect(found).toEqual({ unclear: '“Services” and “Other” are both in force for Firm.' });
  });
});
