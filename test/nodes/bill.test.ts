import { describe, expect, onTestFinished, test } from 'vitest';

import { stepByStep } from '../../faults/step-by-step.ts';
import { itemsOf } from '../../scripts/n8n-runner.ts';
import type { BillingOdoo } from '../../src/billing/ports.ts';
import { BillingStopped, runBilling } from '../../src/billing/run.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { runSingle, singleNode } from './single.ts';
import { failure, LAST_MONTH, odooCredential, TODAY } from './world.ts';

async function open(): Promise<Sandbox> {
  const sandbox = await startSandbox({ today: TODAY });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

const drafting = (sandbox: Sandbox) => createBillingOdoo(connectXmlRpc(odooCredential(sandbox)), sandbox.url);

async function bill(sandbox: Sandbox, more: object = {}) {
  const parameters = { resource: 'work', operation: 'bill', to: LAST_MONTH, today: TODAY, filters: {}, ...more };
  const run = await runSingle(singleNode('odooBilling', parameters), { odooBillingApi: odooCredential(sandbox) });
  expect(failure(run)).toEqual({});
  return itemsOf(run, 'Node');
}

/** All that a run leaves in Odoo, by the invoice's key instead of ids, without times. */
function left({ store }: Sandbox): Record<string, string[]> {
  const keyOf = (id: number) => store.find('account.move', id)?.x_billing_key;
  const sorted = (rows: object[]) =>
    rows
      .map((row) =>
        JSON.stringify(
          Object.entries(row).filter(
            ([name]) => !/^(id|create_.*|write_.*|x_move_id|x_move_line_id|x_trail)$/.test(name),
          ),
        ),
      )
      .toSorted();
  const lines = store.all('account.move.line').map(({ name, quantity, price_unit, discount, move_id }) => ({
    ...{ name, quantity, price_unit, discount, key: keyOf(move_id) },
  }));
  return {
    invoices: sorted(
      store.all('account.move').map(({ ref, invoice_origin, state, x_billing_key, x_billing_period }) => ({
        ...{ ref, invoice_origin, state, x_billing_key, x_billing_period },
      })),
    ),
    lines: sorted(lines),
    parts: sorted(store.all('x_billing_part').map((row) => ({ ...row, key: keyOf(row.x_move_id) }))),
    said: sorted(store.all('x_billing_proposal').map((row) => ({ ...row, key: keyOf(row.x_move_id) }))),
    cases: sorted(
      store
        .all('x_billing_case')
        .map(({ x_key, x_name, x_detail, x_amount, x_state }) => ({ x_key, x_name, x_detail, x_amount, x_state })),
    ),
  };
}

test('leaves what the steps of the billing run leave, one by one', async () => {
  const [steps, node, some] = [await open(), await open(), await open()];
  await stepByStep(drafting(steps), { to: LAST_MONTH }, TODAY);
  const items = await bill(node);
  await runBilling(drafting(some), { to: LAST_MONTH }, { today: TODAY, most: 1 });
  const wanted = left(steps);
  for (const [what, rows] of Object.entries(wanted)) expect(rows.length, what).toBeGreaterThan(2);
  expect(left(node)).toEqual(wanted);
  expect(left(some)).toEqual(wanted);
  expect(items.map(({ status }) => status)).toEqual(items.map(() => 'drafted'));
  expect(items[0]).toMatchObject({
    invoiceId: expect.any(Number),
    orderName: expect.any(String),
    customer: expect.any(String),
  });
});

test('run again makes nothing twice, and nothing more', async () => {
  const sandbox = await open();
  const first = await bill(sandbox);
  const before = left(sandbox);
  const again = await bill(sandbox, { atOnce: 2 });
  expect(again).toEqual([]);
  expect(first.length).toBeGreaterThan(0);
  expect(left(sandbox)).toEqual(before);
});

test('closes what is mended, by itself and as a step of its own; a run over less work closes nothing', async () => {
  const close = (sandbox: Sandbox) => async (more: object) => {
    const parameters = { resource: 'case', operation: 'closeSolved', today: TODAY, filters: {}, ...more };
    const run = await runSingle(singleNode('odooBilling', parameters), { odooBillingApi: odooCredential(sandbox) });
    expect(failure(run)).toEqual({});
    return itemsOf(run, 'Node');
  };
  const state = ({ store }: Sandbox) =>
    store.where('x_billing_case', ({ x_code }) => x_code === 'milestone.evidence-missing').map((row) => row.x_state);
  const [node, steps] = [await open(), await open()];
  await bill(node);
  await bill(steps);
  expect([state(node), state(steps)]).toEqual([['open'], ['open']]);
  for (const { store } of [node, steps])
    for (const { x_record } of store.where('x_billing_case', ({ x_code }) => x_code === 'milestone.evidence-missing'))
      store.write('project.milestone', Number(x_record.split(',')[1]), { x_billing_acceptance: 'Signed' });
  expect(await close(steps)({ to: '2020-01-31' })).toEqual([{ closed: 0 }]);
  expect(await close(steps)({ to: LAST_MONTH, options: { models: ['retainer'] } })).toEqual([{ closed: 0 }]);
  expect(state(steps)).toEqual(['open']);
  expect(await close(steps)({ to: LAST_MONTH })).toEqual([{ closed: 1 }]);
  expect(await bill(node)).toHaveLength(1);
  expect([state(node), state(steps)]).toEqual([['closed'], ['closed']]);
});

test('refuses a number of calls that is none, before anything is read', async () => {
  const sandbox = await open();
  const before = left(sandbox);
  for (const atOnce of [0, -1, 9, 1.5, 'many', '={{ null }}']) {
    const parameters = { resource: 'work', operation: 'bill', to: LAST_MONTH, today: TODAY, filters: {}, atOnce };
    const run = await runSingle(singleNode('odooBilling', parameters), { odooBillingApi: odooCredential(sandbox) });
    expect(failure(run), String(atOnce)).toMatchObject({
      message: expect.stringContaining('is no number of calls'),
      description: 'Set Calls at Once to a whole number from 1 to 8.',
    });
  }
  expect(left(sandbox)).toEqual(before);
});

test.each([1, 2, 4])('makes as many calls at once as it is told, %i', async (atOnce) => {
  const [steps, sandbox] = [await open(), await open()];
  const odoo = drafting(sandbox);
  let [now, most] = [0, 0];
  const counted: BillingOdoo = {
    ...odoo,
    async draft(...args) {
      most = Math.max(most, (now += 1));
      return odoo.draft(...args).finally(() => (now -= 1));
    },
  };
  await runBilling(counted, { to: LAST_MONTH }, { today: TODAY, atOnce });
  expect(most).toBe(atOnce);
  await stepByStep(drafting(steps), { to: LAST_MONTH }, TODAY);
  expect(left(sandbox)).toEqual(left(steps));
});

describe('a run that breaks off', () => {
  const down = Object.assign(new Error('Odoo is away.'), { code: 'unreachable', mend: 'Start it.' });
  const run = (odoo: BillingOdoo, atOnce = 1) =>
    runBilling(odoo, { to: LAST_MONTH }, { today: TODAY, most: 1, atOnce });

  test.each([1, 3])(
    'of %i calls at once: known cases are opened, and run again it leaves what others do',
    async (atOnce) => {
      const [steps, sandbox] = [await open(), await open()];
      const odoo = drafting(sandbox);
      let calls = 0;
      const broken = run(
        {
          ...odoo,
          draft: (...args) => ((calls += 1) > 3 ? Promise.reject(down) : odoo.draft(...args)),
        },
        atOnce,
      );
      const error = await broken.then(
        () => undefined,
        (reason: unknown) => reason as BillingStopped,
      );
      expect(error).toBeInstanceOf(BillingStopped);
      expect(error?.message).toContain('Odoo is away.');
      expect(error?.mend).toContain('Start it. Then run it again');
      expect(error?.outcomes).toHaveLength(3);
      const known = sandbox.store.all('x_billing_case').length;
      expect(known).toBeGreaterThan(0);

      const rest = await run(odoo);
      await stepByStep(drafting(steps), { to: LAST_MONTH }, TODAY);
      expect(rest.length + 3).toBe(steps.store.all('account.move').filter((move) => move.x_billing_key).length);
      expect(left(sandbox)).toEqual(left(steps));
    },
  );

  test('where only why work waits can’t be recorded, drafts all the same, and says so', async () => {
    const [steps, sandbox] = [await open(), await open()];
    const odoo = drafting(sandbox);
    await expect(run({ ...odoo, recordVerdicts: () => Promise.reject(down) })).rejects.toMatchObject({
      name: 'BillingStopped',
      message: expect.stringContaining('Odoo is away.'),
    });
    await stepByStep(drafting(steps), { to: LAST_MONTH }, TODAY);
    const [got, wanted] = [left(sandbox), left(steps)];
    expect({ ...got, parts: [] }).toEqual({ ...wanted, parts: [] });
  });
});
