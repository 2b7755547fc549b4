import { describe, expect, test as base } from 'vitest';
import type { OdooAccess } from '../../src/odoo/api.ts';
import { contentHash } from '../../src/approvals/content.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { openPlace } from '../contract/place.ts';
import { draftOf } from '../contract/run.ts';
import { clockworkOf } from '../contract/sandbox.ts';

// The runner reads from the pattern which fixtures are wanted.
// eslint-disable-next-line no-empty-pattern
const test = base.extend('sandbox', { scope: 'file' }, async ({}, { onCleanup }) => {
  const sandbox = await startSandbox({ today: '2026-11-21' });
  onCleanup(() => sandbox.stop());
  return sandbox;
});

describe('what it does not know is a fault that says so', () => {
  const unknown = (what: string) =>
    expect.objectContaining({ code: 'fault', message: expect.stringContaining(`the sandbox does not know ${what}`) });

  test('models, methods, fields, operators, aggregates', async ({ sandbox }) => {
    const api = connectXmlRpc({ ...sandbox, ...sandbox.admin }, { retries: 0 });
    const read = (domain: Parameters<typeof api.searchRead>[1], field = 'name') =>
      api.searchRead('sale.order', domain, { fields: [field] });
    await expect(api.searchCount('helpdesk.ticket', [])).rejects.toEqual(unknown('the model helpdesk.ticket'));
    await expect(api.call('sale.order', 'action_quotation_send', [[1]])).rejects.toEqual(
      unknown('the method sale.order.action_quotation_send'),
    );
    await expect(read([], 'margin')).rejects.toEqual(unknown('the field sale.order.margin'));
    await expect(read([['partner_id.vip', '=', true]])).rejects.toEqual(unknown('the field res.partner.vip'));
    await expect(read([['partner_id', 'child_of', 1]])).rejects.toEqual(unknown('the operator child_of'));
    await expect(api.readGroup('account.analytic.line', [], [], ['unit_amount:avg'])).rejects.toEqual(
      unknown('the aggregate unit_amount:avg'),
    );
    await expect(api.call('sale.order', 'create', [{ name: 'New' }])).rejects.toEqual(
      unknown('how to create sale.order'),
    );
  });
});

test('wrong database, wrong password: as Odoo answers', async ({ sandbox }) => {
  const count = (wrong: Partial<OdooAccess>) =>
    connectXmlRpc({ ...sandbox, ...sandbox.drafter, ...wrong }, { retries: 0 }).searchCount('sale.order', []);
  await expect(count({ database: 'nowhere' })).rejects.toMatchObject({ code: 'database' });
  await expect(count({ password: 'wrong' })).rejects.toMatchObject({ code: 'login' });
  expect(await connectXmlRpc({ ...sandbox, ...sandbox.drafter }).version()).toBe('19.0');
});

describe('domains', () => {
  const count = async (api: ReturnType<typeof connectXmlRpc>, domain: Parameters<typeof api.searchCount>[1]) =>
    api.searchCount('sale.order', domain);

  test('prefix operators, paths, sets and empty values', async ({ sandbox }) => {
    const api = connectXmlRpc({ ...sandbox, ...sandbox.drafter });
    expect(await count(api, [])).toBe(12);
    expect(await count(api, [['name', 'in', ['NL-101', 'NL-102', 'NL-999']]])).toBe(2);
    expect(await count(api, ['|', ['name', '=', 'NL-101'], ['name', '=', 'NL-102'], ['state', '=', 'sale']])).toBe(2);
    expect(await count(api, ['!', '|', ['name', '=', 'NL-101'], ['name', '=', 'NL-102']])).toBe(10);
    expect(await count(api, [['partner_id.name', 'ilike', 'bank']])).toBe(1);
    expect(await count(api, [['order_line.display_type', '=', 'line_section']])).toBe(1);
    expect(await count(api, [['currency_id.name', '!=', 'USD']])).toBe(1);
    expect(await count(api, [['client_order_ref', '=', false]])).toBe(0);
    expect(await count(api, [['x_billing_po_valid_until', '<', '2026-11-01']])).toBe(1);
  });

  test('an operator with nothing to work on', async ({ sandbox }) => {
    const api = connectXmlRpc({ ...sandbox, ...sandbox.drafter }, { retries: 0 });
    await expect(count(api, ['|', ['name', '=', 'NL-101']])).rejects.toMatchObject({
      message: expect.stringContaining('too little to its right'),
    });
  });
});

test('an action that fails in the middle leaves nothing behind', async ({ sandbox }) => {
  const api = connectXmlRpc({ ...sandbox, ...sandbox.drafter });
  const before = await api.searchCount('account.move', []);
  const line = sandbox.refs.id('line', 'NL-104/1');
  const proposal = {
    key: 'half-done',
    orders: [
      {
        order_id: sandbox.refs.id('order', 'NL-104'),
        lines: [{ order_line_id: line, quantity: 1, price_unit: 960, discount: 0, parts: [] }],
      },
    ],
  };
  const payload = { proposals: [proposal, { ...proposal, key: 'broken', orders: undefined }] };
  await expect(api.runAction('action_draft', payload)).rejects.toMatchObject({ code: 'fault' });
  expect(await api.searchCount('account.move', [])).toBe(before);
  expect(await api.runAction('action_find_drafts', { keys: ['half-done'] })).toEqual({ found: {} });
});

test('what is not XML-RPC is turned away', async ({ sandbox }) => {
  expect((await fetch(sandbox.url)).status).toBe(404);
  const response = await fetch(`${sandbox.url}/xmlrpc/2/object`, { method: 'POST', body: '{"jsonrpc": "2.0"}' });
  expect(response.status).toBe(400);
});

test('whoever works for another company changes no draft by the desk', async ({ sandbox }) => {
  const { store, firm, refs } = sandbox;
  const place = await openPlace(sandbox, sandbox, firm, refs, clockworkOf(sandbox));
  const id = await draftOf(place, 'NL-112');
  const { content, lines } = await place.deciding.invoice(id);
  const { userId: personId } = await place.person('Carol Mendes');
  const { company_ids } = store.get('res.users', personId);
  const line = lines.find(({ parts }) => parts.length > 0);
  const edit = () =>
    place.deciding.editDraft({
      ...{ key: 'once', invoiceId: id, seen: contentHash(content), lineId: Number(line?.id), isMissing: false },
      ...{ kind: 'hold', reason: 'Asked', personId, verified: 'signed in at the desk' },
    });
  store.write('res.users', personId, { company_ids: [99] });
  await expect(edit()).rejects.toThrow('that takes the right to edit invoices, and its company');
  store.write('res.users', personId, { company_ids });
  expect(await edit()).toMatchObject({ status: 'done' });
});
