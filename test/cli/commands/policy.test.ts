import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { odooBilling as run } from '../odoo-billing.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';

let sandbox: Sandbox;
let folder: string;
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  sandbox = await startSandbox({ today: '2026-11-21' });
  folder = await mkdtemp(join(tmpdir(), 'policy-'));
});
afterAll(async () => {
  await sandbox.stop();
  await rm(folder, { recursive: true });
});

const controller = () => {
  const found = sandbox.firm.users.find(({ role }) => role === 'controller');
  if (!found) throw new Error('The firm has no controller');
  return found;
};

function odooBilling(...args: string[]) {
  const { url, database, drafter } = sandbox;
  const { login, password } = controller();
  const environment = {
    ODOO_URL: url,
    ODOO_DATABASE: database,
    ODOO_READER_LOGIN: drafter.login,
    ODOO_READER_PASSWORD: drafter.password,
    ODOO_KEEPER_LOGIN: login,
    ODOO_KEEPER_PASSWORD: password,
  };
  return run(['policy', ...args], environment);
}

const policy = () => `policy:
  name: Services
  version: 1
  effectiveFrom: 2026-01-01
  currency: USD
  within: 16
  rows:
    - name: Routine
      when: { amountUpTo: 2000.50, onlyContractTypes: [expenses, time-and-materials], newCustomer: no }
      straightThrough: yes
    - name: Ours
      when: { customers: [${JSON.stringify(sandbox.firm.customers[0]?.name)}], findings: [rate.deviation] }
      steps:
        - { name: Finance, approvers: { people: [${controller().login.toUpperCase()}] }, fallback: { groups: [billing_automation.group_approver] } }
    - name: Large
      when: { amountAbove: 10000 }
      steps:
        - { name: Project manager, approvers: { roles: [project-manager] }, reviewOnly: yes }
        - { name: Controller, approvers: { roles: [controller] }, need: all, within: 8 }
    - name: Everything else
      steps:
        - { name: Project manager, approvers: { roles: [project-manager] } }
  limits:
    - { role: project-manager, upTo: 10000 }
    - { role: controller, unlimited: yes }
`;

async function given(name: string, text: string): Promise<string> {
  await writeFile(file(name), text);
  return file(name);
}

const decide = (version: number, status: string) => {
  for (const row of sandbox.store.where('x_billing_policy', (one) => one.x_version === version))
    sandbox.store.write('x_billing_policy', row.id, { x_status: status });
};

describe('policy import', () => {
  it('says what it would write, in words, and writes nothing', async () => {
    const { code, said } = await odooBilling('import', await given('policy.yaml', policy()));
    const person = controller().login;
    const customer = sandbox.firm.customers[0]?.name;
    expect(said).toBe(`Services, version 1, of every company: a draft, from 1 Jan 2026.
  From: 2026-01-01
  Within hours: 16
  Row 1: “Routine”, up to 2000.5, bills nothing but expenses or time and materials, known customer: nobody is asked
  Row 2: “Ours”, rate.deviation found, for ${customer}: Finance (${person}; else billing_automation.group_approver)
  Row 3: “Large”, above 10000: Project manager (project manager; only looks), then Controller (controller; all of them; within 8 hours)
  Row 4: “Everything else”, every invoice: Project manager (project manager)
  Limit: project manager: up to 10000
  Limit: controller: any amount

! “Large”: An invoice that fits both it and “Ours” goes by “Ours”, which stands first.

Nothing was written. Say --yes to write this draft.
`);
    expect(code).toBe(0);
    expect(sandbox.store.all('x_billing_policy')).toEqual([]);
  });

  it('writes a draft with --yes, in the name of whoever imports it, and then nothing more', async () => {
    const { said } = await odooBilling('import', file('policy.yaml'), '--yes');
    expect(said).toMatch(/Written to Odoo\. Nothing of it decides yet/);
    const [draft, ...others] = sandbox.store.all('x_billing_policy');
    expect([draft?.x_status, draft?.x_version, others]).toEqual(['draft', 1, []]);
    const [author] = sandbox.store.where('res.users', ({ login }) => login === controller().login);
    expect(draft?.x_author_ids).toEqual([author?.id]);
    const again = await odooBilling('import', file('policy.yaml'), '--yes');
    expect(again.said).toBe('Services, version 1, of every company (draft): nothing changed.\n\nNothing to write.\n');
  });

  it('a changed file is one more draft, and says what is different', async () => {
    decide(1, 'in-force');
    const changed = policy()
      .replace('amountAbove: 10000', 'amountAbove: 12000')
      .replace('effectiveFrom: 2026-01-01', 'effectiveFrom: 2027-01-01')
      .replace('need: all, ', '')
      .replace('    - { role: controller, unlimited: yes }\n', '');
    const { said } = await odooBilling('import', await given('changed.yaml', changed));
    expect(said.split('\n').slice(0, 6)).toEqual([
      'Services, version 2, of every company: a draft, from 1 Jan 2027, unlike version 1 (in force).',
      '  From: 2026-01-01 → 2027-01-01',
      '  Row 3, Above: 10000 → 12000',
      '  Row 3, step 2, Need: all → any',
      '  Limit 2: controller: any amount, no more',
      '',
    ]);
    expect(said).toContain('! “Large”: No limit lets anybody asked in “Controller” approve what it is for.');
  });

  it.each([
    [
      'nobody’s address',
      /people: \[.*?\]/,
      'people: [nobody@firm.test]',
      'policy.rows[1].steps[0].approvers.people[0] is "nobody@firm.test"; expected the e-mail address of a user Odoo has',
    ],
    [
      'a group there is not',
      'group_approver',
      'group_boss',
      'fallback.groups[0] is "billing_automation.group_boss"; expected the name of a group Odoo has',
    ],
    [
      'a customer there is not',
      /customers: \[.*?\]/,
      'customers: [Nobody Ltd]',
      'policy.rows[1].when.customers[0] is "Nobody Ltd"; expected a name as Odoo shows it',
    ],
    [
      'more decimals than the currency has',
      '2000.50',
      '2000.505',
      'policy.rows[0].when.amountUpTo is "2000.505"; expected a value Odoo can hold: it would be "2000.51"',
    ],
    [
      'another currency than the company’s',
      '  currency: USD',
      '  company: ours\n  currency: EUR',
      'policy.currency is "EUR"; expected USD, the company’s own',
    ],
    [
      'a misspelt condition',
      'amountAbove',
      'amountOver',
      'line 16, column 15: policy.rows[2].when.amountOver is 10000; expected no such field; did you mean amountAbove?',
    ],
  ])('%s is refused with its place, and nothing is written', async (_, from, to, words) => {
    const company = JSON.stringify(sandbox.store.all('res.company')[0]?.name);
    const bad = await given('bad.yaml', policy().replace(from, to).replace('company: ours', `company: ${company}`));
    const { code, said } = await odooBilling('import', bad, '--yes');
    expect([code, said]).toEqual([1, expect.stringContaining(words)]);
    expect(said).toMatch(/^Nothing was written:\n.*bad\.yaml: /);
    expect(sandbox.store.all('x_billing_policy')).toHaveLength(1);
  });
});

describe('policy export', () => {
  it('of the version in force: what import reads as unchanged, and the same again once it was imported', async () => {
    const { code, said: first } = await odooBilling('export');
    expect(code).toBe(0);
    expect(first).toContain('amountUpTo: 2000.5\n');
    expect((await odooBilling('import', await given('out.yaml', first))).said).toContain('nothing changed');
    const changed = first.replace('amountUpTo: 2000.5\n', 'amountUpTo: 1500\n');
    await odooBilling('import', await given('next.yaml', changed), '--yes');
    expect((await odooBilling('export')).said).toBe(first);
    const second = (await odooBilling('export', '--number', '2')).said;
    expect(second).toBe(changed.replace('version: 1', 'version: 2'));
    const { said } = await odooBilling('--json', 'export', '--number', '2');
    expect(said).toMatch(/^\{/);
    expect((await odooBilling('import', await given('out.json', said))).said).toContain('nothing changed');
  });

  it('says which there are where it is not clear', async () => {
    const company = sandbox.store.all('res.company')[0];
    sandbox.store.create('x_billing_policy', {
      x_name: 'Own',
      x_version: 1,
      x_status: 'draft',
      x_company_id: company?.id ?? 0,
    });
    expect(await odooBilling('export')).toEqual({
      code: 1,
      said: `Which policy?\n→ Give --company with one of: every, ${company?.name}.\n`,
    });
    const none = await odooBilling('export', '--company', company?.name ?? '');
    expect(none.said).toBe('No version of it is in force today.\n→ Give --number with one of: 1 (draft).\n');
    const broken = await odooBilling('export', '--company', company?.name ?? '', '--number', '1');
    expect(broken.said).toMatch(/^Nothing was exported: Own, version 1, .* can’t be used\. .*Currency is nothing/);
    expect((await odooBilling('export', '--company', 'every', '--number', '9')).said).toContain(
      '1 (in force), 2 (draft)',
    );
  });
});

describe('policy review', () => {
  it('of a file, without Odoo; what can’t be meant so is exit code 1', async () => {
    expect((await odooBilling('review', file('policy.yaml'))).code).toBe(0);
    const late = policy().replace(
      '- name: Routine',
      '- name: All\n      steps: [{ name: All, approvers: { roles: [controller] } }]\n    - name: Routine',
    );
    const { code, said } = await odooBilling('review', await given('late.yaml', late));
    expect(code).toBe(1);
    expect(said.split('\n')[1]).toBe(
      '  ! “Routine”: It never decides: “All” stands before it and takes every invoice it is for.',
    );
  });

  it('of what decides in Odoo or is proposed to', async () => {
    decide(2, 'proposed');
    const { code, said } = await odooBilling('review');
    expect(code).toBe(0);
    expect(said.split('\n').filter((line) => !line.startsWith(' '))).toEqual([
      'Services, version 1, of every company, in force:',
      '',
      'Services, version 2, of every company, proposed:',
      '',
    ]);
    for (const { id } of sandbox.store.where('x_billing_policy', ({ x_version }) => x_version === 2))
      sandbox.store.write('x_billing_policy', id, { x_intact: false });
    const after = await odooBilling('review');
    expect([after.code, after.said]).toEqual([
      1,
      expect.stringContaining('! It can’t be used. It is not what was put in force'),
    ]);
  });
});
