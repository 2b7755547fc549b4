import { readFile, readdir } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import { migrate } from '../../src/desk/migrate.ts';
import { dueCalls } from '../../src/desk/store/calls.ts';
import { loadRequest, type StoredRequest } from '../../src/desk/store/requests.ts';
import { freshDatabase } from './fresh-database.ts';
import { invoice } from './fake-odoo.ts';

// PGlite takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const FOLDER = new URL('../../src/desk/migrations/', import.meta.url);
const id = (n: number) => `6a6c1e4e-3f55-4e5f-8c3c-00000000000${n}`;

it('requests and decisions of a desk before there were chains go on as chains of one step', async () => {
  const database = await freshDatabase();
  await database.query('create schema desk');
  await database.query('create table desk.migrations (file text primary key, applied_at timestamptz not null)');
  const old = (await readdir(FOLDER)).filter((file) => file < '006').sort();
  for (const file of old) {
    await database.query(`do $old$ begin ${await readFile(new URL(file, FOLDER), 'utf8')} end $old$`);
    await database.query('insert into desk.migrations values ($1, now())', [file]);
  }
  for (const [n, state] of ['open', 'deciding', 'approved', 'void'].entries()) {
    await database.query(`insert into desk.requests values ($1, $2, 'hash', $3, '', $4, $5, '2026-04-02T09:00:00Z')`, [
      id(n),
      n + 1,
      JSON.stringify(invoice(n + 1)),
      state,
      state === 'void' ? 'Edited.' : null,
    ]);
    await database.query(
      `insert into desk.approvers values ($1, 5, 'Ann Approver', 'ann@firm.test'), ($1, 6, 'Bob Boss', 'bob@firm.test')`,
      [id(n)],
    );
  }
  const decided = `insert into desk.decisions (id, request_id, user_id, outcome, channel, reason, decided_at, state)
    values (gen_random_uuid(), $1, $2, 'approved', 'page', '', $3, $4)`;
  await database.query(decided, [id(1), 5, '2026-04-02T10:00:00Z', 'refused']);
  await database.query(decided, [id(1), 6, '2026-04-02T11:00:00Z', 'kept']);
  await database.query(decided, [id(2), 5, '2026-04-02T10:00:00Z', 'recorded']);
  await database.query(`insert into desk.slack_messages values ($1, 'ref', 'T', 'C', '1.2')`, [id(0)]);

  await migrate(database);

  const [open, deciding, approved, gone] = await Promise.all([0, 1, 2, 3].map((n) => loadRequest(database, id(n))));
  expect(open).toMatchObject({
    state: 'open',
    route: { is: 'steps', signIn: false, steps: [{ name: 'Approval', need: 'any' }] },
    chain: {
      steps: [{ state: 'open', need: 1, openedAt: '2026-04-02T09:00:00.000Z', seats: [{ of: 5 }, { of: 6 }] }],
      decisions: [],
    },
    approvers: [{ asked: true }, { asked: true }],
  });
  expect(deciding).toMatchObject({
    chain: {
      steps: [{ state: 'deciding' }],
      decisions: [
        { userId: 5, state: 'refused' },
        { userId: 6, seat: 6, state: 'kept' },
      ],
    },
    decision: { userId: 6, settles: null },
    approvers: [{ asked: false }, { asked: false }],
  });
  expect(approved).toMatchObject({ state: 'approved', decision: { userId: 5, settles: true } });
  expect(gone).toMatchObject({ state: 'void', chain: { voided: 'Edited.', steps: [{ state: 'void' }] } });
  // Asked long ago: nobody is called about it now.
  expect(await dueCalls(database, open as StoredRequest, 'slack')).toEqual([]);
  const teams = await dueCalls(database, open as StoredRequest, 'teams');
  expect(teams.map(({ about, userId }) => [about, userId])).toEqual([
    ['step.0', 5],
    ['step.0', 6],
  ]);
  await database.close();
});
