import { randomUUID } from 'node:crypto';
import { chromium } from 'playwright-core';
import { expect } from 'vitest';
import { contentHash } from '../../src/approvals/content.ts';
import { chainFault } from '../../src/approvals/record/chain.ts';
import type { Domain } from '../../src/odoo/api.ts';
import { readLinks } from '../../src/odoo/audit.ts';
import { startDesk } from '../../stack/desk.ts';
import { openMailbox } from '../desk/mailbox.ts';
import { fits, shoot, signedIn } from './support/at-desk.ts';
import { BROWSER } from './support/browser.ts';
import { deskSettings, TOKEN } from './support/desk-settings.ts';
import { eventually } from './support/firm.ts';
import { drafted, ledgerHolds, linesOf } from './support/lifecycle.ts';
import { adjustmentsOf, editByHand, takeOff } from './support/prebill.ts';
import { test } from './support/with-keepers.ts';
import { sellTime } from './support/world.ts';

test(
  'work is taken off a draft on the desk’s page, in the name of who is signed in, by the rules of Odoo’s own form',
  { timeout: 900_000 },
  async ({ world, databases }) => {
    const sold = await sellTime(
      world,
      [
        { price: 100, hours: [6, 3] },
        { price: 120, hours: [3, 2] },
      ],
      { customer: 'Prebill Desk GmbH' },
    );
    const draft = await drafted(world, sold);
    const [first] = await linesOf(world, draft);
    const userId = async (login: string): Promise<number> => {
      const [row] = await world.admin.searchRead('res.users', [['login', '=', login]], { fields: ['id'] });
      return Number(row?.id);
    };
    const mailbox = await openMailbox();
    const name = `${world.odoo.database}_draft`;
    const postgres = await databases.postgresUrl(name);
    const desk = await startDesk({ ...deskSettings(world.odoo, postgres, mailbox), DESK_SIGN_IN_LINK: 'on' });
    const api = async (path: string, body?: object) => {
      const response = await fetch(`${desk.url}/api${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
      return (await response.json()) as { id: string; state: string };
    };
    const ask = () => api('/requests', { invoiceId: draft, approvers: ['approver@firm.test'] });
    const url = `${desk.url}/invoices/${draft}`;
    const browser = await chromium.launch(BROWSER);
    try {
      const asked = await ask();
      expect(asked.state).toBe('open');

      // What Odoo's form refuses, the page does, in the same words.
      const preparer = await signedIn(browser, mailbox, url, 'preparer');
      const hers = preparer.locator('li.line').first();
      await hers.getByText('Hold, move, write off or change').click();
      await hers.getByLabel('Hold').check();
      await hers.getByLabel('How many').fill('2');
      await hers.getByLabel('6 h').check();
      await hers.getByLabel('Why?').fill('Goodwill');
      await hers.getByRole('button', { name: 'Change the draft' }).click();
      await preparer.getByText('only a billing controller may').waitFor();
      await shoot(preparer, 'desk-draft-refused');
      expect(await preparer.locator('li.line').first().getByLabel('How many').inputValue()).toBe('2');
      const onDraft: Domain = [
        ['x_move_id', '=', draft],
        ['x_quantity', '=', 6],
      ];
      const [six] = await world.drafter.searchRead('x_billing_part', onDraft, { fields: [] });
      const same = { x_line_id: first?.id, x_quantity: 2, x_part_ids: [[6, 0, [six?.id]]] };
      await expect(takeOff(world, draft, same, 'preparer')).rejects.toThrow('only a billing controller may');
      expect(await linesOf(world, draft)).toMatchObject([{ quantity: 9 }, { quantity: 5 }]);

      const page = await signedIn(browser, mailbox, url, 'controller');
      await shoot(page, 'desk-draft');
      await fits(page);
      const line = page.locator('li.line').first();
      await line.getByText('Hold, move, write off or change').click();
      await line.getByLabel('Hold').check();
      await line.getByLabel('How many').fill('2');
      await line.getByLabel('Why?').fill('Customer asks what was done');
      await line.getByRole('button', { name: 'Change the draft' }).click();
      await page.getByText('whose work the 2 Hours are can’t be told'.replace('’', "'")).waitFor();
      await line.getByLabel('6 h').check();
      await shoot(page, 'desk-draft-form');
      await fits(page);
      const sent = page.waitForRequest((request) => request.method() === 'POST');
      await line.getByRole('button', { name: 'Change the draft' }).click();
      await page.getByText('Held by Controller, Customer asks what was done.').waitFor();
      await shoot(page, 'desk-draft-done');
      expect(await linesOf(world, draft)).toMatchObject([{ quantity: 7 }, { quantity: 5 }]);
      const [hold] = await adjustmentsOf(world, sold.timesheetIds);
      expect(hold).toMatchObject({ x_kind: 'hold', x_quantity: '2', x_reason: 'Customer asks what was done' });
      expect(String(hold?.create_uid)).toContain('Controller');

      // Sent twice, it is done once.
      const again = await page.request.post(url, {
        data: (await sent).postData() ?? '',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: desk.url },
      });
      expect(await again.text()).toContain('Held by Controller');
      expect(await linesOf(world, draft)).toMatchObject([{ quantity: 7 }, { quantity: 5 }]);

      // What was asked is void, and says who changed what; whoever changed it can't approve it.
      await eventually(async () => (await api(`/requests/${asked.id}`)).state === 'void');
      const facts = await world.deciding.invoice(draft);
      expect(facts.preparers.map(({ userId: id }) => id)).toContain(await userId('controller'));
      const links = (await readLinks(world.admin)).filter(({ invoice }) => invoice === draft);
      expect(chainFault(draft, links, [])).toBeUndefined();
      expect(links.find(({ columns }) => columns.kind === 'edited')?.columns).toMatchObject({
        actor: await userId('controller'),
        writer: await userId('robot-desk'),
        channel: 'page',
        verified: 'signed in at the desk',
        reason: 'Customer asks what was done',
      });

      // Another price, by as much as the terms let.
      const other = page.locator('li.line').nth(1);
      await page.goto(url);
      await other.getByText('Hold, move, write off or change').click();
      await other.getByLabel('Write down').check();
      expect(await other.getByLabel('How many').isVisible()).toBe(false);
      await other.getByLabel('By how much?').fill('20');
      await other.getByLabel('Why?').fill('Goodwill');
      await shoot(page, 'desk-draft-price');
      await other.getByRole('button', { name: 'Change the draft' }).click();
      await page.getByRole('status').getByText('Written down 20 % by Controller, Goodwill.').waitFor();
      expect(await linesOf(world, draft)).toMatchObject([{ price_unit: 100 }, { price_unit: 96 }]);

      // Moved to a later period.
      await page.goto(url);
      await other.getByText('Hold, move, write off or change').click();
      await other.getByLabel('Move').check();
      await other.getByLabel('To which period?').fill('2026-12-01');
      await other.getByLabel('How many').fill('2');
      await other.getByLabel('2 h').check();
      await other.getByLabel('Why?').fill('Next phase');
      await other.getByRole('button', { name: 'Change the draft' }).click();
      await page.getByText('Moved to the billing period of 1 Dec 2026 by Controller').waitFor();
      expect(await linesOf(world, draft)).toMatchObject([{ quantity: 7 }, { quantity: 3 }]);
      await ledgerHolds(world, sold);

      // Cut by hand in Odoo: nobody approves it before it is said, on the desk's page or in Odoo; then the same request is.
      await editByHand(world, draft, [6, 3]);
      const open = await ask();
      expect(open.state).toBe('open');
      const inbox = `${desk.url}/inbox/${open.id}`;
      const approver = await signedIn(browser, mailbox, inbox, 'approver');
      await approver.getByText('1 less than the work behind it').first().waitFor();
      expect(await approver.getByRole('button', { name: 'Approve' }).count()).toBe(0);
      await approver.getByText('Reject …').waitFor();
      await shoot(approver, 'desk-not-ready');
      await fits(approver);
      await page.goto(url);
      await shoot(page, 'desk-draft-missing');
      await fits(page);
      await line.getByLabel('Write off').check();
      await line.getByLabel('3 h').check();
      await line.getByLabel('Why?').fill('Training');
      await line.getByRole('button', { name: 'Say so' }).click();
      await page.getByText('Written off by Controller, Training.').waitFor();
      expect((await world.deciding.invoice(draft)).unsaid).toEqual([]);
      await approver.goto(inbox);
      await approver.getByRole('button', { name: 'Approve' }).click();
      await approver.getByText('You approved this invoice').waitFor();
      await eventually(async () => (await api(`/requests/${open.id}`)).state === 'approved');
      expect(await world.drafting.post([draft])).toMatchObject([{ status: 'posted' }]);
      await ledgerHolds(world, sold);
      await page.goto(url);
      await page.getByText('There is no draft invoice').waitFor();
    } finally {
      await browser.close();
      await desk.stop();
      await mailbox.close();
      await databases.drop(name);
    }
  },
);

test('Odoo itself says who changes a draft by the desk', { timeout: 300_000 }, async ({ world }) => {
  const sold = await sellTime(world, [{ price: 100, hours: [5] }], { customer: 'Prebill Rights GmbH' });
  const draft = await drafted(world, sold);
  const [line] = await linesOf(world, draft);
  const { content } = await world.deciding.invoice(draft);
  const idOf = async (login: string): Promise<number> => {
    const [row] = await world.admin.searchRead('res.users', [['login', '=', login]], { fields: ['id'] });
    return Number(row?.id);
  };
  const edit = async (login: string) =>
    world.deciding.editDraft({
      ...{ key: randomUUID(), invoiceId: draft, seen: contentHash(content), lineId: Number(line?.id) },
      ...{ isMissing: false, kind: 'hold', quantity: '1', reason: 'Asked', verified: 'signed in at the desk' },
      personId: await idOf(login),
    });
  await expect(edit('clerk')).rejects.toThrow('Clerk may not change drafts');
  await expect(edit('robot-drafter')).rejects.toThrow('may not change drafts');
  const group = await world.xmlId('account.group_account_invoice');
  const groups = (change: number) =>
    idOf('preparer').then((id) => world.admin.call('res.users', 'write', [[id], { group_ids: [[change, group]] }]));
  await groups(3);
  await expect(edit('preparer')).rejects.toThrow('that takes the right to edit invoices');
  await groups(4);
  const company = [await world.admin.call('res.company', 'create', [{ name: 'Elsewhere' }])].flat()[0] as number;
  const controller = await idOf('controller');
  const [before] = await world.admin.searchRead('res.users', [['id', '=', controller]], { fields: ['company_id'] });
  const works = (ids: number[], main: unknown) =>
    world.admin.call('res.users', 'write', [[controller], { company_ids: [[6, 0, ids]], company_id: main }]);
  const main = [before?.company_id].flat()[0] as number;
  await works([company], company);
  await expect(edit('controller')).rejects.toThrow('that takes the right to edit invoices, and its company');
  await works([main], main);
  expect(await linesOf(world, draft)).toMatchObject([{ quantity: 5 }]);
  expect(await edit('controller')).toMatchObject({ status: 'done' });
  expect(await linesOf(world, draft)).toMatchObject([{ quantity: 4 }]);
});
