import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import { startDesk } from '../../stack/desk.ts';
import { openMailbox } from '../desk/mailbox.ts';
import { fits, shoot, signedIn } from './support/at-desk.ts';
import { BROWSER } from './support/browser.ts';
import { decide } from './support/decide.ts';
import { deskSettings } from './support/desk-settings.ts';
import { keyMaker } from './support/keys.ts';
import { posted, settled } from './support/lifecycle.ts';
import { TODAY } from './support/run.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld, sellTime } from './support/world.ts';

const test = base.extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo));

test(
  'a dispute is written down at the desk by who is signed in, once, with their rights; nobody else can',
  { timeout: 900_000 },
  async ({ world, databases }) => {
    const sold = await sellTime(world, [{ price: 120, hours: [8, 2] }], { customer: 'Doubtful GmbH' });
    const works = await world.drafting.collectWork({ to: '2026-10-31', orderIds: [sold.orderId] });
    const proposals = propose(works, TODAY).flatMap(({ proposal }) => proposal ?? []);
    const [outcome] = await draftProposals(world.drafting, proposals);
    if (!outcome || outcome.status === 'refused') throw new Error(JSON.stringify(outcome));
    const id = outcome.invoice.id;
    const mailbox = await openMailbox();
    const postgres = await databases.postgresUrl(`${world.odoo.database}_disputes`);
    const desk = await startDesk({ ...deskSettings(world.odoo, postgres, mailbox), DESK_SIGN_IN_LINK: 'on' });
    const browser = await chromium.launch(BROWSER);
    const form = `${desk.url}/invoices/${id}/dispute`;
    try {
      const page = await signedIn(browser, mailbox, form, 'preparer');
      // A draft can't be disputed.
      await page.getByText('There is no posted invoice').waitFor();
      await decide(world, id);
      expect(await world.drafting.post([id])).toMatchObject([{ status: 'posted' }]);
      await page.goto(form);
      await page.getByLabel('What is it about?').selectOption('hours');
      await page.getByLabel('How much').fill('99999');
      await page.getByLabel('Who says so?').fill('Ms Weber');
      await page.getByLabel('What do they say?').fill('Two hours of the Monday were not agreed.');
      await shoot(page, 'desk-dispute');
      await fits(page);
      await page.getByRole('button', { name: 'Write it down' }).click();
      await page.getByText('can be disputed').waitFor();
      await page.getByLabel('How much').fill('240');
      const sent = page.waitForRequest((request) => request.method() === 'POST');
      await page.getByRole('button', { name: 'Write it down' }).click();
      await page.getByRole('heading', { name: 'The dispute is written down' }).waitFor();
      await shoot(page, 'desk-dispute-done');
      // Sent twice, it is one.
      const posted = (await sent).postData() ?? '';
      const post = (data: string) =>
        page.request.post(form, {
          data,
          headers: { 'content-type': 'application/x-www-form-urlencoded', origin: desk.url },
        });
      expect(await (await post(posted)).text()).toContain('The dispute is written down');
      // Changed, it is neither a second one nor taken for the first.
      const changed = await post(posted.replace('Monday', 'Tuesday'));
      expect(changed.status()).toBe(422);
      expect(await changed.text()).toContain('Different now: what the customer says.');
      // Not from another site, not by who is neither preparer nor approver.
      expect(
        (await page.request.post(form, { form: { key: 'x', reason: 'rate', text: 'Forged it is.' } })).status(),
      ).toBe(403);
      const clerk = await signedIn(browser, mailbox, form, 'clerk');
      await clerk.getByText('There is no posted invoice').waitFor();
      const [user] = await world.admin.searchRead('res.users', [['login', '=', 'clerk']], { fields: ['id'] });
      const theirs = { key: 'desk:x', invoiceId: id, reason: 'rate', said: 'We want it cheaper.' } as const;
      await expect(world.deciding.openDispute({ ...theirs, personId: Number(user?.id) })).rejects.toThrow(
        'may not write down disputes',
      );

      const fields = ['x_amount', 'x_reason', 'x_raised_by', 'create_uid', 'x_owner_id'];
      const rows = await world
        .as('controller')
        .searchRead('x_billing_dispute', [['x_move_id', '=', id]], { fields, names: true });
      expect(rows).toMatchObject([{ x_amount: 240, x_reason: 'hours', x_raised_by: 'Ms Weber' }]);
      expect(String(rows[0]?.create_uid)).toContain('Preparer');
      await settled(world, sold);
    } finally {
      await browser.close();
      await desk.stop();
      await mailbox.close();
    }
  },
);

test('a program writes one down over Odoo’s API, as the docs say, once; what can’t be is refused', async ({
  world,
}) => {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/collections.md'), 'utf8');
  const [find = '', open = ''] = [...guide.matchAll(/^```bash\n([\s\S]*?)^```/gm)].map(([, command]) => command);
  const sold = await sellTime(world, [{ price: 120, hours: [8, 2] }], { customer: 'Ticketing GmbH' });
  const id = await posted(world, sold);
  const env = {
    ...process.env,
    ODOO_URL: world.odoo.url,
    ODOO_DATABASE: world.odoo.database,
    KEY: await (await keyMaker(world.admin))('robot-drafter', 'Tickets', 24),
    INVOICE: String(id),
    ACTION: '',
  };
  const say = async (command: string) => (await promisify(execFile)('bash', ['-c', command], { env })).stdout;
  const [known] = JSON.parse(await say(find)) as { res_id: number }[];
  env.ACTION = String(known?.res_id);

  const first = JSON.parse(await say(open)) as { id: number };
  expect(first).toMatchObject({ status: 'opened', amount: 240, currency: 'USD', deadline: expect.any(String) });
  expect(JSON.parse(await say(open))).toMatchObject({ ...first, status: 'already-open' });
  const fields = ['x_move_id', 'x_amount', 'x_reason', 'x_said', 'x_raised_by'];
  const rows = await world.as('approver').searchRead('x_billing_dispute', [['x_move_id', '=', id]], { fields });
  const said = { x_said: 'Two hours of the Monday were not agreed.', x_raised_by: 'Ms Weber' };
  expect(rows).toMatchObject([{ id: first.id, x_amount: 240, x_reason: 'hours', ...said }]);

  const refused = open.replace('"amount": 240', '"amount": 250').replace('curl -sS', "curl -sS -w '\\n%{http_code}'");
  expect(await say(refused)).toMatch(/Under the key ticket 4711 there is a dispute with other content[\s\S]*\n422$/);
  await settled(world, sold);
});
