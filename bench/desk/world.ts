import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { startCluster } from '../../stack/cluster.ts';
import { killAtEnd } from '../../stack/end.ts';
import { openDatabase } from '../../src/desk/database.ts';
import { startSession } from '../../src/desk/store/sessions.ts';
import { FakeSlack } from '../../test/desk/fake-slack.ts';
import { FakeTeams } from '../../test/desk/fake-teams.ts';
import { openMailbox } from '../../test/desk/mailbox.ts';

const TOKEN = 'a-token-of-the-desk-that-is-long-enough';
export const APPROVER = 'carol.mendes@northlight.example';
export const SLACK_USER = 'UCAROL';

interface SandboxOdoo {
  url: string;
  database: string;
  login: string;
  password: string;
  invoiceIds: number[];
}

/** A desk process on a real PostgreSQL; an Odoo, the sandbox's, a process of its own; Slack, Teams and mail played here. */
export async function openWorld(invoices: number) {
  const [cluster, mailbox, slack, teams] = await Promise.all([
    startCluster(),
    openMailbox(),
    FakeSlack.start([{ id: SLACK_USER, email: APPROVER }]),
    FakeTeams.start(),
  ]);
  const odoo = await started<SandboxOdoo>('odoo-process.ts', [String(invoices)]);
  const databaseUrl = await cluster.database('desk');
  const database = await openDatabase(databaseUrl);
  const desk = await started<{ url: string }>(
    '../../test/desk/desk-process.ts',
    [JSON.stringify({ teams: teams.config, paceMs: 0 })],
    {
      DESK_MODE: 'test',
      DESK_PORT: '0',
      DESK_PUBLIC_URL: 'http://127.0.0.1',
      DESK_DATABASE_URL: databaseUrl,
      DESK_API_TOKEN: TOKEN,
      ODOO_URL: odoo.said.url,
      ODOO_DATABASE: odoo.said.database,
      ODOO_LOGIN: odoo.said.login,
      ODOO_PASSWORD: odoo.said.password,
      SMTP_URL: mailbox.url,
      MAIL_FROM: 'Billing desk <desk@northlight.example>',
      ...slack.settings,
    },
  );
  return {
    url: desk.said.url,
    pid: desk.child.pid as number,
    odooPid: odoo.child.pid as number,
    invoiceIds: odoo.said.invoiceIds,
    token: TOKEN,
    database,
    mailbox,
    slack,
    teams,
    inTeams: teams.person(APPROVER),
    signIn: (userId: number) => startSession(database, { userId, name: 'Carol Mendes', email: APPROVER }, new Date()),
    stop: async () => {
      for (const { child } of [desk, odoo]) {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }
      await database.close();
      await Promise.all([cluster.stop(), slack.stop(), teams.stop(), mailbox.close()]);
    },
  };
}
export type World = Awaited<ReturnType<typeof openWorld>>;

async function started<Said>(file: string, args: string[], env: Record<string, string> = {}) {
  const log = openSync('/dev/null', 'w');
  const child: ChildProcess = fork(new URL(file, import.meta.url).pathname, args, {
    execArgv: [],
    detached: true,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', log, 'inherit', 'ipc'],
  });
  closeSync(log);
  if (child.pid) killAtEnd(child.pid);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with ${String(code)}.`);
  });
  ended.catch(() => undefined);
  const [said] = (await Promise.race([once(child, 'message'), ended])) as [Said];
  return { child, said };
}
