import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { ApprovalOdoo } from '../approvals/ports.ts';
import type { KpiOdoo } from '../billing/kpi/ports.ts';
import type { BillingEvents } from '../billing/events.ts';
import type { BillingOdoo } from '../billing/ports.ts';
import type { KeyExpiry } from '../odoo/key-expiry.ts';
import { apiRoutes } from './api.ts';
import { startClock, TICKS } from './clock.ts';
import { type DeskConfig, keepsCookies, MANAGER_AFTER_DAYS, type SlackConfig, type TeamsConfig } from './config.ts';
import type { Context } from './context.ts';
import { type Database, openDatabase } from './database.ts';
import { healthRoutes } from './health.ts';
import { forAWhile } from './for-a-while.ts';
import { listenAnew } from './jobs/events.ts';
import { handlers } from './jobs/handlers.ts';
import { SLACK_PACE_MS, type Slack } from './jobs/slack.ts';
import { TEAMS_PACE_MS, type Teams } from './jobs/teams.ts';
import { watchKey } from './key-watch.ts';
import { createLog, requestLog } from './log.ts';
import { type Mailer, smtpMailer } from './mail/mailer.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import { metricsRoutes, timing } from './metrics/routes.ts';
import { migrate } from './migrate.ts';
import { EVENT_HINT_PATH, HINT_PATH, odooHint } from './odoo-hint.ts';
import { answerRoutes } from './page/answer-routes.ts';
import { inboxRoutes } from './page/inbox-routes.ts';
import { invoiceRoutes } from './page/invoice-routes.ts';
import { kpiRoutes } from './page/kpi-routes.ts';
import { pageRoutes } from './page/routes.ts';
import { pace } from './pace.ts';
import { openQueue } from './queue.ts';
import { hostCookies } from './signin/cookies.ts';
import { oidcProvider } from './signin/provider.ts';
import { signInRoutes } from './signin/routes.ts';
import { signOutRoutes } from './signin/sign-out.ts';
import { postOnce, slackClient } from './slack/client.ts';
import { userOf } from './slack/person.ts';
import { slackRoutes } from './slack/routes.ts';
import { requestIds } from './store/requests.ts';
import { teamsRoutes } from './teams/routes.ts';

/** Longer than proxies keep an idle connection: or one sends a click into a connection that is just being closed. */
const KEEP_ALIVE_MS = 75_000;
/** As many may come in at one moment: where the queue is full, the system resets the connection of whoever comes next. */
const BACKLOG = 4096;

export interface DeskDeps {
  config: DeskConfig;
  odoo: BillingOdoo;
  approvals: ApprovalOdoo;
  /** Odoo as whoever watches. */
  watching?: BillingOdoo | undefined;
  /** Odoo as whoever may read all work, for KPIs. */
  measuring?: KpiOdoo | undefined;
  /** What happens in Odoo, for webhooks. */
  events?: BillingEvents | undefined;
  /** Rejects while Odoo can't be reached; for /readyz. */
  reachOdoo: () => Promise<unknown>;
  /** When the key to Odoo runs out, if it does. */
  keyExpiry?: () => Promise<KeyExpiry | undefined>;
  /** Where what happens is counted, where others count in it too. */
  metrics?: Metrics;
  now?: () => Date;
  log?: Logger;
  /** Instead of the one `config` names; whoever gives it closes it. */
  database?: Database;
  /** Instead of the mail server `config` names; whoever gives it closes it. */
  mailer?: Mailer;
}

export interface Desk {
  /** Where it listens. */
  url: string;
  /** Does the clock's jobs now, whatever the time. */
  tick(): Promise<void>;
  /** Finishes what is in flight, then closes everything. */
  stop(): Promise<void>;
}

/**
 * Starts a desk: database brought up to date, jobs running, listening.
 *
 * @throws where the port or the database can't be had
 */
export async function createDesk(deps: DeskDeps): Promise<Desk> {
  const { config, odoo, approvals, now = () => new Date(), log = createLog(), metrics = createMetrics() } = deps;
  if (config.databaseUrl.startsWith('pglite:')) {
    if (config.mode === 'production') throw new Error('PGlite loses data on a crash: give the desk a PostgreSQL.');
    log.warn('THIS DESK KEEPS ITS DECISIONS IN PGLITE, WHICH LOSES THEM ON A CRASH. Demos and tests only.');
  }
  const database = deps.database ?? (await openDatabase(config.databaseUrl));
  await migrate(database);
  const queue = await openQueue(database, log, metrics);

  const mailer = deps.mailer ?? (config.mail && smtpMailer(config.mail));
  const slack = config.slack && openSlack(config.slack, now, pace(config.paceMs ?? SLACK_PACE_MS));
  const turn = pace(config.paceMs ?? TEAMS_PACE_MS);
  // The Teams SDK takes a second to load: only where there is a bot.
  const bot = config.teams && { ...(await openTeams(config.teams, now, log)), turn };
  const teams: Teams | undefined = bot ?? (config.teamsWebhook ? { webhook: config.teamsWebhook, turn } : undefined);
  const channels: Context['channels'] = [
    ...(slack ? ['slack' as const] : []),
    ...(teams ? ['teams' as const] : []),
    ...(mailer ? ['email' as const] : []),
  ];
  const keyWatch = deps.keyExpiry && watchKey(deps.keyExpiry, now, log);
  let url = '';
  const origin = () => config.publicUrl ?? url;
  const cookies = hostCookies(() => origin().startsWith('https:'));
  const { oidc } = config;
  const byLink = mailer !== undefined && (config.signInByLink ?? !oidc);
  const isSafe = () => keepsCookies(origin(), config.mode);
  const desk = () => (isSafe() && (byLink || oidc) ? origin() : undefined);
  const { anchorsFile } = config;
  const { watches, digest } = config;
  const context: Context = {
    watching: deps.watching && { odoo: deps.watching, names: watches?.names ?? [] },
    reminders: config.reminders ?? { onClock: false, managerAfterDays: MANAGER_AFTER_DAYS },
    digestTo: digest?.to ?? [],
    measuring: deps.measuring,
    sql: database,
    outbox: queue.outbox,
    queued: queue.queued,
    hurry: queue.hurry,
    metrics,
    odoo,
    approvals,
    now,
    log,
    channels,
    desk,
    hintAt: () => `${origin()}${HINT_PATH}`,
    eventHintAt: () => `${origin()}${EVENT_HINT_PATH}`,
    publish: config.webhooks && deps.events && { webhooks: config.webhooks, events: deps.events },
    anchorsFile,
  };

  const app = express();
  app.disable('x-powered-by');
  // A proxy on the same machine may say who is asking; nobody else is believed.
  app.set('trust proxy', 'loopback');
  app.use(timing(context), requestLog(log), securityHeaders());
  app.use(healthRoutes(database, deps.reachOdoo, keyWatch));
  app.use(metricsRoutes(context, config.metricsToken));
  if (slack) app.use(slackRoutes(context, slack.client, slack.config));
  if (bot) app.use(teamsRoutes(context, bot.bot, bot.config));
  app.use(odooHint(context));
  app.use('/api', apiRoutes(context, config.apiToken));
  app.use(pageRoutes(context, cookies, config.linkLimit));
  app.use(
    signInRoutes(context, {
      cookies,
      origin,
      provider: oidc && { ...oidcProvider(oidc, () => `${origin()}/signin/callback`), label: oidc.name },
      byLink,
      isSafe,
    }),
  );
  app.use(signOutRoutes(context, cookies));
  app.use(answerRoutes(context, cookies));
  app.use(inboxRoutes(context, cookies));
  app.use(kpiRoutes(context, cookies));
  app.use(invoiceRoutes(context, cookies));

  const { port, host } = config;
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, app).listen({ port, host, backlog: BACKLOG });
  await once(server, 'listening');
  url = `http://${config.host}:${(server.address() as AddressInfo).port}`;
  const post = mailer && { mailer, publicUrl: origin(), linkHours: config.linkHours };
  await queue.work(handlers(context, { post, slack, teams }));
  // Asked about before Odoo's form showed it, and submitted there while no desk was open.
  await queue.outbox(async (tx, send) => {
    for (const requestId of await requestIds(tx, 'open')) await send('odoo', { requestId });
    await send('submissions', {});
  });
  // Odoo may be down just now: the clock asks again, and is told that nobody listens.
  void listenAnew(context).catch((error: unknown) => log.warn({ err: error }, 'Odoo is not asked for events yet'));
  const stopClock = await startClock(queue, database, log, {
    ...(context.watching && watches && { watches: watches.at }),
    ...(context.watching && digest?.at && { digest: digest.at }),
  });
  log.info({ url, channels }, 'the desk is open');
  if (!isSafe()) log.warn('nobody can sign in over plain http: give the desk an https address');

  let ticks = 0;
  return {
    url,
    tick: async () => {
      ticks += 1;
      for (const { name } of TICKS) await queue.tick(name, -ticks);
      if (context.watching && watches) await queue.tick('watches', -ticks);
      if (context.watching && digest?.at) await queue.tick('digest', -ticks);
    },
    stop: async () => {
      await stopClock();
      keyWatch?.stop();
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed;
      await queue.stop();
      if (!deps.mailer) mailer?.close();
      if (!deps.database) await database.close();
    },
  };
}

function openSlack(config: SlackConfig, now: () => Date, turn: Slack['turn']): Slack {
  const client = slackClient(config);
  return {
    config,
    client,
    turn,
    once: postOnce(config),
    idOf: forAWhile((email) => userOf(client, email, config.teamId), now),
  };
}

async function openTeams(config: TeamsConfig, now: () => Date, log: Logger) {
  const { openBot } = await import('./teams/bot.ts');
  const bot = await openBot(config, log);
  const members = forAWhile((conversation) => bot.members(conversation), now);
  return { config, bot, members: () => members(config.conversation) };
}

function securityHeaders() {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
}
