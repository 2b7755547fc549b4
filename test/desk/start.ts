import { pino } from 'pino';
import { vi } from 'vitest';
import { createDesk, type Desk, type DeskDeps } from '../../src/desk/app.ts';
import type { DeskConfig } from '../../src/desk/config.ts';
import type { Database } from '../../src/desk/database.ts';
import { freshDatabase } from './fresh-database.ts';
import { FakeOdoo } from './fake-odoo.ts';
import { FakeSlack } from './fake-slack.ts';
import { FakeTeams } from './fake-teams.ts';
import { openMailbox } from './mailbox.ts';

// PGlite, the queue's tables and a browser take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

export const TOKEN = 'a-token-of-the-desk-that-is-long-enough';

const USERS = [
  { id: 'UANN', email: 'ann@firm.test' },
  { id: 'UBOB', email: 'bob@firm.test' },
  { id: 'UPAUL', email: 'paul@firm.test' },
  { id: 'UCLARA', email: 'clara@firm.test' },
  { id: 'USTRANGER', email: 'ann@firm.test', team: 'T0OTHER' },
  { id: 'UGONE', email: 'ann@firm.test', deleted: true },
  { id: 'UNOMAIL' },
];

/** A whole desk: in-memory PostgreSQL, real HTTP, a real mail server, Slack's and Microsoft's APIs faked. */
export async function startDesk({
  withSlack = false,
  withTeams = false,
  withMail = true,
  config = {},
  watching,
  measuring,
  events,
  open = () => freshDatabase(),
}: {
  withSlack?: boolean;
  withTeams?: boolean | 'workflow';
  withMail?: boolean;
  config?: Partial<DeskConfig>;
  /** Odoo as whoever watches. */
  watching?: DeskDeps['watching'];
  /** Odoo as whoever may read all work. */
  measuring?: DeskDeps['measuring'];
  /** What happens in Odoo, for webhooks. */
  events?: DeskDeps['events'];
  /** The database, which is the desk's own until it stops. */
  open?: () => Promise<Database>;
} = {}) {
  const odoo = new FakeOdoo();
  const mailbox = await openMailbox();
  const slack = await FakeSlack.start(USERS);
  const teams = await FakeTeams.start();
  const database = await open();
  const log: string[] = [];
  let ahead = 0;
  const deps: DeskDeps = {
    config: {
      mode: 'test',
      host: '127.0.0.1',
      port: 0,
      databaseUrl: 'pglite:memory',
      apiToken: TOKEN,
      linkHours: 72,
      paceMs: 0,
      ...(withMail ? { mail: { url: mailbox.url, from: 'Billing desk <desk@firm.test>' } } : {}),
      ...(withSlack
        ? {
            slack: {
              botToken: slack.botToken,
              signingSecret: slack.signingSecret,
              teamId: slack.team,
              channel: slack.channel,
              apiUrl: slack.apiUrl,
            },
          }
        : {}),
      ...(withTeams === true ? { teams: teams.config } : {}),
      ...(withTeams === 'workflow' ? { teamsWebhook: `${teams.url}/workflow` } : {}),
      ...config,
    },
    database,
    odoo: odoo.port(),
    approvals: odoo.approvals(),
    watching,
    measuring,
    events,
    reachOdoo: async () => {
      if (odoo.down) throw new Error('down');
    },
    now: () => new Date(Date.now() + ahead),
    log: pino({ level: 'info' }, { write: (line: string) => void log.push(line) }),
  };
  const desk = await createDesk(deps);
  const api = client(desk);
  return {
    ...api,
    desk,
    url: desk.url,
    odoo,
    mailbox,
    slack,
    teams,
    log,
    /** Moves the desk's clock. */
    advance: (hours: number) => (ahead += hours * 3_600_000),
    /** Asks Ann and Bob about an invoice and waits for the mail to Ann. */
    ask: async (invoiceId: number, approvers = ['ann@firm.test', 'bob@firm.test']) => {
      const { body } = await api.post('/requests', { invoiceId, approvers });
      return body as { id: string; state: string; existing: boolean; contentHash: string };
    },
    /** The link this person was mailed last for the request. */
    linkFor: async (email: string, requestId: string) => {
      const asks = () => mailbox.to(email).filter(({ raw }) => raw.includes(`<ask.${requestId}`));
      const link = await eventually(() => asks().at(-1)?.link);
      return link.replace(/^https?:\/\/[^/]+/, desk.url);
    },
    state: async (id: string) => (await api.get(`/requests/${id}`)).body.state,
    database,
    /** The refusal log: who was told no, and why. */
    refusals: () =>
      database.query<{ channel: string; who: string; code: string }>(
        'select channel, who, code from desk.refusals order by id',
      ),
    stop: async () => {
      await desk.stop();
      await slack.stop();
      await teams.stop();
      await mailbox.close();
      await database.close();
    },
  };
}
export type Started = Awaited<ReturnType<typeof startDesk>>;

function client(desk: Desk) {
  const call = async (method: string, path: string, body?: unknown, token = TOKEN) => {
    const response = await fetch(`${desk.url}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
  };
  return {
    post: (path: string, body: unknown, token?: string) => call('POST', path, body, token),
    get: (path: string, token?: string) => call('GET', path, undefined, token),
    del: (path: string) => call('DELETE', path),
  };
}

/** Presses a button on the page as a browser would. */
export function press(link: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  return fetch(link, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin', ...headers },
    body: new URLSearchParams(fields),
  });
}

const PATIENCE_MS = 45_000;

/** Waits until `look` gives something true, and gives it back. */
export async function eventually<T>(look: () => T | Promise<T>): Promise<NonNullable<T>> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look();
    if (seen) return seen as NonNullable<T>;
    if (Date.now() > end) throw new Error(`Nothing came of it in ${PATIENCE_MS / 1000} s: ${look}`);
    await new Promise((resume) => setTimeout(resume, 50));
  }
}
