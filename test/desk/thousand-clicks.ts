import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/desk/database.ts';
import { startSession } from '../../src/desk/store/sessions.ts';
import { formToken } from '../../src/desk/signin/forms.ts';
import { eventually, press, type Started, startDesk } from './start.ts';

const COPIES = 1000;
/** Ten seconds on a machine that has nothing else to do. */
const PATIENCE_MS = 300_000;
const ANN = { userId: 5, name: 'Ann Approver', email: 'ann@firm.test' };

/** The same click a thousand times at once, a quarter by each channel, on whatever database `open` gives. */
export function aThousandClicks(open: () => Promise<Database>): void {
  let desk: Started;
  let session: string;
  let annInTeams: string;
  let next = 1;

  beforeAll(async () => {
    desk = await startDesk({ withSlack: true, withTeams: true, open });
    annInTeams = desk.teams.person('ann@firm.test');
    session = await startSession(desk.database, ANN, new Date());
  });
  afterAll(() => desk.stop());

  /** A request that was put before Ann in every channel. */
  async function asked() {
    const invoiceId = next++;
    desk.odoo.add(invoiceId);
    const { id } = await desk.ask(invoiceId);
    const shown = async (table: string, column: string) => {
      const rows = await desk.database.query<{ at: string | null }>(
        `select ${column} as at from desk.${table} where request_id = $1`,
        [id],
      );
      return rows[0]?.at;
    };
    const ts = await eventually(() => shown('slack_messages', 'ts'));
    const activity = await eventually(() => shown('teams_messages', 'activity_id'));
    const message = await eventually(() => desk.slack.messages.find((each) => each.ts === ts));
    const card = await eventually(() => desk.teams.cards.find((each) => each.id === activity));
    return { invoiceId, id, message, card, link: await desk.linkFor(ANN.email, id) };
  }
  type Asked = Awaited<ReturnType<typeof asked>>;

  /** Of four copies, one by each channel. Everybody in an office comes from one address. */
  function click({ id, message, card, link }: Asked, copy: number): Promise<{ status: number }> {
    switch (copy % 4) {
      case 0:
        return desk.slack.click(desk.url, message, 'approve', 'UANN');
      case 1:
        return desk.teams.click(desk.url, card, 'approve', annInTeams);
      case 2:
        return press(link, { decision: 'approve' });
      default:
        return press(
          `${desk.url}/inbox/${id}`,
          { decision: 'approve', form: formToken(session) },
          { cookie: `desk-session=${session}` },
        );
    }
  }

  const decisions = (id: string) =>
    desk.database.query('select state, channel from desk.decisions where request_id = $1', [id]);
  const told = (id: string, email: string) =>
    desk.mailbox.to(email).filter(({ raw }) => raw.includes(`<decided.${id}`));

  async function updates(...states: string[]): Promise<number> {
    const [row] = await desk.database.query<{ jobs: number }>(
      `select count(*)::int as jobs from desk_jobs.job where name in ('slack', 'teams') and state::text = any($1)`,
      [states],
    );
    return row?.jobs ?? 0;
  }

  it(
    'are one decision, one record in Odoo, and one update of each message each time',
    async () => {
      const request = await asked();
      const { id, invoiceId, message, card } = request;
      desk.odoo.down = true;
      const answers = await Promise.all(Array.from({ length: COPIES }, (_, copy) => click(request, copy)));

      // Taken, or too late; Slack hears 404 where it was not answered in three seconds. Nobody is turned away.
      expect(answers.filter(({ status }) => ![200, 404, 410].includes(status))).toEqual([]);
      expect(answers.filter(({ status }, copy) => copy % 4 >= 2 && status === 200).length).toBeLessThan(2);
      expect(await decisions(id)).toMatchObject([{ state: 'kept' }]);
      await eventually(() => desk.slack.updatesOf(message) > 0 && card.updates > 0);
      expect(JSON.stringify(card.card)).toContain('Being recorded in Odoo');

      desk.odoo.down = false;
      await eventually(async () => {
        // On a busy machine Odoo was away for minutes; the desk would wait half as long again.
        await desk.database.query(
          `update desk_jobs.job set start_after = now() where name = 'record' and state = 'retry'`,
        );
        return (await desk.state(id)) === 'approved';
      });
      await eventually(() => !JSON.stringify([card.card, message.blocks]).includes('Being recorded in Odoo'));
      await eventually(() => told(id, 'bob@firm.test').length > 0);
      expect(await decisions(id)).toMatchObject([{ state: 'recorded' }]);
      expect(desk.odoo.decisions.filter((made) => made.requestId === id)).toHaveLength(1);
      // That approval was asked for, and that it was given.
      expect(desk.odoo.heads.get(invoiceId)?.number).toBe(2);
      expect(desk.odoo.events.filter((event) => event.requestId === id).map(({ kind }) => kind)).toEqual(['requested']);
      expect([desk.slack.updatesOf(message), card.updates]).toEqual([2, 2]);
      expect(told(id, 'bob@firm.test')).toHaveLength(1);
    },
    PATIENCE_MS,
  );

  it(
    'or one update only, where the decision was in Odoo before the message could be told that it was on its way',
    async () => {
      const request = await asked();
      const { id, card, link } = request;
      [desk.slack.failure, desk.teams.failure] = ['internal_error', 500];
      await press(link, { decision: 'approve' });
      await eventually(async () => (await desk.state(id)) === 'approved');
      // What is on its way already says what held before.
      await eventually(async () => (await updates('active')) === 0);
      [desk.slack.failure, desk.teams.failure] = [undefined, undefined];
      await eventually(async () => (await updates('created', 'retry', 'active')) === 0);
      expect(JSON.stringify([card.card, request.message.blocks])).not.toContain('Being recorded in Odoo');
      expect([desk.slack.updatesOf(request.message), card.updates]).toEqual([1, 1]);
    },
    PATIENCE_MS,
  );
}
