import type { Locator } from 'playwright-core';
import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import { connectJson2 } from '../../src/odoo/json2.ts';
import type { Domain, OdooApi, Row } from '../../src/odoo/api.ts';
import { startDesk } from '../../stack/desk.ts';
import { rows } from '../contract/rows.ts';
import { openMailbox } from '../desk/mailbox.ts';
import { decree, hireControllers, press } from './support/decree.ts';
import { deskSettings, TOKEN } from './support/desk-settings.ts';
import { eventually } from './support/firm.ts';
import { keyMaker } from './support/keys.ts';
import { openScreen, type Screen } from './support/screen.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld, PASSWORD, sellTime, type World } from './support/world.ts';

const TODAY = new Date().toISOString().slice(0, 10);
const MODEL = 'x_billing_submission';
const [APPROVER, CONTROLLER] = ['approver@firm.test', 'controller@firm.test'];

/** A real Odoo, and a desk of its own process beside it that Odoo can hint at. */
const test = base
  .extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo))
  .extend('at', { scope: 'file' }, async ({ world, databases, odoo }, { onCleanup }) => {
    const mailbox = await openMailbox();
    const desk = await startDesk(deskSettings(odoo, await databases.postgresUrl(`${odoo.database}_form`), mailbox));
    const screens: Screen[] = [];
    onCleanup(async () => {
      for (const screen of screens) await screen.close();
      await desk.stop();
      await mailbox.close();
      await databases.drop(`${odoo.database}_form`);
    });

    const userId = async (login: string) =>
      (await world.admin.searchRead('res.users', [['login', '=', login]], { fields: ['id'] }))[0]?.id as number;

    /** Drafts work of a customer, edited by hand where it is to look unusual, and asks about it. */
    async function asked(
      customer: string,
      { unusual = false, approvers = [APPROVER, CONTROLLER], preparer = '' } = {},
    ) {
      const { orderId } = await sellTime(world, [{ price: 145, hours: [8, 7.5, 6] }], { customer });
      const works = await world.drafting.collectWork({ to: '2026-10-31', orderIds: [orderId] });
      const proposals = propose(works, TODAY).flatMap((evaluation) => evaluation.proposal ?? []);
      const [outcome] = await draftProposals(world.drafting, proposals, { preparer });
      if (!outcome || outcome.status === 'refused') throw new Error(JSON.stringify(outcome));
      const invoiceId = outcome.invoice.id;
      if (unusual) await raisePrice(world, invoiceId);
      const response = await fetch(`${desk.url}/api/requests`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({ invoiceId, approvers }),
      });
      const { id } = (await response.json()) as { id: string };
      const request = await eventually(async () => shownOf(world.as('preparer'), id));
      return { id, invoiceId, request };
    }

    /** The form of an invoice, as this person sees it. */
    async function form(login: string, invoiceId: number, [width, height] = [1440, 900]): Promise<Screen> {
      const screen = await openScreen(odoo, login);
      screens.push(screen);
      await screen.page.setViewportSize({ width: width ?? 0, height: height ?? 0 });
      await look(screen, invoiceId);
      return screen;
    }
    async function look({ page }: Screen, invoiceId: number): Promise<void> {
      await page.goto(`${odoo.url}/odoo/customer-invoices/${invoiceId}`);
      await page.locator('[name=billing_ask]').waitFor();
    }
    const answered = (id: number) =>
      eventually(async () => {
        const [row] = await world.as('preparer').searchRead(
          MODEL,
          [
            ['id', '=', id],
            ['x_state', '!=', 'waiting'],
          ],
          { fields: ['x_state', 'x_answer', 'create_uid', 'x_name'] },
        );
        return row;
      });
    const lastOf = async (invoiceId: number) => {
      const last = { fields: ['x_state', 'x_outcome', 'x_answer', 'create_uid'], order: 'id desc', limit: 1 };
      const [row] = await world.as('preparer').searchRead(MODEL, [['x_invoice', '=', invoiceId]], last);
      return row;
    };
    /** What is on the record of an invoice of this kind. */
    const recorded = async (invoiceId: number, kind: string) => {
      const fields = ['x_actor_id', 'x_channel', 'x_reason', 'x_verified'];
      const of: Domain = [
        ['x_invoice', '=', invoiceId],
        ['x_kind', '=', kind],
      ];
      return world.admin.searchRead('x_billing_audit', of, { fields });
    };
    /** Mails to somebody that say this. */
    const mailed = (to: string, words: string) =>
      mailbox.to(to).filter(({ raw }) => raw.replaceAll('=\r\n', '').includes(words));
    return { desk, userId, asked, form, look, answered, lastOf, recorded, mailed };
  });

async function shownOf(api: OdooApi, requestId: string): Promise<Row | undefined> {
  const fields = ['id', 'x_state', 'x_seen', 'x_standing', 'x_asked_ids', 'x_talk', 'x_questions'];
  return (await api.searchRead('x_billing_request', [['x_request', '=', requestId]], { fields }))[0];
}

async function raisePrice(world: World, invoiceId: number): Promise<void> {
  const lines = await world.admin.searchRead(
    'account.move.line',
    [
      ['move_id', '=', invoiceId],
      ['display_type', '=', 'product'],
    ],
    { fields: ['price_unit'] },
  );
  const controller = world.as('controller');
  await controller.call('account.move', 'write', [[invoiceId], { x_billing_reason: 'Agreed on the phone' }]);
  await controller.call('account.move.line', 'write', [
    [lines[0]?.id],
    { price_unit: (lines[0]?.price_unit as number) + 10 },
  ]);
}

const submit = async (api: OdooApi, values: Row): Promise<number> =>
  [await api.call(MODEL, 'create', [values])].flat()[0] as number;

/** What the web client calls when a dialog is saved. Runs in the browser, with its session. */
async function saveInBrowser({
  model,
  values,
}: {
  model: string;
  values: Row;
}): Promise<{ result?: { id: number }[] }> {
  const params = { model, method: 'web_save', args: [[], values], kwargs: { specification: { x_state: {} } } };
  const response = await fetch(`/web/dataset/call_kw/${model}/web_save`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', method: 'call', params }),
  });
  return (await response.json()) as { result?: { id: number }[] };
}

/** Odoo's web client shows what it knows from before, and then what it was told just now. */
const says = (place: Locator, words: string | RegExp) => place.filter({ hasText: words }).first().waitFor();
const gone = (place: Locator) => place.waitFor({ state: 'detached' });

const box = ({ page }: Screen) => page.locator('[name=billing_ask]');
const button = (screen: Screen, name: string) => box(screen).getByRole('button', { name });

describe('on the invoice’s form in Odoo', () => {
  test(
    'an approver sees why it came to them and what is unusual, and approves',
    { timeout: 600_000 },
    async ({ world, at }) => {
      const { invoiceId, id } = await at.asked('Brandt & Söhne <Maschinenbau> GmbH', {
        unusual: true,
        approvers: [APPROVER],
      });
      const phone = await at.form('approver', invoiceId, [390, 844]);
      await button(phone, 'Approve').waitFor();
      await phone.shoot('odoo-form-phone');
      const screen = await at.form('approver', invoiceId);
      await button(screen, 'Reject').waitFor();
      const said = (await box(screen).textContent()) ?? '';
      expect(said).toContain('You are asked to approve this invoice');
      expect(said).toContain('Named to decide: Approver.');
      expect(said).toContain('Edited by hand: Consulting says 3,332.50 USD, the work it bills is worth 3,117.50 USD.');
      expect(await box(screen).locator('a').getAttribute('href')).toBe(`${at.desk.url}/inbox/${id}`);
      await screen.shoot('odoo-form');
      await button(screen, 'Approve').click();
      const dialog = screen.page.locator('.modal-content');
      await dialog.getByRole('button', { name: 'Approve' }).waitFor();
      expect(await dialog.textContent()).toContain('Brandt & Söhne <Maschinenbau> GmbH');
      expect(await dialog.locator('.alert-warning').textContent()).toMatch(/Unusual/);
      await screen.shoot('odoo-form-approve');
      await dialog.getByRole('button', { name: 'Approve' }).click();
      await dialog.waitFor({ state: 'detached' });
      await eventually(async () => (await world.deciding.invoice(invoiceId)).decisions.length > 0);
      await screen.shoot('odoo-form-approved');
      expect((await world.deciding.invoice(invoiceId)).decisions).toMatchObject([
        { outcome: 'approved', by: 'Approver', channel: 'odoo', current: true },
      ]);
      await eventually(async () => (await shownOf(world.as('preparer'), id))?.x_state === 'approved');
      await eventually(async () => (await at.lastOf(invoiceId))?.x_state === 'accepted');
      await at.look(screen, invoiceId);
      await says(box(screen), /Approved by Approver in Odoo.*The approval desk has it/s);
      await gone(button(screen, 'Approve'));
      expect(await world.drafting.post([invoiceId])).toMatchObject([{ status: 'posted' }]);
    },
  );

  test('a rejection wants its reason, and opens a case', { timeout: 600_000 }, async ({ world, at }) => {
    const { invoiceId } = await at.asked('Kantonsspital Baden');
    const screen = await at.form('controller', invoiceId);
    await button(screen, 'Reject').click();
    const dialog = screen.page.locator('.modal-content');
    await dialog.getByRole('button', { name: 'Reject' }).click();
    await screen.page.locator('.o_notification', { hasText: /Reason|Missing required/ }).waitFor();
    expect(await at.lastOf(invoiceId)).toBeUndefined();
    await dialog.locator('[name=x_reason] textarea').fill('Two days belong to another order.');
    await screen.shoot('odoo-form-reject');
    await dialog.getByRole('button', { name: 'Reject' }).click();
    await dialog.waitFor({ state: 'detached' });
    await eventually(async () => (await at.lastOf(invoiceId))?.x_state === 'accepted');
    await eventually(async () => (await world.deciding.invoice(invoiceId)).decisions.length > 0);
    expect((await world.deciding.invoice(invoiceId)).decisions).toMatchObject([
      { outcome: 'rejected', by: 'Controller', reason: 'Two days belong to another order.' },
    ]);
  });

  test('whoever has a hand in it by now is refused, and told why', { timeout: 600_000 }, async ({ world, at }) => {
    const { invoiceId, id } = await at.asked('Nordhavn Energi A/S');
    const screen = await at.form('controller', invoiceId);
    await button(screen, 'Approve').waitFor();
    await world
      .as('controller')
      .call('account.move', 'write', [[invoiceId], { invoice_user_id: await at.userId('controller') }]);
    await at.look(screen, invoiceId);
    await button(screen, 'Approve').click();
    await screen.page.locator('.modal-content').getByRole('button', { name: 'Approve' }).click();
    await eventually(async () => (await at.lastOf(invoiceId))?.x_state === 'refused');
    await at.look(screen, invoiceId);
    await eventually(async () => /Refused.*prepared this invoice/s.test((await box(screen).textContent()) ?? ''));
    await screen.shoot('odoo-form-refused');
    expect((await world.deciding.invoice(invoiceId)).decisions).toEqual([]);
    expect((await shownOf(world.as('preparer'), id))?.x_state).toBe('open');
    const preparer = await at.form('preparer', invoiceId);
    await eventually(async () => (await box(preparer).textContent())?.includes('Who is asked, and why'));
    await gone(button(preparer, 'Approve'));
    await preparer.shoot('odoo-form-preparer');
  });

  test(
    'while the desk is down it waits and says so; then it counts, once',
    { timeout: 600_000 },
    async ({ world, at }) => {
      const { invoiceId } = await at.asked('Lindqvist Logistik AB');
      await at.desk.stopServer('SIGKILL');
      const screen = await at.form('approver', invoiceId);
      await button(screen, 'Approve').click();
      const dialog = screen.page.locator('.modal-content');
      await dialog.getByRole('button', { name: 'Approve' }).click();
      await dialog.waitFor({ state: 'detached' });
      await box(screen).getByText('waits for the approval desk').waitFor();
      await screen.shoot('odoo-form-waits');
      await gone(button(screen, 'Approve'));
      await at.desk.startServer();
      await eventually(async () => (await at.lastOf(invoiceId))?.x_state === 'accepted');
      await eventually(async () => (await world.deciding.invoice(invoiceId)).decisions.length > 0);
      expect((await world.deciding.invoice(invoiceId)).decisions).toHaveLength(1);
    },
  );
});

describe('what is said on the form besides a decision', () => {
  test('a question is asked, answered and shown, and decides nothing', { timeout: 600_000 }, async ({ world, at }) => {
    const { invoiceId, id } = await at.asked('Fjord & Frost <Seafood> AS', { preparer: 'preparer@firm.test' });
    const screen = await at.form('approver', invoiceId);
    await button(screen, 'Ask a question').click();
    const dialog = screen.page.locator('.modal-content');
    await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
    await screen.page.locator('.o_notification', { hasText: /Reason|Missing required/ }).waitFor();
    await dialog.locator('[name=x_reason] textarea').fill('Why two days <of> travel?');
    await screen.shoot('odoo-form-ask');
    await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await eventually(async () => (await at.lastOf(invoiceId))?.x_state === 'accepted');
    await eventually(async () => (await shownOf(world.as('preparer'), id))?.x_questions);
    await at.look(screen, invoiceId);
    await button(screen, 'Approve').waitFor();
    await says(box(screen), /Approver asked Preparer.*Why two days <of> travel\?.*No answer yet/s);
    await screen.shoot('odoo-form-asked');

    await eventually(() => at.mailed('preparer@firm.test', 'Why two days').length > 0);
    expect(await at.recorded(invoiceId, 'asked')).toMatchObject([
      {
        x_actor_id: await at.userId('approver'),
        x_channel: 'odoo',
        x_reason: 'Why two days <of> travel?',
        x_verified: expect.stringContaining('signed in to Odoo, submission '),
      },
    ]);

    const phone = await at.form('preparer', invoiceId, [390, 844]);
    await button(phone, 'Answer the question').waitFor();
    await gone(button(phone, 'Approve'));
    await says(box(phone), 'You are asked a question about this invoice');
    await phone.shoot('odoo-form-question-phone');
    await button(phone, 'Answer the question').click();
    const answering = phone.page.locator('.modal-content');
    await answering.locator('[name=x_reason] textarea').fill('The plant was shut.');
    expect(await answering.locator('.alert-info').textContent()).toContain('Why two days <of> travel?');
    await phone.shoot('odoo-form-answer-phone');
    await answering.getByRole('button', { name: 'Answer', exact: true }).click();
    await answering.waitFor({ state: 'detached' });
    await eventually(async () => (await at.lastOf(invoiceId))?.x_outcome === 'answer');
    await eventually(async () => (await at.lastOf(invoiceId))?.x_state === 'accepted');
    await eventually(async () => (await shownOf(world.as('preparer'), id))?.x_questions === false);
    await eventually(() => at.mailed('approver@firm.test', 'The plant was shut.').length > 0);
    await at.look(phone, invoiceId);
    await gone(button(phone, 'Answer the question'));
    await at.look(screen, invoiceId);
    await says(box(screen), /Preparer answered Approver.*The plant was shut/s);
    await screen.shoot('odoo-form-answered');
    expect((await world.deciding.invoice(invoiceId)).decisions).toEqual([]);
    expect((await shownOf(world.as('preparer'), id))?.x_state).toBe('open');
  });

  test('handed on, the other decides', { timeout: 600_000 }, async ({ world, at }) => {
    const { invoiceId, id } = await at.asked('Halden Papir AS', { approvers: [APPROVER] });
    const screen = await at.form('approver', invoiceId);
    await button(screen, 'Hand on').click();
    const dialog = screen.page.locator('.modal-content');
    await dialog.locator('[name=x_to_id] input').click();
    const choices = screen.page.locator('.o-autocomplete--dropdown-item');
    await choices.filter({ hasText: 'Controller' }).first().waitFor();
    expect(await choices.filter({ hasText: /Preparer|Robot/i }).count()).toBe(0);
    await choices.filter({ hasText: 'Controller' }).first().click();
    await dialog.locator('[name=x_reason] textarea').fill('It is her customer.');
    await screen.shoot('odoo-form-hand-on');
    await dialog.getByRole('button', { name: 'Hand on', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await eventually(async () => (await at.lastOf(invoiceId))?.x_state === 'accepted');
    const controller = await at.userId('controller');
    await eventually(async () => `${(await shownOf(world.as('preparer'), id))?.x_asked_ids}` === `${controller}`);
    await at.look(screen, invoiceId);
    await gone(button(screen, 'Approve'));
    await says(box(screen), /Approver handed it on to Controller.*It is her customer/s);
    await screen.shoot('odoo-form-handed-on');
    await eventually(() => at.mailed('controller@firm.test', 'Halden Papir').length > 0);
    await eventually(async () => (await at.recorded(invoiceId, 'delegated')).length === 1);
    const other = await at.form('controller', invoiceId);
    await button(other, 'Approve').click();
    await other.page.locator('.modal-content').getByRole('button', { name: 'Approve' }).click();
    await eventually(async () => (await world.deciding.invoice(invoiceId)).decisions.length > 0);
    expect((await world.deciding.invoice(invoiceId)).decisions).toMatchObject([{ by: 'Controller', channel: 'odoo' }]);
  });

  test('who prepared it, or may not approve, is handed nothing; nobody answers for others', async ({ world, at }) => {
    const { id, invoiceId, request } = await at.asked('Indre Kyst Rederi AS', {
      approvers: [APPROVER],
      preparer: CONTROLLER,
    });
    const own = { x_request_id: request.id, x_seen: request.x_seen, x_reason: 'It is their customer.' };
    const groups = await Promise.all(['base.group_user', 'billing_automation.group_approver'].map(world.xmlId));
    const gone = await world.create('res.users', {
      ...{ name: 'Gone', login: 'gone', email: 'gone@firm.test', group_ids: [[6, 0, groups]] },
    });
    await world.admin.call('res.users', 'write', [[gone], { active: false }]);
    const takers: [number, RegExp][] = [
      [await at.userId('controller'), /prepared this invoice/],
      [await at.userId('approver'), /was asked about it already/],
      [await at.userId('preparer'), /nobody by this name/],
      [await at.userId('clerk'), /nobody by this name/],
      [gone, /nobody by this name/],
    ];
    for (const [x_to_id, why] of takers) {
      const made = await submit(world.as('approver'), { ...own, x_outcome: 'hand-on', x_to_id });
      expect(await at.answered(made)).toMatchObject({ x_state: 'refused', x_answer: expect.stringMatching(why) });
    }
    expect((await shownOf(world.as('preparer'), id))?.x_asked_ids).toEqual([await at.userId('approver')]);
    expect(await at.recorded(invoiceId, 'delegated')).toEqual([]);
    const answer = { ...own, x_outcome: 'answer', x_question: '6f9c1f9e-58b0-4d0e-9a53-0c8d7bb7d001' };
    for (const login of ['approver', 'preparer', 'controller'])
      await expect(submit(world.as(login), answer)).rejects.toThrow(/No question here waits/);
    for (const x_outcome of ['approved', 'rejected', 'ask', 'hand-on'])
      await expect(submit(world.as('preparer'), { ...own, x_outcome })).rejects.toThrow(/not allowed to decide/);
  });
});

describe('over the API', () => {
  test('nobody submits in another’s name, by any protocol or write', async ({ world, at }) => {
    const { invoiceId, request } = await at.asked('Quillon Biotech plc', { approvers: [APPROVER] });
    const approver = await at.userId('approver');
    const own = { x_request_id: request.id, x_outcome: 'approved', x_seen: request.x_seen };
    const forged = { ...own, create_uid: approver, write_uid: approver, x_state: 'accepted' };
    const key = await (await keyMaker(world.admin))('controller', 'Script', 24);
    const json2 = connectJson2({ ...world.odoo, login: 'controller', password: key });
    const controller = await at.userId('controller');
    for (const api of [world.as('controller'), json2]) {
      const made = await submit(api, forged);
      const row = await at.answered(made);
      expect(row).toMatchObject({
        x_state: 'refused',
        x_answer: expect.stringContaining('not asked'),
        create_uid: controller,
      });
      await expect(api.call(MODEL, 'write', [[made], { create_uid: approver }])).rejects.toThrow(/not allowed|access/i);
      await expect(api.call(MODEL, 'unlink', [[made]])).rejects.toThrow();
    }
    for (const login of ['clerk', 'preparer', 'robot-desk', 'robot-drafter'])
      await expect(submit(world.as(login), own)).rejects.toThrow(/not allowed|access/i);
    expect((await world.deciding.invoice(invoiceId)).decisions).toEqual([]);
    const refusals = await world.admin.searchCount('x_billing_audit', [
      ['x_invoice', '=', invoiceId],
      ['x_channel', '=', 'odoo'],
      ['x_kind', '=', 'approved'],
    ]);
    expect(refusals).toBe(0);
  });

  test('what the web client sends is stamped with who is signed in, whatever else it says', async ({ world, at }) => {
    const { id, invoiceId, request } = await at.asked('Skagen Maritim A/S', { approvers: [APPROVER] });
    const [approver, controller] = [await at.userId('approver'), await at.userId('controller')];
    const { page } = await at.form('controller', invoiceId);
    for (const x_outcome of ['approved', 'ask', 'hand-on']) {
      const values = {
        ...{ x_request_id: request.id, x_seen: request.x_seen, x_outcome, x_reason: 'As the approver.' },
        ...{ x_to_id: controller, create_uid: approver, write_uid: approver },
      };
      const { result } = await page.evaluate(saveInBrowser, { model: MODEL, values });
      expect(await at.answered(result?.[0]?.id ?? 0)).toMatchObject({
        x_state: 'refused',
        x_answer: expect.stringContaining('not asked'),
        create_uid: controller,
      });
    }
    expect((await world.deciding.invoice(invoiceId)).decisions).toEqual([]);
    for (const kind of ['asked', 'delegated']) expect(await at.recorded(invoiceId, kind)).toEqual([]);
    expect(await shownOf(world.as('preparer'), id)).toMatchObject({ x_asked_ids: [approver], x_talk: false });
  });

  test('from outside the firm nothing is submitted, nor seen', async ({ world, at }) => {
    const { request, invoiceId } = await at.asked('Hvide Sande Havn');
    await world.create('res.users', {
      ...{ name: 'Outsider', login: 'outsider', email: 'outsider@customer.test', password: PASSWORD },
      group_ids: [[6, 0, [await world.xmlId('base.group_portal')]]],
    });
    const outsider = world.as('outsider');
    const own = { x_request_id: request.id, x_seen: request.x_seen, x_reason: 'We pay.', x_question: '-' };
    for (const x_outcome of ['approved', 'rejected', 'ask', 'hand-on', 'answer'])
      await expect(submit(outsider, { ...own, x_outcome })).rejects.toThrow(/not allowed|access/i);
    for (const model of [MODEL, 'x_billing_request'])
      await expect(outsider.searchRead(model, [], { fields: ['id'] })).rejects.toThrow(/not allowed|access/i);

    // A salesperson may read the draft, and not what is asked about it.
    const groups = ['base.group_user', 'sales_team.group_sale_salesman_all_leads'].map(world.xmlId);
    await world.create('res.users', {
      ...{ name: 'Seller', login: 'seller', email: 'seller@firm.test', password: PASSWORD },
      group_ids: [[6, 0, await Promise.all(groups)]],
    });
    const fields = ['x_billing_ask', 'x_billing_shown', 'x_billing_seen', 'x_billing_request_id'];
    const read = (login: string) => world.as(login).searchRead('account.move', [['id', '=', invoiceId]], { fields });
    const [shown, hidden] = [await read('controller'), await read('seller')].map(([row]) => row);
    expect(fields.filter((name) => !shown?.[name])).toEqual([]);
    expect(hidden?.['id']).toBe(invoiceId);
    expect(fields.filter((name) => hidden?.[name])).toEqual([]);
  });

  test(
    'asked, handed on and decided once, however often it is submitted',
    { timeout: 600_000 },
    async ({ world, at }) => {
      const { id, invoiceId, request } = await at.asked('Svaneke Bryghus ApS', {
        approvers: [APPROVER],
        preparer: 'preparer@firm.test',
      });
      const [approver, controller] = [world.as('approver'), world.as('controller')];
      const own = { x_request_id: request.id, x_seen: request.x_seen, x_reason: 'Why two days of travel?' };
      const ask = { ...own, x_outcome: 'ask' };
      const handOn = { ...own, x_outcome: 'hand-on', x_to_id: await at.userId('controller') };
      const stated = async (api: OdooApi, values: Row) => (await at.answered(await submit(api, values)))?.x_state;
      expect(await stated(approver, ask)).toBe('accepted');
      const waits = await eventually(async () => (await shownOf(world.as('preparer'), id))?.x_questions);
      expect(await stated(approver, ask)).toBe('late');
      const answer = { ...own, x_outcome: 'answer', x_question: String(waits).split('\t')[0] };
      for (const api of [approver, controller])
        await expect(submit(api, { ...answer, create_uid: await at.userId('preparer') })).rejects.toThrow(
          /No question here waits/,
        );
      expect(await stated(world.as('preparer'), answer)).toBe('accepted');
      expect(await stated(approver, handOn)).toBe('accepted');
      for (const values of [handOn, ask, { ...own, x_outcome: 'approved' }])
        expect(await stated(approver, values)).toBe('late');
      expect(await stated(controller, { ...own, x_outcome: 'approved' })).toBe('accepted');
      await eventually(async () => (await shownOf(world.as('preparer'), id))?.x_state === 'approved');
      for (const values of [handOn, ask, answer, { ...own, x_outcome: 'rejected' }])
        expect(await stated(controller, values)).toBe('late');
      for (const kind of ['asked', 'answered', 'delegated'])
        await eventually(async () => (await at.recorded(invoiceId, kind)).length === 1);
      expect((await world.deciding.invoice(invoiceId)).decisions).toMatchObject([{ by: 'Controller' }]);
    },
  );

  test('not even code with all rights changes what was submitted', async ({ world, at }) => {
    const { invoiceId, request } = await at.asked('Osprey Offshore Wind Ltd');
    const own = { x_request_id: request.id, x_outcome: 'approved', x_seen: request.x_seen };
    await at.answered(await submit(world.as('approver'), own));
    const run = async (code: string) => {
      const action = await world.create('ir.actions.server', {
        name: 'Behind the screens',
        model_id: await world.xmlId('base.model_res_partner'),
        state: 'code',
        code,
      });
      return world.admin.call('ir.actions.server', 'run', [[action]]);
    };
    const found = `env['${MODEL}'].sudo().search([('x_invoice', '=', ${invoiceId})])`;
    for (const what of [`write({'x_outcome': 'rejected'})`, `write({'x_state': 'waiting'})`, 'unlink()'])
      await expect(run(`${found}.${what}`)).rejects.toThrow(/stays as it was made|append-only/);
  });

  test('of another company, on something else than was shown, or twice: nothing is submitted', async ({
    world,
    at,
  }) => {
    const { invoiceId, request, id } = await at.asked('Maison Beaulieu SARL');
    const approver = world.as('approver');
    const own = { x_request_id: request.id, x_outcome: 'approved', x_seen: request.x_seen };
    await expect(submit(approver, { ...own, x_seen: 'other' })).rejects.toThrow(/changed since it was shown/);
    await expect(submit(approver, { ...own, x_outcome: 'rejected' })).rejects.toThrow(/needs a reason/);
    const elsewhere = await world.create('res.company', { name: 'Elsewhere' });
    const groups = await Promise.all(['base.group_user', 'billing_automation.group_approver'].map(world.xmlId));
    await world.create('res.users', {
      ...{ name: 'Stranger', login: 'stranger', email: 'stranger@firm.test', password: PASSWORD },
      ...{ company_id: elsewhere, company_ids: [[6, 0, [elsewhere]]], group_ids: [[6, 0, groups]] },
    });
    await expect(submit(world.as('stranger'), own)).rejects.toThrow(/may not see/);
    expect(await shownOf(world.as('stranger'), id)).toBeUndefined();

    await at.desk.stopServer();
    const both = await Promise.allSettled([submit(approver, own), submit(approver, own)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(submit(approver, own)).rejects.toThrow(/submitted something on this already/);
    await world.as('controller').call('account.move', 'write', [[invoiceId], { ref: 'Edited since' }]);
    await expect(submit(world.as('controller'), own)).rejects.toThrow(/changed since it was shown/);
    await at.desk.startServer();
    const [made] = both.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(await at.answered(made ?? 0)).toMatchObject({
      x_state: 'late',
      x_answer: expect.stringContaining('edited'),
    });
    expect((await world.deciding.invoice(invoiceId)).decisions).toEqual([]);
  });

  test('over one’s limit at the moment of the decision: refused', { timeout: 600_000 }, async ({ world, at }) => {
    await hireControllers(world);
    const people = await Promise.all(['approver', 'controller'].map(at.userId));
    const policy = await decree(world, {
      x_name: 'Limits',
      x_currency_id: await world.xmlId('base.USD'),
      x_effective_from: '2026-01-01',
      x_row_ids: rows({
        x_name: 'All',
        x_step_ids: rows({ x_name: 'Finance', x_approvers_people_ids: [[6, 0, people]] }),
      }),
      x_limit_ids: rows(...people.map((x_person_id) => ({ x_person_id, x_unlimited: true }))),
    });
    const { invoiceId, request } = await at.asked('Tessera Versicherungen AG');
    const { res_id: next } = (await press(world, 'carl', 'new_version', policy)) as { res_id: number };
    const [limit] = await world.as('carl').searchRead(
      'x_billing_policy_limit',
      [
        ['x_policy_id', '=', next],
        ['x_person_id', '=', people[0]],
      ],
      { fields: ['id'] },
    );
    await world.as('carl').call('x_billing_policy_limit', 'write', [[limit?.id], { x_unlimited: false, x_up_to: 100 }]);
    const clara = await at.userId('clara');
    await world
      .as('carl')
      .call('x_billing_policy_limit', 'create', [{ x_policy_id: next, x_person_id: clara, x_up_to: 100 }]);
    await world.as('carl').call('x_billing_policy', 'write', [[next], { x_effective_from: '2026-02-01' }]);
    await press(world, 'carl', 'propose', next);
    await press(world, 'clara', 'agree', next);
    const own = { x_request_id: request.id, x_outcome: 'approved', x_seen: request.x_seen };
    expect(await at.answered(await submit(world.as('approver'), own))).toMatchObject({
      x_state: 'refused',
      x_answer: expect.stringContaining('may approve up to'),
    });
    const handOn = { ...own, x_outcome: 'hand-on', x_reason: 'I am off.' };
    for (const [login, why] of [
      ['clara', /may approve up to/],
      ['carl', /limit/],
    ] as const)
      expect(
        await at.answered(await submit(world.as('controller'), { ...handOn, x_to_id: await at.userId(login) })),
      ).toMatchObject({ x_state: 'refused', x_answer: expect.stringMatching(why) });
    expect(await at.answered(await submit(world.as('controller'), own))).toMatchObject({ x_state: 'accepted' });
    await eventually(async () => (await world.deciding.invoice(invoiceId)).decisions.length > 0);
    expect((await world.deciding.invoice(invoiceId)).decisions).toMatchObject([{ by: 'Controller', channel: 'odoo' }]);
  });
});
