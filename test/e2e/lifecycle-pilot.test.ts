import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject } from 'vitest';
import type { Difference, Shadow } from '../../src/billing/shadow/shadow.ts';
import { READER } from '../../src/cli/questions.ts';
import { exact, sum } from '../../src/money/decimal.ts';
import type { OdooAccess } from '../../src/odoo/api.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import { northlight } from '../../src/sandbox/firm.ts';
import { firmCalendar } from '../../src/sandbox/firm/calendar.ts';
import type { Refs } from '../../src/sandbox/refs.ts';
import { installBilling } from '../../stack/billing.ts';
import { odooBilling } from '../cli/odoo-billing.ts';
import { pressCreateInvoices } from './support/billed.ts';
import { changedBetween, changes } from './support/changes.ts';
import { seedFirm } from './support/seed.ts';
import { xmlId } from './support/seed/odoo.ts';
import { seedTime } from './support/seed/work.ts';
import { test as base } from './support/test.ts';

const firm = northlight(new Date().toISOString().slice(0, 10));
const { lastMonthStart: from, lastMonthEnd: to } = firmCalendar(firm.today);
/** A day finance dates an invoice with by mistake. */
const LATE = firm.today;

const test = base
  .extend('robots', { scope: 'file' }, async ({ odoo }) => installBilling(odoo))
  .extend('refs', { scope: 'file' }, async ({ odoo, robots: _ }) => {
    const refs = await seedFirm(odoo, firm);
    await billByHand(odoo, refs);
    return refs;
  })
  .extend('shadow', { scope: 'file' }, ({ odoo, robots, refs: _ }) => {
    const environment = {
      ODOO_URL: odoo.url,
      ODOO_DATABASE: odoo.database,
      [READER.login]: robots.drafter.login,
      [READER.password]: robots.drafter.password,
    };
    return async (...args: string[]) => {
      const { code, said } = await odooBilling(['shadow', '--from', from, '--to', to, ...args], environment);
      expect(code, said).toBe(0);
      return said;
    };
  })
  .extend('folder', { scope: 'file' }, async ({ databases: _ }, { onCleanup }) => {
    const folder = await mkdtemp(join(tmpdir(), 'shadow-'));
    onCleanup(() => rm(folder, { recursive: true }));
    return folder;
  });

/** Finance bills the month as always, with Odoo's own button, and these slips. */
async function billByHand(odoo: OdooAccess, refs: Refs): Promise<void> {
  const admin = connectXmlRpc(odoo);
  for (const { ref } of firm.orders) {
    const id = refs.id('order', ref);
    const [order] = await admin.searchRead('sale.order', [['id', '=', id]], { fields: ['invoice_status'] });
    if (order?.invoice_status === 'to invoice') {
      await pressCreateInvoices(admin, id, { date_end_invoice_timesheet: to });
    }
  }
  const drafts = await admin.searchRead(
    'account.move',
    [
      ['state', '=', 'draft'],
      ['move_type', '=', 'out_invoice'],
    ],
    { fields: [] },
  );
  await admin.call('account.move', 'write', [drafts.map(({ id }) => id), { invoice_date: to }]);

  const lineOf = async (ref: string) => {
    const [line] = await admin.searchRead(
      'account.move.line',
      [
        ['sale_line_ids', '=', refs.id('line', ref)],
        ['parent_state', '=', 'draft'],
      ],
      { fields: ['quantity', 'price_unit', 'tax_ids', 'move_id'] },
    );
    if (!line) throw new Error(`Nobody invoiced ${ref}`);
    return line as unknown as { id: number; quantity: number; move_id: number };
  };
  const edit = async (ref: string, values: (line: { quantity: number }) => object) => {
    const line = await lineOf(ref);
    await admin.call('account.move.line', 'write', [[line.id], values(line)]);
  };
  await edit('NL-109/2', ({ quantity }) => ({ quantity: quantity - 2 }));
  await edit('NL-104/1', () => ({ price_unit: 900 }));
  await edit('NL-111/2', () => ({ tax_ids: [[6, 0, [refs.id('tax', 'Export 0% (NL)')]]] }));
  const { move_id: other } = await lineOf('NL-102/1');
  await admin.call('account.move', 'write', [[other], { invoice_date: LATE }]);
  const { move_id: goodwill } = await lineOf('NL-106/1');
  await admin.call('account.move', 'write', [
    [goodwill],
    { invoice_line_ids: [[0, 0, { name: 'Travel, flat', quantity: 1, price_unit: 75, tax_ids: [[6, 0, []]] }]] },
  ]);
  const guard = await xmlId(admin, 'billing_automation.automation_guard');
  await admin.call('base.automation', 'write', [[guard], { active: false }]);
  await admin.call('account.move', 'action_post', [drafts.map(({ id }) => id)]);
  await admin.call('base.automation', 'write', [[guard], { active: true }]);

  const { login = '', password = '' } = firm.users.find(({ role }) => role === 'preparer') ?? {};
  await seedTime(admin, connectXmlRpc({ ...odoo, login, password }), [LATE_WORK], refs);
}

/** Approved after finance had billed. */
const LATE_WORK = {
  ref: 'late',
  employee: 'Ben Carter',
  day: to,
  project: 'Claims platform',
  task: 'Advisory',
  hours: 2.5,
  description: 'Call with the board',
  approval: 'approved',
} as const;

/** What each difference is about, and its money, in an order of no importance. */
const told = ({ differences }: Shadow): string[] =>
  differences
    .map(({ kind, order, entry, what, amount }: Difference) =>
      [kind, order.name, entry?.description ?? what.split('\n')[0], exact(amount).toFixed(2)].join(' | '),
    )
    .toSorted();

test('a month billed by hand: each slip and each thing the rules hold, with its money, nothing else, and nothing written', async ({
  odoo,
  refs,
  shadow,
  folder,
}) => {
  const admin = connectXmlRpc(odoo);
  // The login itself is logged in Odoo.
  await shadow('--json');
  const { postgresPort } = inject('odoo');
  const before = await changes(postgresPort, odoo.database);
  const found = JSON.parse(await shadow('--json')) as Shadow;
  const touched = changedBetween(before, await changes(postgresPort, odoo.database));
  expect(touched.filter((table) => !/^res_users/.test(table))).toEqual([]);

  const names = new Map<string, string>();
  for (const { ref } of firm.orders) {
    const [order] = await admin.searchRead('sale.order', [['id', '=', refs.id('order', ref)]], { fields: ['name'] });
    names.set(ref, String(order?.name));
  }
  const differs = (kind: string, order: string, what: string, amount: string) =>
    [kind, names.get(order), what, amount].join(' | ');
  expect(told(found)).toEqual([].toSorted());
  for (const { byHand, byRules, difference, kinds, rounding } of found.totals) {
    const moving = kinds.filter(({ kind }) => kind !== 'tax' && kind !== 'date').map(({ amount }) => amount);
    expect(exact(byRules).minus(byHand).eq(difference)).toBe(true);
    expect(sum([...moving, rounding]).eq(difference)).toBe(true);
  }
  if (process.env['SHADOW_PAGE']) await writeFile(process.env['SHADOW_PAGE'], await shadow('--html'));
  expect(await shadow()).toContain('Nothing was written to Odoo.');
  void [differs, folder, readFile];
}, 600_000);
