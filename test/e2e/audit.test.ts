import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, inject } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import type { DeskEvent } from '../../src/billing/ports.ts';
import { odooBilling } from '../cli/odoo-billing.ts';
import { anchorHeads } from '../../src/desk/anchor.ts';
import type { Context } from '../../src/desk/context.ts';
import { openDatabase } from '../../src/desk/database.ts';
import { migrate } from '../../src/desk/migrate.ts';
import { readLinks } from '../../src/odoo/audit.ts';
import { installAddon } from '../../src/odoo/install.ts';
import { postgresUrl, sql } from '../../stack/postgres.ts';
import { cancel, creditNote as reverse } from '../contract/acts.ts';
import { decide } from './support/decide.ts';
import { creditNote } from './support/fixed-price.ts';
import { openScreen } from './support/screen.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld, PASSWORD, sellTime } from './support/world.ts';
import type { World } from './support/world.ts';

const TODAY = '2026-11-02';

/** Odoo's database as whoever has its password writes in it. */
const inDatabase = (world: World, text: string) =>
  sql(postgresUrl(inject('odoo').postgresPort, world.odoo.database), text);

const test = base
  .extend('world', { scope: 'file' }, async ({ odoo }) => {
    const world = await enterWorld(odoo);
    const groups = ['base.group_user', 'base.group_system', 'account.group_account_manager'];
    const ids = await Promise.all(groups.map(world.xmlId));
    await world.create('res.users', { name: 'Root', login: 'root', password: PASSWORD, group_ids: [[6, 0, ids]] });
    return world;
  })
  .extend('folder', { scope: 'file' }, async ({ world }, { onCleanup }) => {
    const folder = await mkdtemp(join(tmpdir(), `${world.odoo.database}-`));
    onCleanup(() => rm(folder, { recursive: true }));
    return folder;
  })
  /** Asked, approved, edited, approved again, posted: and anchored, link by link, as the desk does. */
  .extend('story', { scope: 'file' }, async ({ world, folder }, { onCleanup }) => {
    const database = await openDatabase('pglite:memory');
    onCleanup(() => database.close());
    await migrate(database);
    const anchorsFile = join(folder, 'anchors.jsonl');
    const context = {
      sql: database,
      odoo: world.deciding,
      now: () => new Date(),
      log: pino({ level: 'silent' }),
      channels: [],
      anchorsFile,
    } as unknown as Context;
    const anchor = () => anchorHeads(context);
    const invoiceId = await draftOne(world);
    await world.deciding.recordEvent(asked(invoiceId));
    await anchor();
    await decide(world, invoiceId, { verified: 'signed in at the desk', policy: 'standard@3' });
    const line = await lineOf(world, invoiceId);
    await world.as('clerk').call('account.move.line', 'write', [[line], { name: 'Other words' }]);
    await decide(world, invoiceId);
    await anchor();
    expect(await world.drafting.post([invoiceId])).toMatchObject([{ status: 'posted' }]);
    await anchor();
    return { invoiceId, anchor, anchorsFile };
  });

async function draftOne(world: World): Promise<number> {
  const { orderId } = await sellTime(world, [{ price: 120, hours: [8, 4] }]);
  const works = await world.drafting.collectWork({ to: '2026-10-31', orderIds: [orderId] });
  const proposals = propose(works, TODAY).flatMap((evaluation) => evaluation.proposal ?? []);
  const [outcome] = await draftProposals(world.drafting, proposals);
  if (!outcome || outcome.status === 'refused') throw new Error(JSON.stringify(outcome));
  return outcome.invoice.id;
}

/** Asked, approved and posted. */
async function postOne(world: World): Promise<number> {
  const invoiceId = await draftOne(world);
  await world.deciding.recordEvent(asked(invoiceId));
  await decide(world, invoiceId);
  expect(await world.drafting.post([invoiceId])).toMatchObject([{ status: 'posted' }]);
  return invoiceId;
}

const asked = (invoiceId: number): DeskEvent => ({
  key: randomUUID(),
  requestId: randomUUID(),
  invoiceId,
  kind: 'requested',
  what: 'Asked Approver',
  channel: 'desk',
  verified: '',
  reason: 'Line one\r\nline two \u0007 – “Zoë”',
  at: '2026-11-02T09:00:00.000Z',
});

async function lineOf(world: World, invoiceId: number): Promise<number> {
  const { lines } = await world.deciding.invoice(invoiceId);
  return lines.find(({ kind }) => kind === 'product')?.id as number;
}

const linksOf = async (world: World, invoiceId: number) =>
  (await readLinks(world.admin)).filter(({ invoice }) => invoice === invoiceId);
const kindsOf = async (world: World, invoiceId: number) =>
  (await linksOf(world, invoiceId)).map(({ columns }) => columns.kind);

/** What the Billing tab shows of the invoice's versions, a line. */
async function versionsOf(world: World, login: string, invoiceId: number): Promise<string> {
  const [move] = await world
    .as(login)
    .searchRead('account.move', [['id', '=', invoiceId]], { fields: ['x_billing_versions'] });
  return String(move?.['x_billing_versions'] || '').replace(/\s+/g, ' ');
}

async function verify(world: World, ...more: string[]) {
  const { url, database, login, password } = world.odoo;
  const environment = {
    ODOO_URL: url,
    ODOO_DATABASE: database,
    ODOO_ADMIN_LOGIN: login,
    ODOO_ADMIN_PASSWORD: password,
  };
  const { code, said } = await odooBilling(['verify-audit', ...more], environment);
  return { code, said, found: more.includes('--json') ? JSON.parse(said) : undefined };
}

describe('the record', () => {
  test('tells the whole story, and who wrote it', async ({ world, story }) => {
    const links = await linksOf(world, story.invoiceId);
    const told = links.map(({ columns: { kind, who, channel, policy } }) => [kind, who, channel, policy]);
    expect(told).toEqual([
      ['requested', '', 'desk', ''],
      ['approved', 'Approver', 'page', 'standard@3'],
      ['edited', 'Clerk', 'odoo', ''],
      ['approved', 'Approver', 'page', ''],
      ['posted', 'robot-drafter', 'odoo', ''].map((each, index) => (index === 1 ? expect.any(String) : each)),
    ]);
    expect(links[2]?.columns.detail).toMatch(/was .*, is Other words/);
    expect(links[0]?.columns.reason).toBe('Line one\nline two  – “Zoë”');
    expect(links[4]?.columns.decision).toBeGreaterThan(0);
  });

  test('holds, and says so', async ({ world, story }) => {
    const { code, said } = await verify(world, '--anchors', story.anchorsFile);
    expect(said).toMatch(/Every link holds: 5 links of 1 invoice, against 3 anchors/);
    expect(said).toMatch(/as shipped/);
    expect(code).toBe(0);
  });

  test('without anchors not all of it is proved', async ({ world, story }) => {
    expect(story.invoiceId).toBeGreaterThan(0);
    const { code, said } = await verify(world);
    expect([code, said]).toEqual([2, expect.stringContaining('No anchors were given')]);
  });

  test('nobody changes, removes or adds a link over the API, administrators included', async ({ world, story }) => {
    const [link] = await linksOf(world, story.invoiceId);
    const logins = ['clerk', 'preparer', 'approver', 'controller', 'robot-drafter', 'robot-desk', 'root'];
    for (const api of [world.admin, ...logins.map((login) => world.as(login))]) {
      for (const [method, args] of [
        ['write', [[link?.id], { x_reason: 'Other' }]],
        ['unlink', [[link?.id]]],
        ['create', [{ x_name: 'Forged', x_invoice: story.invoiceId, x_number: 9 }]],
      ] as const) {
        await expect(api.call('x_billing_audit', method, [...args])).rejects.toThrow();
      }
    }
    expect(await kindsOf(world, story.invoiceId)).toHaveLength(5);
  });

  test('not even by code that has all rights', async ({ world, story }) => {
    const [link] = await linksOf(world, story.invoiceId);
    const model = (await world.admin.searchRead('ir.model', [['model', '=', 'res.users']], { fields: ['id'] }))[0]?.id;
    for (const act of ["write({'x_reason': 'Other'})", 'unlink()']) {
      const code = `env['x_billing_audit'].sudo().browse(${link?.id}).${act}`;
      const action = await world.create('ir.actions.server', { name: 'Forge', model_id: model, state: 'code', code });
      await expect(world.admin.call('ir.actions.server', 'run', [[action]])).rejects.toThrow(/append-only/);
      await world.admin.call('ir.actions.server', 'unlink', [[action]]);
    }
  });

  test('many at once make one chain', async ({ world }) => {
    const invoiceId = await draftOne(world);
    const events = Array.from({ length: 8 }, () => asked(invoiceId));
    await Promise.all([...events, ...events].map((event) => world.deciding.recordEvent(event)));
    const links = await linksOf(world, invoiceId);
    expect(links.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe('written in the database itself, verify-audit names', () => {
  const REHASH = `
    create function pg_temp.rehash(of integer) returns void language plpgsql as $f$
    declare link record; said text; last text := ''; position integer := 0;
    begin
      for link in select * from x_billing_audit where x_invoice = of order by x_number loop
        position := position + 1;
        said := regexp_replace(link.x_record, '"previous":"[^"]*"', '"previous":"' || last || '"');
        said := regexp_replace(said, '"number":[0-9]+', '"number":' || position);
        update x_billing_audit set x_record = said, x_number = position, x_previous = last,
          x_hash = encode(sha256(convert_to(said, 'UTF8')), 'hex') where id = link.id;
        last := encode(sha256(convert_to(said, 'UTF8')), 'hex');
      end loop;
    end $f$;`;
  const attacks: [string, (id: number) => string, { link: number; code: string }][] = [
    [
      'an altered link',
      (id) => `update x_billing_audit set x_who = 'Nobody' where x_invoice = ${id} and x_number = 3`,
      { link: 3, code: 'altered' },
    ],
    [
      'another text under a version',
      (id) =>
        `update x_billing_audit set x_version = replace(x_version, '120.000000', '1.000000') where x_invoice = ${id} and x_number = 1`,
      { link: 1, code: 'altered' },
    ],
    [
      'a version taken away',
      (id) => `update x_billing_audit set x_version = null where x_invoice = ${id} and x_number = 3`,
      { link: 3, code: 'altered' },
    ],
    [
      'a link altered with its own hash',
      (
        id,
      ) => `update x_billing_audit set x_who = 'Nobody', x_record = replace(x_record, '"who":"Clerk"', '"who":"Nobody"'),
        x_hash = encode(sha256(convert_to(replace(x_record, '"who":"Clerk"', '"who":"Nobody"'), 'UTF8')), 'hex')
        where x_invoice = ${id} and x_number = 3`,
      { link: 3, code: 'rewritten' },
    ],
    [
      'a removed link',
      (id) => `delete from x_billing_audit where x_invoice = ${id} and x_number = 2`,
      { link: 2, code: 'missing' },
    ],
    [
      'links in another order',
      (id) => `update x_billing_audit set x_number = 5 - x_number where x_invoice = ${id} and x_number in (2, 3)`,
      { link: 2, code: 'reordered' },
    ],
    [
      'a tail cut off',
      (id) => `delete from x_billing_audit where x_invoice = ${id} and x_number > 3`,
      { link: 4, code: 'truncated' },
    ],
    [
      'a whole record removed',
      (id) => `delete from x_billing_audit where x_invoice = ${id}`,
      { link: 1, code: 'gone' },
    ],
    [
      'a whole record computed anew without one of its links',
      (id) =>
        // The text the link keeps is given to the next, which tells of the same.
        `${REHASH} update x_billing_audit set x_version = (select x_version from x_billing_audit where x_invoice = ${id}
           and x_number = 3) where x_invoice = ${id} and x_number = 4;
         delete from x_billing_audit where x_invoice = ${id} and x_number = 3; select pg_temp.rehash(${id})`,
      { link: 4, code: 'recomputed' },
    ],
    [
      'another content under a decision',
      (id) =>
        `update x_billing_decision set x_content = replace(x_content, '120.000000', '1.000000') where x_move_id = ${id}`,
      { link: 2, code: 'decision' },
    ],
  ];
  for (const [what, attack, fault] of attacks) {
    test(what, async ({ world, story }) => {
      const tables = ['x_billing_audit', 'x_billing_decision'];
      await inDatabase(world, tables.map((table) => `create table kept_${table} as table ${table}`).join(';'));
      try {
        await inDatabase(world, attack(story.invoiceId));
        const { code, found } = await verify(world, '--json', '--anchors', story.anchorsFile);
        expect(found.faults[0]).toMatchObject({ invoice: story.invoiceId, ...fault });
        expect(code).toBe(1);
      } finally {
        for (const table of tables) {
          await inDatabase(
            world,
            `delete from ${table}; insert into ${table} table kept_${table}; drop table kept_${table}`,
          );
        }
      }
    });
  }
});

describe('verify-audit raises the alarm where', () => {
  const changes: [string, string, object, RegExp][] = [
    [
      'the posting guard is switched off',
      'base.automation',
      { active: false },
      /Billing guard: only approved.*switched off/,
    ],
    [
      'an append-only rule is switched off',
      'base.automation',
      { active: false },
      /billing record is append-only \(edit\).*switched off/,
    ],
    [
      'the code of an append-only rule is emptied',
      'ir.actions.server',
      { code: 'pass' },
      /append-only \(delete\).*changed \(code\)/,
    ],
    ['a right is given', 'ir.model.access', { perm_write: true }, /audit group_controller|changed \(perm_write\)/],
  ];
  const records = [
    'automation_guard',
    'automation_seal_audit_write',
    'automation_seal_audit_unlink_code',
    'access_audit_group_approver',
  ];
  for (const [index, [what, model, values, alarm]] of changes.entries()) {
    test(what, async ({ world, story }) => {
      const id = await world.xmlId(`billing_automation.${records[index]}`);
      await world.admin.call(model, 'write', [[id], values]);
      const { code, found } = await verify(world, '--json', '--anchors', story.anchorsFile);
      await installAddon(world.admin, { restore: true });
      expect([code, found.alarms.join('\n')]).toEqual([1, expect.stringMatching(alarm)]);
    });
  }

  test('an invoice was posted while the guard was off', async ({ world, story }) => {
    const invoiceId = await draftOne(world);
    const guard = [await world.xmlId('billing_automation.automation_guard')];
    await world.admin.call('base.automation', 'write', [guard, { active: false }]);
    await world.admin.call('account.move', 'action_post', [[invoiceId]]);
    await world.admin.call('base.automation', 'write', [guard, { active: true }]);
    const { found } = await verify(world, '--json', '--anchors', story.anchorsFile);
    expect(found.faults).toMatchObject([{ invoice: invoiceId, link: 1, code: 'unapproved' }]);
  });
});

describe('acts that take a controller and a reason', () => {
  const acts: [string, string, (world: World, login: string, id: number) => Promise<unknown>][] = [
    [
      'rate-override',
      'another price',
      async (world, login, id) =>
        world.as(login).call('account.move.line', 'write', [[await lineOf(world, id)], { price_unit: 1 }]),
    ],
    [
      'rate-override',
      'a discount',
      async (world, login, id) =>
        world
          .as(login)
          .call('account.move', 'write', [
            [id],
            { invoice_line_ids: [[1, await lineOf(world, id), { discount: 50 }]] },
          ]),
    ],
    [
      'tax-change',
      'another tax',
      async (world, login, id) =>
        world.as(login).call('account.move.line', 'write', [[await lineOf(world, id)], { tax_ids: [[5, 0, 0]] }]),
    ],
    [
      'cancelled',
      'a cancellation',
      (world, login, id) => world.as(login).call('account.move', 'button_cancel', [[id]]),
    ],
    ['deleted', 'deleting it', (world, login, id) => world.as(login).call('account.move', 'unlink', [[id]])],
  ];
  for (const [kind, what, act] of acts) {
    test(what, async ({ world }) => {
      const invoiceId = await draftOne(world);
      for (const login of ['clerk', 'root']) await expect(act(world, login, invoiceId)).rejects.toThrow(/Controller/);
      await expect(act(world, 'controller', invoiceId)).rejects.toThrow(/Give the reason/);
      await world
        .as('controller')
        .call('account.move', 'write', [[invoiceId], { x_billing_reason: 'Agreed with Jane' }]);
      await act(world, 'controller', invoiceId);
      const links = await linksOf(world, invoiceId);
      expect(links.map(({ columns: { kind, who, reason } }) => [kind, who, reason])).toContainEqual([
        kind,
        'Controller',
        'Agreed with Jane',
      ]);
    });
  }

  test('a reason is for one save', async ({ world }) => {
    const invoiceId = await draftOne(world);
    const line = await lineOf(world, invoiceId);
    const controller = world.as('controller');
    const values = { x_billing_reason: 'Agreed', invoice_line_ids: [[1, line, { price_unit: 100, discount: 5 }]] };
    await controller.call('account.move', 'write', [[invoiceId], values]);
    const acts = (await kindsOf(world, invoiceId)).filter((kind) => kind === 'rate-override');
    expect(acts).toHaveLength(2);
    await expect(cancel(controller, invoiceId)).resolves.toBeUndefined();
    const other = await draftOne(world);
    await controller.call('account.move', 'write', [[other], { x_billing_reason: 'Agreed' }]);
    await controller.call('account.move.line', 'write', [[await lineOf(world, other)], { price_unit: 1 }]);
    await expect(controller.call('account.move', 'button_cancel', [[other]])).rejects.toThrow(/Give the reason/);
  });

  test('a credit note, by the dialog and over the API', async ({ world, story }) => {
    const [invoice] = await world.admin.searchRead('account.move', [['id', '=', story.invoiceId]], {
      fields: ['partner_id'],
    });
    await expect(reverse(world.as('clerk'), story.invoiceId)).rejects.toThrow(/Controller/);
    await expect(reverse(world.as('controller'), story.invoiceId, '')).rejects.toThrow(/Give the reason/);
    const values = { move_type: 'out_refund', partner_id: invoice?.partner_id, reversed_entry_id: story.invoiceId };
    await expect(world.as('clerk').call('account.move', 'create', [values])).rejects.toThrow(/Controller/);
    await expect(world.as('controller').call('account.move', 'create', [values])).rejects.toThrow(/Give the reason/);
    const refund = await creditNote(world, story.invoiceId);
    expect(await linksOf(world, refund)).toMatchObject([
      { columns: { kind: 'credit-note', who: 'Controller', reason: 'Wrong hours' } },
    ]);
    expect(await kindsOf(world, story.invoiceId)).toContain('credited');
  });

  test('keeps each version of the invoice once, and shows it beside the one before', async ({ world }) => {
    const invoiceId = await draftOne(world);
    const shownTo = (login: string) => versionsOf(world, login, invoiceId);
    await world.deciding.recordEvent(asked(invoiceId));
    expect(await shownTo('approver')).toBe('');
    const line = await lineOf(world, invoiceId);
    const change = (values: object) => world.as('clerk').call('account.move.line', 'write', [[line], values]);
    await change({ quantity: 10 });
    await change({ name: 'Other <b>words</b>' });
    await change({ quantity: 12 });
    await decide(world, invoiceId);

    const links = await linksOf(world, invoiceId);
    const kept = links.filter(({ version }) => version);
    expect(kept).toHaveLength(new Set(links.map(({ columns }) => columns.content)).size);
    for (const { version, columns } of kept) expect(version).toBe(columns.content);
    expect(links.at(-1)?.version).toBe('');

    const shown = await shownTo('approver');
    expect(Array.from(shown.matchAll(/<b>Version (\d)<\/b>, (\w+),/g), ([, number, who]) => [number, who])).toEqual([
      ['4', 'Clerk'],
      ['3', 'Clerk'],
      ['2', 'Clerk'],
    ]);
    // From 12 hours to 10, the words, and back to 12; what is the same on both sides is not told.
    const [back = '', words = '', off = ''] = shown.split(/(?=<b>Version \d<\/b>)/).slice(1);
    expect(off).toMatch(/12 Hours.*10 Hours.*Total/);
    expect(words).toContain('Other &lt;b&gt;words&lt;/b&gt;');
    expect(words).not.toContain('Total');
    expect(back).toMatch(/10 Hours.*12 Hours/);
  });

  test('names nobody for a change that has no link of its own', async ({ world }) => {
    const invoiceId = await postOne(world);
    await world.as('clerk').call('account.move', 'write', [[invoiceId], { ref: 'PO 4711' }]);
    await creditNote(world, invoiceId);
    const [last = ''] = (await versionsOf(world, 'approver', invoiceId)).split(/(?=<b>Version \d<\/b>)/).slice(1);
    expect(last).toMatch(/<b>Version \d<\/b>,\s*changed before “Credit note drawn up” of/);
    expect(last).toContain('PO 4711');
    for (const unsaid of ['Controller', 'Wrong hours']) expect(last).not.toContain(unsaid);
  });

  test('shows which work a credit note no longer frees, and amounts to the last digit', async ({ world }) => {
    const refund = await creditNote(world, await postOne(world));
    await world.deciding.recordEvent(asked(refund));
    const controller = world.as('controller');
    const tick = { invoice_line_ids: [[1, await lineOf(world, refund), { x_billing_money_only: true }]] };
    await controller.call('account.move', 'write', [[refund], tick]);
    await world.deciding.recordEvent(asked(refund));
    const [last = ''] = (await versionsOf(world, 'approver', refund)).split(/(?=<b>Version \d<\/b>)/).slice(1);
    expect(last).toMatch(/Gives back: .*All its work.*Money only/);

    const invoiceId = await draftOne(world);
    await world.deciding.recordEvent(asked(invoiceId));
    const change = { quantity: 102_880_657.51 };
    await world.as('clerk').call('account.move.line', 'write', [[await lineOf(world, invoiceId)], change]);
    const [move] = await world.admin.searchRead('account.move', [['id', '=', invoiceId]], { fields: ['amount_total'] });
    const total = Number(move?.['amount_total']).toLocaleString('en-US', { maximumFractionDigits: 2 });
    expect(total).toMatch(/^\d\d,\d{3},\d{3},\d{3}\.\d+$/);
    const shown = await versionsOf(world, 'approver', invoiceId);
    expect(shown).toContain('102,880,657.51 Hours');
    expect(shown).toContain(`${total} `);
  });

  test('a customer in the portal and a salesperson are shown none of it', async ({ world, story }) => {
    const id = story.invoiceId;
    const [move] = await world.admin.searchRead('account.move', [['id', '=', id]], { fields: ['partner_id'] });
    const groups = {
      customer: ['base.group_portal'],
      seller: ['base.group_user', 'sales_team.group_sale_salesman_all_leads'],
    };
    for (const [login, names] of Object.entries(groups)) {
      const ids = await Promise.all(names.map(world.xmlId));
      const who = login === 'customer' ? { partner_id: move?.partner_id } : { name: 'Seller' };
      await world.create('res.users', { ...who, login, password: PASSWORD, group_ids: [[6, 0, ids]] });
    }
    await world.admin.call('account.move', 'message_subscribe', [[id]], { partner_ids: [move?.partner_id] });
    const read = async (login: string, fields: string[]) =>
      (await world.as(login).call('account.move', 'read', [[id], fields])) as Record<string, unknown>[];
    expect(await read('approver', ['x_billing_versions'])).toMatchObject([
      { x_billing_versions: expect.stringContaining('Other words') },
    ]);
    const said = ['findings', 'trace', 'preparer'];
    const closed = ['versions', 'shown', 'ask', 'question', 'seen', 'request_id', 'submission_id', 'untold', ...said];
    const fields = closed.map((name) => `x_billing_${name}`);
    expect(await read('approver', ['x_billing_trace'])).toMatchObject([
      { x_billing_trace: expect.stringMatching(/Hours ×/) },
    ]);
    for (const login of Object.keys(groups)) {
      const [told] = await read(login, [...fields, 'amount_total']);
      expect(told?.['amount_total']).toBeGreaterThan(0);
      expect(fields.filter((name) => told?.[name])).toEqual([]);
      await expect(world.as(login).searchRead('x_billing_proposal', [], { fields: ['x_trace'] })).rejects.toMatchObject(
        {
          code: 'access',
        },
      );
    }
    expect(await read('customer', ['x_billing_case_count'])).toMatchObject([{ x_billing_case_count: 0 }]);
  });

  test('on screen: reason and act, and both are told there', async ({ world, story }) => {
    const invoiceId = await draftOne(world);
    await world.deciding.recordEvent(asked(invoiceId));
    const screen = await openScreen(world.odoo, 'controller');
    const { page } = screen;
    const form = async (id: number) => {
      await page.goto(`${world.odoo.url}/odoo/action-account.action_move_out_invoice_type/${id}`);
      await page.locator('a[name=billing]').click();
    };
    await form(invoiceId);
    const press = () => page.locator('button[name=button_cancel]').first().click();
    await press();
    await page.getByText(/Give the reason first/).waitFor();
    await screen.shoot('record-refused');
    await page.keyboard.press('Escape');
    await form(invoiceId);
    await page.locator('div[name=x_billing_reason] input').fill('Agreed with Jane');
    await press();
    await page.locator('td[data-tooltip="Cancelled"], td:has-text("Cancelled")').first().waitFor();
    await screen.shoot('record-cancelled');
    expect((await linksOf(world, invoiceId)).at(-1)?.columns).toMatchObject({
      kind: 'cancelled',
      who: 'Controller',
      reason: 'Agreed with Jane',
    });
    await form(story.invoiceId);
    await page.locator('div[name=x_billing_versions]').scrollIntoViewIfNeeded();
    await page.getByText('Other words').last().waitFor();
    await screen.shoot('record-invoice');
    await screen.open('billing_automation.window_audit');
    await screen.shoot('record-list');
    await screen.close();
  });

  test('a draft by hand that nobody was asked about is free', async ({ world }) => {
    const clerk = world.as('clerk');
    const partner = await world.create('res.partner', { name: 'Somebody' });
    const values = {
      move_type: 'out_invoice',
      partner_id: partner,
      invoice_line_ids: [[0, 0, { name: 'By hand', quantity: 1, price_unit: 10 }]],
    };
    const id = [await clerk.call('account.move', 'create', [values])].flat()[0] as number;
    await clerk.call('account.move.line', 'write', [[await lineOf(world, id)], { price_unit: 12 }]);
    await clerk.call('account.move', 'button_cancel', [[id]]);
    expect(await linksOf(world, id)).toEqual([]);
  });
});
