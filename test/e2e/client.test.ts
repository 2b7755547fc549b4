import { describe, expect } from 'vitest';
import type { Domain, OdooApi } from '../../src/odoo/api.ts';
import type { OdooError } from '../../src/odoo/errors.ts';
import { createRobots, installAddon, uninstallAddon } from '../../src/odoo/install.ts';
import { robotFaults } from '../../src/odoo/robots.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import { test as base } from './support/test.ts';

const test = base.extend('admin', { scope: 'file' }, ({ odoo }) => connectXmlRpc(odoo));

const errorOf = (call: Promise<unknown>): Promise<OdooError> =>
  call.then(
    () => expect.unreachable('it should fail'),
    (error: OdooError) => error,
  );

describe('what can be wrong', () => {
  test('another database, another password', async ({ odoo }) => {
    const count = (wrong: object) => connectXmlRpc({ ...odoo, ...wrong }, { retries: 0 }).searchCount('res.users', []);
    expect(await errorOf(count({ database: 'nowhere' }))).toMatchObject({
      code: 'database',
      message: expect.stringContaining('"nowhere"'),
    });
    expect((await errorOf(count({ password: 'wrong' }))).code).toBe('login');
  });

  test('no add-on: its actions, models and fields are missing', async ({ admin }) => {
    expect((await errorOf(admin.runAction('action_draft', {}))).code).toBe('addon');
    expect((await errorOf(admin.searchCount('x_billing_case', []))).code).toBe('addon');
    const field = admin.searchRead('account.move', [], { fields: ['x_billing_key'] });
    expect((await errorOf(field)).code).toBe('addon');
  });

  test('an app that is not installed, a method that does not exist', async ({ admin }) => {
    expect(await errorOf(admin.searchCount('helpdesk.ticket', []))).toMatchObject({
      code: 'fault',
      message: 'This Odoo does not know helpdesk.ticket.',
    });
    expect((await errorOf(admin.call('res.users', 'dance', [[1]]))).message).toBe(
      "Odoo failed in res.users.dance: AttributeError: The method 'res.users.dance' does not exist",
    );
  });

  test("Odoo's own refusal comes in its own words", async ({ admin }) => {
    const error = await errorOf(admin.call('res.partner', 'create', [{ name: false }]));
    expect(error).toMatchObject({ code: 'refused', message: expect.stringContaining('Contacts require a name') });
  });
});

test('the version needs no login', async ({ odoo }) => {
  expect(await connectXmlRpc({ ...odoo, password: 'wrong' }).version()).toBe('19.0');
});

test('small pages read what one page reads, in the same order', async ({ odoo, admin }) => {
  for (const read of [{}, { order: 'name desc, id' }, { order: 'name, id', limit: 700 }]) {
    const options = { fields: ['name', 'model_id'], ...read };
    const whole = await connectXmlRpc(odoo, { pageSize: 50_000 }).searchRead('ir.model.fields', [], options);
    const pages = await connectXmlRpc(odoo, { pageSize: 333 }).searchRead('ir.model.fields', [], options);
    expect(pages).toEqual(whole);
    expect(whole).toHaveLength(read.limit ?? (await admin.searchCount('ir.model.fields', [])));
  }
});

test('names and archived records come where asked for', async ({ admin }) => {
  const [plain] = await admin.searchRead('res.users', [['login', '=', 'admin']], { fields: ['company_id'] });
  const [named] = await admin.searchRead('res.users', [['login', '=', 'admin']], {
    fields: ['company_id'],
    names: true,
  });
  expect(named?.company_id).toEqual([plain?.company_id, expect.any(String)]);
  const root: Domain = [['login', '=', '__system__']];
  expect(await admin.searchRead('res.users', root, { fields: ['login'] })).toEqual([]);
  expect(await admin.searchRead('res.users', root, { fields: ['login'], archived: true })).toHaveLength(1);
});

test("totals are Odoo's own", async ({ admin }) => {
  const domain: Domain = [['project_id', '!=', false]];
  const [total] = await admin.readGroup('account.analytic.line', domain, [], ['unit_amount:sum', '__count']);
  const rows = await admin.searchRead('account.analytic.line', domain, { fields: ['unit_amount'] });
  expect(total?.__count).toBe(rows.length);
  expect(total?.['unit_amount:sum']).toBeCloseTo(
    rows.reduce((sum, row) => sum + (row.unit_amount as number), 0),
    6,
  );
});

test.for(['a\r\nb', 'x ]]> y ]]> z', '<b>&amp;</b>', '  spaces  ', 'ü 😀', ''])(
  'text goes to Odoo and back unchanged: %j',
  async (text, { admin }) => {
    const [id] = [await admin.call('res.partner', 'create', [{ name: 'Text', street: text }])].flat();
    const [row] = await admin.searchRead('res.partner', [['id', '=', id]], { fields: ['street'] });
    expect(row?.street).toBe(text);
  },
);

test('what Odoo did without an answer is done', async ({ admin }) => {
  const [move] = await admin.searchRead('account.move', [['state', '=', 'posted']], { fields: ['name'], limit: 1 });
  expect(await admin.call('account.move', 'button_draft', [[move?.id]])).toBeUndefined();
  const [after] = await admin.searchRead('account.move', [['id', '=', move?.id]], { fields: ['state'] });
  expect(after?.state).toBe('draft');
});

describe('the add-on', () => {
  const PASSWORD = 'Correct-Horse-7';
  const robots = { drafter: { login: 'n8n', password: PASSWORD }, desk: { login: 'desk', password: PASSWORD } };

  test('is installed once, robots are made once, and it goes without a trace', async ({ odoo, admin }) => {
    const first = await installAddon(admin);
    expect(first).toEqual({ installed: expect.stringMatching(/^19\.0\./), was: undefined, changed: true });
    expect(await installAddon(admin)).toEqual({ installed: first.installed, was: first.installed, changed: false });

    const ids = await createRobots(admin, robots);
    expect(await createRobots(admin, robots)).toEqual(ids);
    expect(await admin.searchCount('res.users', [['login', 'in', ['n8n', 'desk']]])).toBe(2);

    const as = (login: string) => connectXmlRpc({ ...odoo, login, password: PASSWORD });
    expect(await as('n8n').runAction('action_find_drafts', { keys: ['none'] })).toEqual({ found: {} });
    const error = await errorOf(as('desk').runAction('action_find_drafts', { keys: ['none'] }));
    expect(error).toMatchObject({ code: 'access', message: expect.stringContaining('action_find_drafts') });

    expect(await uninstallAddon(admin)).toBe(first.installed);
    expect(await uninstallAddon(admin)).toBeUndefined();
    expect((await errorOf(admin.searchCount('x_billing_case', []))).code).toBe('addon');
  });

  async function age(admin: OdooApi): Promise<string> {
    const { installed } = await installAddon(admin);
    const named: Domain = [['name', '=', 'billing_automation']];
    const [module] = await admin.searchRead('ir.module.module', named, { fields: ['id'] });
    await admin.call('ir.module.module', 'write', [[module?.id], { latest_version: '19.0.0.0.1' }]);
    return installed;
  }

  test('an older one is upgraded in place', async ({ admin }) => {
    const installed = await age(admin);
    expect(await installAddon(admin)).toEqual({ installed, was: '19.0.0.0.1', changed: true });
  });

  test('only administrators upgrade it', async ({ odoo, admin }) => {
    await age(admin);
    await createRobots(admin, robots);
    const error = await errorOf(installAddon(connectXmlRpc({ ...odoo, login: 'n8n', password: PASSWORD })));
    expect(error).toMatchObject({ code: 'access', message: expect.stringContaining('base.import.module') });
  });

  async function salesManagers(admin: OdooApi): Promise<number> {
    const named: Domain = [
      ['module', '=', 'sales_team'],
      ['name', '=', 'group_sale_manager'],
    ];
    const [group] = await admin.searchRead('ir.model.data', named, { fields: ['res_id'] });
    return group?.res_id as number;
  }

  test('takes nobody for a robot who is somebody', async ({ admin }) => {
    await installAddon(admin);
    const ellen = { login: 'ellen', name: 'Ellen Seller', group_ids: [[4, await salesManagers(admin)]] };
    await admin.call('res.users', 'create', [ellen], { context: { no_reset_password: true } });
    const rights = () => admin.searchRead('res.users', [['login', '=', 'ellen']], { fields: ['group_ids'] });
    const before = await rights();
    await expect(createRobots(admin, { ...robots, desk: { login: 'ellen' } })).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('"ellen" is somebody (Ellen Seller)'),
    });
    expect(await rights()).toEqual(before);
  });

  test('puts a robot right that somebody gave more rights', async ({ admin }) => {
    await installAddon(admin);
    const { desk } = await createRobots(admin, robots);
    await admin.call('res.users', 'write', [[desk], { group_ids: [[4, await salesManagers(admin)]] }]);
    expect(await robotFaults(admin, 'desk', 'desk')).toEqual(['"desk" has other groups than a robot\'s own two']);
    await createRobots(admin, robots);
    expect(await robotFaults(admin, 'desk', 'desk')).toEqual([]);
  });

  test('needs two robots: who drafts can not decide', async ({ admin }) => {
    await expect(createRobots(admin, { drafter: robots.desk, desk: robots.desk })).rejects.toMatchObject({
      code: 'refused',
    });
  });
});
