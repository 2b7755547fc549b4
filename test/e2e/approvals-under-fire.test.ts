import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { postgresUrl } from '../../stack/postgres.ts';
import { freshDatabase } from '../desk/fresh-database.ts';
import { press } from '../desk/start.ts';
import { aThousandClicks } from '../desk/thousand-clicks.ts';
import { eventually } from './support/firm.ts';
import type { Held } from './support/gate.ts';
import { type UnderFire, underFire } from './support/under-fire.ts';

/** A minute or two each, where the machine has nothing else to do. */
const PATIENCE_MS = 900_000;

let at: UnderFire;

beforeAll(async () => {
  at = await underFire(inject('odoo'));
}, PATIENCE_MS);
afterAll(() => at.stop());

/** For a desk that was killed: others wait until it gave no sign of life for a while, then do its jobs again. */
const SECONDS = 90;

type Gates = UnderFire['gates'];

interface Asked {
  id: string;
  link: string;
  ts: string;
}

/** A place on the way of a click where the desk is killed. */
interface Place {
  step: string;
  by: 'page' | 'slack';
  hold: (gates: Gates, asked: Asked) => Held;
  /** Where it is let go on to from there, once whoever clicked was answered. */
  then?: (gates: Gates, decisionId: string) => Held;
  /** What whoever clicked was told by then; undefined where the desk died before. */
  told?: 200;
  /** What whoever was told nothing is told when they click again. */
  again?: 200 | 410;
}

const RECORDING = 'desk.';
const RECORDED = "desk.decisions set state = 'recorded'";
const TAKING = ['insert into desk.decisions', 'commit'];

const PLACES: Place[] = [
  {
    step: 'received',
    by: 'page',
    hold: (gates) => gates.postgres.hold('there', 'from desk.links where token_hash'),
    again: 200,
  },
  {
    step: 'Slack asked who it is',
    by: 'slack',
    hold: (gates) => gates.slack.hold('back', 'users.info'),
    again: 200,
  },
  {
    step: 'verified, and about to be stored',
    by: 'slack',
    hold: (gates) => gates.postgres.hold('there', ...TAKING),
    again: 200,
  },
  {
    step: 'stored, and nobody told',
    by: 'page',
    hold: (gates) => gates.postgres.hold('back', ...TAKING),
    again: 410,
  },
  {
    step: 'acknowledged, and on its way to Odoo',
    by: 'page',
    hold: (gates, { id }) => gates.odoo.hold('there', RECORDING, id),
    told: 200,
  },
  {
    step: 'applied in Odoo, the answer lost',
    by: 'slack',
    hold: (gates, { id }) => gates.odoo.hold('back', RECORDING, id),
    told: 200,
  },
  {
    step: 'the outcome about to be stored',
    by: 'page',
    hold: (gates, { id }) => gates.odoo.hold('there', RECORDING, id),
    then: (gates, decisionId) => gates.postgres.hold('there', RECORDED, decisionId, 'commit'),
    told: 200,
  },
  {
    step: 'the outcome stored, and not known to be',
    by: 'page',
    hold: (gates, { id }) => gates.odoo.hold('there', RECORDING, id),
    then: (gates, decisionId) => gates.postgres.hold('back', RECORDED, decisionId, 'commit'),
    told: 200,
  },
  {
    step: 'the message about to be updated',
    by: 'page',
    hold: (gates, { ts }) => gates.slack.hold('there', 'chat.update', ts),
    told: 200,
  },
  {
    step: 'the message updated, the answer lost',
    by: 'slack',
    hold: (gates, { ts }) => gates.slack.hold('back', 'chat.update', ts),
    told: 200,
  },
];

/** Asks, clicks, kills the desk where the click is at `place`, starts it again, and clicks again if nobody was told. */
async function killAt(place: Place, invoiceId: number): Promise<Asked> {
  const { id } = await at.ask(invoiceId);
  const link = await at.linkTo(id);
  const { ts } = await eventually(() => at.messageOf(id));
  const [before] = await at.inOdoo([id]);
  if (before?.events.length !== 1)
    await eventually(async () => (await at.inOdoo([id]))[0]?.events.includes('requested'));
  const asked = { id, link, ts };

  let held = place.hold(at.gates, asked);
  const answer = place.by === 'page' ? at.byPage(link) : at.bySlack(id);
  await held.reached;
  if (place.told) expect((await answer)?.status, place.step).toBe(place.told);
  if (place.then) {
    const [row] = await at.database.query<{ id: string }>('select id from desk.decisions where request_id = $1', [id]);
    const next = place.then(at.gates, row?.id ?? '');
    held.release();
    held = next;
    await held.reached;
  }
  await at.desk.stopServer('SIGKILL');
  held.drop();
  expect((await answer)?.status, place.step).toBe(place.told);
  await at.desk.startServer();
  if (place.again) expect((await at.byPage(link))?.status, place.step).toBe(place.again);
  return asked;
}

describe('the desk killed at every step between a click and what is told of it', () => {
  test(
    'loses nothing, does nothing twice, and everybody is told',
    async () => {
      const asked: Asked[] = [];
      for (const [index, invoiceId] of (await at.drafts(PLACES.length)).entries())
        asked.push(await killAt(PLACES[index] as Place, invoiceId));

      for (const [index, { id, link }] of asked.entries()) {
        const { step } = PLACES[index] as Place;
        await eventually(async () => (await at.stateOf(id)) === 'approved', SECONDS);
        await eventually(async () => JSON.stringify(await at.messageOf(id)).includes('Approved by Approver'), SECONDS);
        const page = await at.byPage(link);
        expect([page?.status, page?.text], step).toEqual([410, expect.stringContaining('approved already')]);
        const rows = await at.database.query('select state from desk.decisions where request_id = $1', [id]);
        expect(rows, step).toEqual([{ state: 'recorded' }]);
        expect(await at.inOdoo([id]), step).toEqual([
          { decisions: ['approved'], events: expect.toSatisfy(isOnce('requested', 'approved')) },
        ]);
      }
      expect(at.slack.messages).toHaveLength(PLACES.length);
    },
    PATIENCE_MS,
  );
});

test(
  'the desk killed where it is about to call somebody calls them once, and writes the message once',
  async () => {
    // Who prepared the drafts.
    const [admin] = await at.world.admin.searchRead('res.users', [['id', '=', 2]], { fields: ['email'] });
    at.slack.change('UADMIN', { email: String(admin?.email) });
    const [invoiceId = 0] = await at.drafts(1);
    const { id } = await at.ask(invoiceId);
    const link = await at.linkTo(id);
    const message = await eventually(() => at.messageOf(id));
    const held = at.gates.slack.hold('there', 'chat.postMessage', `thread_ts=${message.ts}`);
    const question = await press(`${link}/ask`, { text: 'Why two days of travel?' });
    expect([question.status, await question.text()]).toEqual([200, expect.stringContaining('It goes to')]);
    await held.reached;
    await at.desk.stopServer('SIGKILL');
    held.drop();
    await at.desk.startServer();
    await eventually(() => at.slack.below(message).length > 0, SECONDS);
    await eventually(async () => {
      const left = await at.database.query(
        `select from desk_jobs.job where name = 'slack' and data->>'requestId' = $1
         and state in ('created', 'active', 'retry')`,
        [id],
      );
      return left.length === 0;
    }, SECONDS);
    expect(at.slack.below(message)).toEqual([expect.stringContaining('<@UADMIN>: a question waits for your answer.')]);
    expect(at.slack.updatesOf(message)).toBe(1);
  },
  PATIENCE_MS,
);

const isOnce =
  (...kinds: string[]) =>
  (events: unknown[]) =>
    JSON.stringify(events.toSorted()) === JSON.stringify(kinds.toSorted());

describe('a hundred decisions while Odoo is stopped, PostgreSQL restarted in between', () => {
  test(
    'are kept, told to be, and all in Odoo once it is back, and told so again',
    async () => {
      const ids: string[] = [];
      for (const some of inTens(await at.drafts(100)))
        ids.push(...(await Promise.all(some.map(async (invoiceId) => (await at.ask(invoiceId)).id))));
      const links = await Promise.all(ids.map((id) => at.linkTo(id)));
      await eventually(async () => (await at.inOdoo(ids)).every(({ events }) => events.length === 1), SECONDS);

      await at.odoo.stopServer();
      const decide = async (link: string) => {
        const page = await at.byPage(link);
        expect([page?.status, page?.text]).toEqual([200, expect.stringContaining('Odoo can’t be reached just now')]);
      };
      for (const some of inTens(links.slice(0, 50))) await Promise.all(some.map(decide));

      await at.postgres.stopServer();
      // A line that was idle while PostgreSQL stopped may be closed by then: it is pressed again.
      const failed = await eventually(() => at.byPage(links[50] ?? ''), SECONDS);
      expect([failed?.status, failed?.text]).toEqual([500, expect.stringContaining('Please try again in a minute')]);
      await at.postgres.startServer();
      await eventually(async () => (await fetch(`${at.desk.url}/readyz`)).ok);
      for (const some of inTens(links.slice(50))) await Promise.all(some.map(decide));
      expect(await counted(ids)).toEqual([{ state: 'kept', count: 100 }]);

      await at.odoo.startServer();
      await eventually(async () => (await counted(ids)).every(({ state }) => state === 'recorded'), 150);
      expect(await counted(ids)).toEqual([{ state: 'recorded', count: 100 }]);
      const inOdoo = await at.inOdoo(ids);
      expect(inOdoo.map(({ decisions }) => decisions)).toEqual(ids.map(() => ['approved']));
      expect(inOdoo.every(({ events }) => isOnce('requested', 'approved')(events))).toBe(true);
      const told = (id: string) => at.mailsTo(at.approver.email, 'recorded', id).length;
      await eventually(() => ids.every((id) => told(id) > 0), SECONDS);
      expect(ids.map(told)).toEqual(ids.map(() => 1));
    },
    PATIENCE_MS,
  );
});

const inTens = <T>(all: T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / 10) }, (_, n) => all.slice(n * 10, n * 10 + 10));

const counted = (ids: string[]) =>
  at.database.query<{ state: string; count: number }>(
    'select state, count(*)::int from desk.decisions where request_id = any($1::uuid[]) group by state',
    [ids],
  );

describe('a thousand copies of a click by four channels at once, on PostgreSQL', () =>
  aThousandClicks(() => freshDatabase(postgresUrl(inject('odoo').postgresPort, 'postgres'))));
