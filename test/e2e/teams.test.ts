import { pino } from 'pino';
import { describe, expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import { createDesk } from '../../src/desk/app.ts';
import { openDatabase } from '../../src/desk/database.ts';
import { actionsOf, FakeTeams } from '../desk/fake-teams.ts';
import { reprice } from '../contract/acts.ts';
import { eventually } from './support/firm.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld, sellTime } from './support/world.ts';

const TOKEN = 'a-token-of-the-desk-that-is-long-enough';
const APPROVER = 'approver@firm.test';
const CONTROLLER = 'controller@firm.test';

/** A real Odoo, a desk on PostgreSQL in this process, Microsoft played by a server of our own. */
const test = base
  .extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo))
  .extend('at', { scope: 'file' }, async ({ world, databases, odoo }, { onCleanup }) => {
    const [controller] = await world.admin.searchRead('res.users', [['login', '=', 'controller']], { fields: ['id'] });
    const group = await world.xmlId('billing_automation.group_approver');
    await world.admin.call('res.users', 'write', [[controller?.id], { group_ids: [[4, group]] }]);
    const teams = await FakeTeams.start();
    const database = await openDatabase(await databases.postgresUrl(`${odoo.database}_teams`));
    const desk = await createDesk({
      config: {
        mode: 'test',
        host: '127.0.0.1',
        port: 0,
        databaseUrl: '',
        apiToken: TOKEN,
        linkHours: 72,
        teams: teams.config,
      },
      database,
      odoo: world.deciding,
      approvals: world.approving,
      reachOdoo: async () => undefined,
      log: pino({ level: 'silent' }),
    });
    onCleanup(async () => {
      await desk.stop();
      await database.close();
      await teams.stop();
      await databases.drop(`${odoo.database}_teams`);
    });

    /** Work that is drafted, prepared by the approver where that is said. */
    async function draft(customer: string, preparer?: string): Promise<number> {
      const { orderId } = await sellTime(world, [{ price: 145, hours: [8, 7.5] }], { customer });
      const works = await world.drafting.collectWork({ to: '2026-10-31', orderIds: [orderId] });
      const proposals = propose(works, '2026-11-02').flatMap(({ proposal }) => proposal ?? []);
      const [outcome] = await draftProposals(world.drafting, proposals, { preparer });
      if (!outcome || outcome.status === 'refused') throw new Error(JSON.stringify(outcome));
      return outcome.invoice.id;
    }
    async function ask(invoiceId: number) {
      const response = await fetch(`${desk.url}/api/requests`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({ invoiceId, approvers: [APPROVER, CONTROLLER] }),
      });
      const { id, error } = (await response.json()) as { id: string; error?: string };
      if (error) throw new Error(error);
      const posted = await eventually(async () => {
        const [row] = await database.query<{ activity: string }>(
          'select activity_id as activity from desk.teams_messages where request_id = $1',
          [id],
        );
        return teams.cards.find((card) => card.id === row?.activity);
      });
      return { id, posted };
    }
    const people = { approver: teams.person(APPROVER), controller: teams.person(CONTROLLER) };
    const state = async (id: string) =>
      (await database.query<{ state: string }>('select state from desk.requests where id = $1', [id]))[0]?.state;
    return { desk, teams, draft, ask, people, state };
  });

describe('with a real Odoo, in Teams', () => {
  test('an approval is in Odoo, names Teams and the person, and lets the invoice be posted', async ({ at, world }) => {
    const invoiceId = await at.draft('Brandt & Söhne Maschinenbau GmbH');
    const { id, posted } = await at.ask(invoiceId);
    const text = JSON.stringify(posted.card);
    for (const fact of ['Brandt & Söhne', '15.5 Hours × 145.00', '2,247.50', 'October 2026', 'Eva Engineer']) {
      expect(text).toContain(fact);
    }
    expect((await world.drafting.post([invoiceId]))[0]?.status).toBe('refused');

    await at.teams.click(at.desk.url, posted, 'approve', at.people.approver);
    await eventually(async () => (await at.state(id)) === 'approved');
    await eventually(() => JSON.stringify(posted.card).includes('Approved by Approver'));
    const { decisions } = await world.deciding.invoice(invoiceId);
    expect(decisions).toMatchObject([{ outcome: 'approved', by: 'Approver', channel: 'teams', current: true }]);
    expect((await world.drafting.post([invoiceId]))[0]?.status).toBe('posted');
  });

  test('who had the draft prepared can’t approve it; somebody else can reject it, with a reason', async ({
    at,
    world,
  }) => {
    const invoiceId = await at.draft('Osprey Offshore Wind Ltd', APPROVER);
    const { id, posted } = await at.ask(invoiceId);
    const { text } = await at.teams.click(at.desk.url, posted, 'approve', at.people.approver);
    expect(text).toMatch(/not asked|prepared this invoice/);
    expect(await at.state(id)).toBe('open');
    await at.teams.click(at.desk.url, posted, 'reject', at.people.controller, { reason: 'Wrong purchase order' });
    await eventually(async () => (await at.state(id)) === 'rejected');
    const { decisions } = await world.deciding.invoice(invoiceId);
    expect(decisions).toMatchObject([{ outcome: 'rejected', by: 'Controller', reason: 'Wrong purchase order' }]);
    expect((await world.drafting.post([invoiceId]))[0]?.status).toBe('refused');
  });

  test('an edit in Odoo voids the card; the next one says why beside the line', async ({ at, world }) => {
    const invoiceId = await at.draft('Lindqvist Logistik AB');
    const { id, posted } = await at.ask(invoiceId);
    await reprice(world.as('controller'), invoiceId, 160);

    const { text } = await at.teams.click(at.desk.url, posted, 'approve', at.people.approver);
    expect(text).toContain('Nothing to decide any more');
    expect(await at.state(id)).toBe('void');
    await eventually(() => actionsOf(posted.card).every(({ verb }) => !verb));
    const again = await at.ask(invoiceId);
    expect(JSON.stringify(again.posted.card).split('Edited by hand').length - 1).toBe(2);
  });
});
