import { afterAll, beforeAll, expect, it } from 'vitest';
import { readStaff } from '../../src/odoo/staff.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ today: '2026-11-21' });
});
afterAll(() => sandbox.stop());

it.each([
  [' ann@firm.test ', 'ann@firm.test'],
  ['n/a', undefined],
  ['ann@firm.test, bob@firm.test', undefined],
  ['Ann <ann@firm.test>', undefined],
])('an employee’s address %j is taken for %j', async (written, email) => {
  const [employee] = [...sandbox.store.all('hr.employee')];
  if (!employee) throw new Error('nobody');
  employee.work_email = written;
  const staff = await readStaff(connectXmlRpc({ ...sandbox, ...sandbox.watcher }), [employee.id]);
  expect(staff.find((one) => one.employee.id === employee.id)?.email).toBe(email);
});
