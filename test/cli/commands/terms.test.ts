import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { odooBilling as run } from '../odoo-billing.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';

let sandbox: Sandbox;
let folder: string;
let order: string;
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  sandbox = await startSandbox({ today: '2026-11-21' });
  folder = await mkdtemp(join(tmpdir(), 'terms-'));
  order = sandbox.store.get('sale.order', sandbox.refs.id('order', 'NL-112')).name;
});
afterAll(async () => {
  await sandbox.stop();
  await rm(folder, { recursive: true });
});

function odooBilling(...args: string[]) {
  const { url, database, drafter, keeper } = sandbox;
  const environment = {
    ODOO_URL: url,
    ODOO_DATABASE: database,
    ODOO_READER_LOGIN: drafter.login,
    ODOO_READER_PASSWORD: drafter.password,
    ODOO_KEEPER_LOGIN: keeper.login,
    ODOO_KEEPER_PASSWORD: keeper.password,
  };
  return run(['terms', ...args], environment);
}

const terms = (fee: number, more = '') => `agreements:
  - id: acme
    name: Acme support
    order: ${order}
    currency: EUR
    versions:
      - version: 1
        status: signed
        effectiveFrom: 2031-01-01
        signedOn: 2030-12-18
        signedBy: Jane Doe
        rates: [{ role: Consultant, rate: ${fee} }]
        caps: [{ name: In all, scope: agreement, amount: 40000, overflow: blocked }]
${more}`;

async function given(name: string, text: string): Promise<string> {
  await writeFile(file(name), text);
  return file(name);
}

describe('terms import', () => {
  it('says what it would write, and writes nothing', async () => {
    const { code, said } = await odooBilling('import', await given('acme.yaml', terms(120)));
    expect(code).toBe(0);
    expect(said)
      .toBe(`Acme support (acme): new agreement, order ${order} (id ${sandbox.refs.id('order', 'NL-112')}), EUR.
  Draft version 1, from 1 Jan 2031:
    From: 2031-01-01
    Rates, row 1: role Consultant, rate 120, per hour
    Caps, row 1: name In all, scope agreement, amount 40000, overflow blocked
    (The file has it signed, by Jane Doe on 18 Dec 2030: sign it in Odoo.)

Nothing was written. Say --yes to write this draft.
`);
    expect((await odooBilling('export', '--all')).said).toMatch(/^Odoo has no agreement in use/);
  });

  it('writes drafts with --yes, and then nothing more', async () => {
    const { said } = await odooBilling('import', await given('acme.yaml', terms(120)), '--yes');
    expect(said).toMatch(/Written to Odoo\. Nothing of it holds yet/);
    expect(sandbox.store.all('x_billing_terms')).toMatchObject([{ x_status: 'draft', x_signed_by: '' }]);
    const again = await odooBilling('import', file('acme.yaml'), '--yes');
    expect(again).toEqual({ code: 0, said: 'Acme support (acme): nothing changed.\n\nNothing to write.\n' });
  });

  it('a changed file is one more draft, and says what is different', async () => {
    const more = `      - version: 2
        status: draft
        effectiveFrom: 2031-06-01
        changeOrder: { number: CO-1 }
        rates: [{ role: Consultant, rate: 126 }, { role: Partner, rate: 300 }]
`;
    const { said } = await odooBilling('import', await given('acme.yaml', terms(120, more)));
    expect(said.split('\n').slice(1, 8)).toEqual([
      '  Draft version 2, from 1 Jun 2031, unlike version 1:',
      '    From: 2031-01-01 → 2031-06-01',
      '    Rates, row 1, Price: 120 → 126',
      '    Rates, row 2: role Partner, rate 300, per hour',
      '    Caps, row 1: name In all, scope agreement, amount 40000, overflow blocked, no more',
      '    Change order number: CO-1',
      '',
    ]);
  });

  it('of several files all or none: every mistake is told with its file and place', async () => {
    const bad = await given('bad.yaml', terms(-1).replace('id: acme', 'id: other'));
    const good = await given('good.yaml', terms(90).replace('id: acme', 'id: good'));
    const broken = await odooBilling('import', good, bad, '--yes');
    expect(broken.code).toBe(1);
    expect(broken.said).toContain(`${bad}: line 12, column `);
    expect(broken.said).toContain('agreements[0].versions[0].rates[0].rate is -1; expected a price');
    const twice = await odooBilling(
      'import',
      good,
      await given('twin.yaml', terms(90).replace('id: acme', 'id: good')),
    );
    expect(twice.said).toContain(`agreements[0].id is "good"; expected an id of its own: ${good} has it too`);
    const text = terms(90).replace(`order: ${order}`, 'customer: Nobody').replace('id: acme', 'id: lost');
    const lost = await given('lost.yaml', text);
    const { code, said } = await odooBilling('import', good, lost, '--yes');
    expect(code).toBe(1);
    expect(said).toContain(`${lost}: agreements[0].customer is "Nobody"; expected a name as Odoo shows it`);
    expect(sandbox.store.all('x_billing_agreement')).toHaveLength(1);
  });
});

describe('records by name', () => {
  const gates = (about: string) => `agreements:
  - id: gates
    name: Gates
    ${about}
    currency: EUR
    versions:
      - { version: 1, status: draft, effectiveFrom: 2031-01-01, milestoneGates: [{ milestone: Twice, requires: [acceptance-evidence] }] }
`;

  it('of milestones with one name the agreement’s own is taken, by its project or its order; else the ids are told', async () => {
    const { store } = sandbox;
    const [own, other] = store.all('project.project');
    const line = store.where('sale.order.line', ({ order_id }) => order_id === sandbox.refs.id('order', 'NL-112'))[0];
    const first = store.create('project.milestone', {
      name: 'Twice',
      project_id: own?.id ?? 0,
      sale_line_id: line?.id ?? 0,
    });
    const second = store.create('project.milestone', { name: 'Twice', project_id: other?.id ?? 0 });
    const said = async (about: string) => (await odooBilling('import', await given('gates.yaml', gates(about)))).said;
    const byProject = await said(`project: { id: ${other?.id} }`);
    expect(byProject).toContain(`Twice (id ${second.id})`);
    expect(await said(`order: ${order}`)).toContain(`Twice (id ${first.id})`);
    const customer = store.all('res.partner').at(-1);
    expect(await said(`customer: { id: ${customer?.id} }`)).toContain(
      `milestone is "Twice"; expected one record, by its id: Odoo has { id: ${first.id}, name: Twice }, { id: ${second.id}, name: Twice }`,
    );
    expect(await said(`customer: { id: ${customer?.id}, name: Somebody else }`)).toContain('by its name, which is');
  });
});

describe('terms export', () => {
  it('writes what import reads as unchanged', async () => {
    const { code, said } = await odooBilling('export', '--agreement', 'acme');
    expect(code).toBe(0);
    expect(said).toContain('rate: 120\n');
    const back = await odooBilling('import', await given('out.yaml', said));
    expect(back.said).toContain('nothing changed');
    const json = await odooBilling('export', '--all', '--json');
    expect((await odooBilling('import', await given('out.json', json.said))).said).toContain('nothing changed');
  });

  it('of what it can not write whole, nothing', async () => {
    const draft = sandbox.store.create('x_billing_agreement', { x_key: 'empty', x_name: 'Empty', x_active: true });
    const { code, said } = await odooBilling('export', '--all');
    expect(code).toBe(1);
    expect(said).toMatch(/^Nothing was exported:\nempty \(Empty\): .*at least one version/);
    expect((await odooBilling('export', '--agreement', 'acme')).code).toBe(0);
    sandbox.store.unlink('x_billing_agreement', draft.id);
  });

  it.each([
    [['export'], 'Which agreements?'],
    [['export', '--all', '--agreement', 'acme'], 'Which agreements?'],
    [['export', '--agreement', 'nobody'], 'nobody: Odoo has no agreement of this id in use.'],
  ])('%j', async (args, words) => {
    const { code, said } = await odooBilling(...args);
    expect([code, said]).toEqual([1, expect.stringContaining(words)]);
  });
});
