import { randomUUID } from 'node:crypto';
import { expect, inject } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import { openDatabase } from '../../src/desk/database.ts';
import { runAction } from '../../src/odoo/actions.ts';
import { postgresUrl } from '../../stack/postgres.ts';
import { decide } from './support/decide.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld, sellTime } from './support/world.ts';
import type { World } from './support/world.ts';

const test = base.extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo));

async function approved(world: World, customer: string): Promise<number> {
  const { orderId } = await sellTime(world, [{ price: 120, hours: [6.5] }], { customer });
  const works = await world.drafting.collectWork({ to: '2026-10-31', orderIds: [orderId] });
  const proposals = propose(works, '2026-11-02').flatMap(({ proposal }) => proposal ?? []);
  const [outcome] = await draftProposals(world.drafting, proposals);
  if (!outcome || outcome.status === 'refused') throw new Error(JSON.stringify(outcome));
  await decide(world, outcome.invoice.id);
  return outcome.invoice.id;
}

test('an invoice is posted after the one before it was sent, and no worker of Odoo waits for that', async ({
  world,
  odoo,
}) => {
  const [sent, next] = [await approved(world, 'First GmbH'), await approved(world, 'Next GmbH')];
  expect(await world.drafting.post([sent])).toMatchObject([{ status: 'posted' }]);
  const database = await openDatabase(postgresUrl(inject('odoo').postgresPort, odoo.database));
  try {
    // What a call that sends an invoice holds while its PDFs are made.
    const posting = await database.transaction(async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(hashtext('billing release'))`);
      await tx.query('select id from account_move where id = $1 for update', [sent]);
      expect(await runAction(world.drafter, 'post', { id: next })).toEqual({ status: 'busy' });
      return { outcome: world.drafting.post([next]) };
    });
    expect(await posting.outcome).toMatchObject([{ status: 'posted' }]);
  } finally {
    await database.close();
  }
});

test('what the desk writes down of an invoice waits until it was sent, and keeps no worker of Odoo waiting', async ({
  world,
  odoo,
}) => {
  const sent = await approved(world, 'Recorded GmbH');
  const told = {
    key: randomUUID(),
    requestId: randomUUID(),
    invoiceId: sent,
    kind: 'refused' as const,
    what: 'Refused',
    person: { name: 'Somebody' },
    channel: 'slack' as const,
    verified: 'Slack account',
    at: '2026-11-02T10:00:00.000Z',
  };
  const database = await openDatabase(postgresUrl(inject('odoo').postgresPort, odoo.database));
  try {
    const recording = await database.transaction(async (tx) => {
      await tx.query('select id from account_move where id = $1 for update', [sent]);
      const decided = { key: randomUUID(), invoice_id: sent };
      expect(await runAction(world.desk, 'record_decision', decided as never)).toEqual({ status: 'busy' });
      return { link: world.deciding.recordEvent(told) };
    });
    expect(await recording.link).toMatchObject({ invoiceId: sent });
  } finally {
    await database.close();
  }
});
