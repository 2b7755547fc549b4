import { afterAll, beforeAll, expect, it } from 'vitest';
import { policy } from '../../../../src/cli/expect/odoo/policy.ts';
import { openPlace } from '../../../../src/cli/open-place.ts';
import { openSettings } from '../../../../src/cli/settings.ts';
import { writePolicy } from '../../../../src/sandbox/actions/load-policy.ts';
import type { Sandbox } from '../../../../src/sandbox/sandbox.ts';
import { startSandbox } from '../../../../src/sandbox/sandbox.ts';
import { rows } from '../../../contract/rows.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ today: '2026-11-21' });
});
afterAll(() => sandbox.stop());

async function look() {
  const { url, database, desk } = sandbox;
  const settings = await openSettings('/nowhere/billing.env', {
    ODOO_URL: url,
    ODOO_DATABASE: database,
    ODOO_LOGIN: desk.login,
    ODOO_PASSWORD: desk.password,
  });
  return policy.look(openPlace(settings, { replace: false, ask: undefined, now: new Date('2026-11-21') }));
}

const row = (x_sequence: number, x_name: string, more = {}) => ({
  x_sequence,
  x_name,
  x_step_ids: rows({ x_name: 'Asked', x_starts: 'after', x_need: 'any', x_approvers_roles_controller: true }),
  ...more,
});

function decree(x_version: number, x_status: string, ...own: object[]): void {
  const [currency] = sandbox.store.where('res.currency', ({ name }) => name === 'USD');
  writePolicy((model, values) => sandbox.store.create(model, values).id, {
    x_name: 'Services',
    x_version,
    x_status,
    x_effective_from: '2026-01-01',
    x_currency_id: currency?.id,
    x_row_ids: rows(...own),
    x_limit_ids: rows({ x_sequence: 1, x_role: 'controller', x_unlimited: true }),
  });
}

it('says what of the policy can’t decide, of a proposed version, too', async () => {
  expect(await look()).toMatchObject({ is: 'unused' });
  decree(1, 'in-force', row(1, 'Large', { x_when_amount_above: 100 }), row(2, 'All'));
  expect(await look()).toEqual({ is: 'ok', what: 'Services, version 1, of every company, in force' });
  decree(2, 'proposed', row(1, 'All'), row(2, 'Large', { x_when_amount_above: 100 }));
  expect(await look()).toMatchObject({
    is: 'missing',
    what: expect.stringMatching(
      /^Services, version 2, of every company, proposed:\n.*“Large”: It never decides/,
    ) as string,
  });
});
