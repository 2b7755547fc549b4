import type { AppOptions, IPlugin } from '@microsoft/teams.apps';
import { z } from 'zod/v4';
import { validate } from 'node-cron';
import { given } from '../rules/given.ts';
import { WATCHES } from '../billing/watch/watches.ts';
import { readWebhooks } from './events/settings.ts';
import type { Webhook } from './events/webhook.ts';
import type { OdooAccess } from '../odoo/api.ts';

export interface SlackConfig {
  botToken: string;
  signingSecret: string;
  teamId: string;
  channel: string;
  /** Where Slack's Web API is; only tests point it elsewhere. */
  apiUrl: string;
}

export interface TeamsConfig {
  /** The bot's application in Entra. */
  appId: string;
  appSecret: string;
  tenantId: string;
  /** Whose people may decide. */
  tenants: string[];
  /** The channel or chat that is written to. */
  conversation: string;
  /** Which of the two Entra has for a person is the address of the Odoo user. */
  address: 'userPrincipalName' | 'email';
  /** Where the bot writes to; nothing that names another origin is let in. */
  serviceUrl: string;
  /** Where Entra gives out tokens. */
  login: string;
  /** Microsoft's public cloud where left out; only tests say another. */
  cloud?: NonNullable<AppOptions<IPlugin>['cloud']>;
}

export interface MailConfig {
  /** `smtp://` or `smtps://`, with user and password where the server wants them. */
  url: string;
  from: string;
}

export interface OidcConfig {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What people know the provider by, for the button. */
  name: string;
  scope: string;
  /** The claim with the address of the person's Odoo user. */
  emailClaim: string;
  /** The claim that says that the provider vouches for that address. */
  verifiedClaim: string;
  /** Claims that must have exactly these values: the tenant, the domain. */
  require: Record<string, string>;
}

export interface WatchConfig {
  /** Ids of the watches that are run, all with their defaults. */
  names: string[];
  /** When, as a cron expression in UTC. */
  at: string;
}

/** Where a digest goes: a channel of Slack, the desk's own conversation in Teams, or an address, which may be a list's. */
export type DigestPlace = (
  { channel: 'slack'; conversation: string } | { channel: 'teams' } | { channel: 'email'; address: string }
) & {
  /** Whose cases it may tell of; where left out, those the person may see whose address it is, or the only company's. */
  companies?: number[];
};

export interface DigestConfig {
  to: DigestPlace[];
  /** When, as a cron expression in UTC; only where somebody asks for it where left out. */
  at?: string;
}

export interface ReminderConfig {
  /** Whether those whom the desk's own watch finds are reminded. */
  onClock: boolean;
  /** Working days after which the manager is told. */
  managerAfterDays: number;
}

/** Totals by currency up to which a mailed link alone is enough to decide; a currency not named always asks for more. */
export type LinkLimit = Record<string, string>;

export interface DeskConfig {
  mode: 'production' | 'demo' | 'test';
  host: string;
  /** 0 takes a free port. */
  port: number;
  /** Address people and n8n reach the desk by, without trailing slash; the listening address where left out. */
  publicUrl?: string;
  databaseUrl: string;
  apiToken: string;
  /** For `/metrics`; there are none where left out. */
  metricsToken?: string;
  slack?: SlackConfig;
  teams?: TeamsConfig;
  /** The address of a workflow in Teams: the way without a bot. A secret. */
  teamsWebhook?: string;
  /** Milliseconds between two messages to a chat; what the chat wants where left out. Only tests say another. */
  paceMs?: number;
  mail?: MailConfig;
  /** Where anchors of the record are written besides the database, one a line. */
  anchorsFile?: string;
  /** How long a link in a mail can be used. */
  linkHours: number;
  /** No limit where left out. */
  linkLimit?: LinkLimit;
  oidc?: OidcConfig;
  /** Whether people can sign in by a link in a mail; where left out, unless there is a provider. */
  signInByLink?: boolean;
  /** None are run by the desk's clock where left out. */
  watches?: WatchConfig;
  /** Who is told of what happens to invoices; nobody where left out. */
  webhooks?: Webhook[];
  reminders?: ReminderConfig;
  digest?: DigestConfig;
}

const TOKEN_LENGTH = 32;
const SLACK = ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_TEAM_ID', 'SLACK_CHANNEL'] as const;
const TEAMS = ['TEAMS_APP_ID', 'TEAMS_APP_SECRET', 'TEAMS_TENANT_ID', 'TEAMS_CONVERSATION'] as const;
const MAIL = ['SMTP_URL', 'MAIL_FROM'] as const;
const WATCHER = ['ODOO_WATCH_LOGIN', 'ODOO_WATCH_PASSWORD'] as const;
const OIDC = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const;
const GOOGLE = 'https://accounts.google.com';

/** Working days a person has, once reminded, before their manager is told. */
export const MANAGER_AFTER_DAYS = 2;
const SLACK_PLACE = /^slack:[A-Z0-9]+$/;
const PLACES =
  'give slack, slack:<id of a channel>, teams or mail addresses, such as slack, finance@example.com; of some companies only with their ids in Odoo, such as slack=1+2';
const OF_COMPANIES = /^(.*)=(\d+(?:\+\d+)*)$/;

interface PlaceOfCompanies {
  to: string;
  companies?: number[] | undefined;
}

function placeOf(each: string): PlaceOfCompanies {
  const [, to, ids] = OF_COMPANIES.exec(each) ?? [];
  return to !== undefined && ids ? { to, companies: ids.split('+').map(Number) } : { to: each };
}

const WATCH_NAMES = WATCHES.map(({ id }) => id);

const url = (mend: string, ...protocols: string[]) =>
  z.string({ error: `is missing: ${mend}` }).refine(
    (text) => {
      return protocols.includes(URL.parse(text)?.protocol ?? '');
    },
    `is not an address that begins with ${protocols.join('// or ')}//: ${mend}`,
  );
/** `a=1, b=2` as pairs. */
const pairs = (form: RegExp, mend: string) =>
  z.string().transform((list, context) => {
    const found = list.split(',').map((part) => form.exec(part.trim()));
    const read = found.flatMap((match) => (match ? [[match[1] ?? '', match[2] ?? ''] as const] : []));
    if (read.length < found.length) context.addIssue({ code: 'custom', message: `can't be read: ${mend}` });
    return read;
  });
/** Looked at each minute: an expression with seconds would never be met. */
const cron = (example: string) =>
  z
    .string()
    .refine(
      (at) => validate(at) && at.trim().split(/\s+/).length < 6,
      `is no cron expression of five fields (minute, hour, day, month, weekday), such as ${example}`,
    );
const tenant = z.uuid({ error: 'is no tenant id of Entra' });
const text = (mend: string) => z.string({ error: `is missing: ${mend}` });

const environment = z
  .object({
    DESK_MODE: z
      .enum(['production', 'demo', 'test'], { error: 'must be production, demo or test' })
      .default('production'),
    DESK_HOST: z.string().default('127.0.0.1'),
    DESK_PORT: z.coerce.number({ error: 'is no number' }).int('must be a whole number').min(0).max(65535).default(8400),
    DESK_PUBLIC_URL: url(
      'give the address people open the desk by, e.g. https://billing.example.com',
      'http:',
      'https:',
    ),
    DESK_DATABASE_URL: url(
      'give postgres://user:password@host/database (pglite:<folder> only with DESK_MODE=demo)',
      'postgres:',
      'postgresql:',
      'pglite:',
    ),
    DESK_API_TOKEN: text('make one with `openssl rand -hex 32` and give the same to the n8n credential').min(
      TOKEN_LENGTH,
      `must have at least ${TOKEN_LENGTH} characters: make one with \`openssl rand -hex 32\``,
    ),
    DESK_METRICS_TOKEN: z
      .string()
      .min(TOKEN_LENGTH, `must have at least ${TOKEN_LENGTH} characters: make one with \`openssl rand -hex 32\``)
      .optional(),
    DESK_LINK_HOURS: z.coerce.number({ error: 'is no number' }).min(1, 'must be at least 1').max(720).default(72),
    DESK_ANCHORS_FILE: z.string().optional(),
    DESK_WEBHOOKS_FILE: z.string().optional(),
    ODOO_URL: url("give Odoo's address, e.g. https://odoo.example.com", 'http:', 'https:'),
    ODOO_DATABASE: text("give the name of Odoo's database"),
    ODOO_LOGIN: text("give the login of the desk's own Odoo user"),
    ODOO_PASSWORD: text("give the password or API key of the desk's Odoo user"),
    ODOO_PROTOCOL: z.enum(['auto', 'json-2', 'xml-rpc'], { error: 'must be auto, json-2 or xml-rpc' }).default('auto'),
    SLACK_BOT_TOKEN: z.string().optional(),
    SLACK_SIGNING_SECRET: z.string().optional(),
    SLACK_TEAM_ID: z.string().optional(),
    SLACK_CHANNEL: z.string().optional(),
    SLACK_API_URL: url('leave it out to use Slack itself', 'http:', 'https:').default('https://slack.com/api/'),
    TEAMS_APP_ID: z.uuid({ error: 'is no application id of Entra' }).optional(),
    TEAMS_APP_SECRET: z.string().optional(),
    TEAMS_TENANT_ID: tenant.optional(),
    TEAMS_CONVERSATION: z.string().optional(),
    TEAMS_TENANTS: z
      .string()
      .transform((list) => list.split(',').map((id) => id.trim()))
      .pipe(z.array(tenant))
      .optional(),
    TEAMS_ADDRESS: z.enum(['upn', 'mail'], { error: 'must be upn or mail' }).default('upn'),
    TEAMS_SERVICE_URL: url("leave it out to use Teams' own", 'https:').default('https://smba.trafficmanager.net/teams'),
    TEAMS_WEBHOOK_URL: url("give the address Teams' workflow shows", 'https:').optional(),
    SMTP_URL: url('give smtp://user:password@host:587 or smtps://…', 'smtp:', 'smtps:').optional(),
    MAIL_FROM: z.string().optional(),
    DESK_LINK_LIMIT: pairs(
      /^(\d+(?:\.\d+)?) ([A-Z]{3})$/,
      'give amounts with currency, e.g. 10000 EUR, 12000 USD',
    ).optional(),
    DESK_WATCHES: z
      .string()
      .transform((list) => (list.trim() === 'all' ? WATCH_NAMES : list.split(',').map((name) => name.trim())))
      .pipe(z.array(z.enum(WATCH_NAMES, { error: `names no watch: give all, or some of ${WATCH_NAMES.join(', ')}` })))
      .optional(),
    DESK_WATCHES_AT: cron('0 5 * * 1-5').default('0 5 * * 1-5'),
    DESK_REMINDERS: z.enum(['on', 'off'], { error: 'must be on or off' }).default('off'),
    DESK_REMIND_MANAGER_AFTER: z.coerce
      .number({ error: 'is no number' })
      .int('must be a whole number of working days')
      .min(1, 'must be at least 1 working day')
      .max(30)
      .default(MANAGER_AFTER_DAYS),
    DESK_DIGEST_TO: z
      .string()
      .transform((list) => list.split(',').map((each) => placeOf(each.trim())))
      .pipe(
        z.array(
          z.object({
            to: z.union([z.literal(['slack', 'teams']), z.string().regex(SLACK_PLACE), z.email()], { error: PLACES }),
            companies: z.array(z.number()).optional(),
          }),
        ),
      )
      .optional(),
    DESK_DIGEST_AT: cron('0 6 * * 1-5').optional(),
    ODOO_WATCH_LOGIN: z.string().optional(),
    ODOO_WATCH_PASSWORD: z.string().optional(),
    DESK_SIGN_IN_LINK: z.enum(['on', 'off'], { error: 'must be on or off' }).optional(),
    OIDC_ISSUER: url(
      "give the provider's issuer, e.g. https://login.example.com/realms/firm",
      'http:',
      'https:',
    ).optional(),
    OIDC_CLIENT_ID: z.string().optional(),
    OIDC_CLIENT_SECRET: z.string().optional(),
    OIDC_NAME: z.string().default('single sign-on'),
    OIDC_SCOPE: z.string().default('openid email'),
    OIDC_EMAIL_CLAIM: z.string().default('email'),
    OIDC_VERIFIED_CLAIM: z.string().default('email_verified'),
    OIDC_REQUIRE: pairs(/^([^=\s]+)=(\S+)$/, 'give claims with their values, e.g. hd=example.com').optional(),
  })
  .superRefine((env, context) => {
    if (env.DESK_METRICS_TOKEN && env.DESK_METRICS_TOKEN === env.DESK_API_TOKEN) {
      const message = 'is DESK_API_TOKEN: give Prometheus one of its own, with which nobody can ask for approvals';
      context.addIssue({ code: 'custom', path: ['DESK_METRICS_TOKEN'], message });
    }
    for (const group of [SLACK, TEAMS, MAIL, OIDC]) {
      const missing = group.filter((name) => !env[name]);
      if (missing.length === group.length) continue;
      for (const name of missing) {
        context.addIssue({ code: 'custom', path: [name], message: `is missing: ${group.join(', ')} go together` });
      }
    }
    const add = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    const reads = (['DESK_WATCHES', 'DESK_DIGEST_TO'] as const).find((name) => env[name]);
    if (reads) {
      for (const name of WATCHER.filter((each) => !env[each])) {
        add(name, `is missing: ${reads} reads all work as it; setup makes it`);
      }
    }
    if (env.DESK_REMINDERS === 'on' && !env.DESK_WATCHES?.includes('missing-timesheets')) {
      add('DESK_WATCHES', 'names no missing-timesheets, which DESK_REMINDERS=on reminds of');
    }
    if (env.DESK_REMINDERS === 'on' && !env.SLACK_BOT_TOKEN && !env.TEAMS_APP_ID && !env.SMTP_URL) {
      add('DESK_REMINDERS', 'is on, and the desk has no way to reach anybody: connect Slack, Teams (as a bot) or mail');
    }
    if (env.DESK_DIGEST_AT && !env.DESK_DIGEST_TO) add('DESK_DIGEST_TO', `is missing: ${PLACES}`);
    for (const { to } of env.DESK_DIGEST_TO ?? []) {
      const [group, set] = to.includes('@')
        ? (['mail (SMTP_URL, MAIL_FROM)', env.SMTP_URL] as const)
        : to === 'teams'
          ? (['Teams (TEAMS_…)', env.TEAMS_APP_ID ?? env.TEAMS_WEBHOOK_URL] as const)
          : (['Slack (SLACK_…)', env.SLACK_BOT_TOKEN] as const);
      if (!set) add('DESK_DIGEST_TO', `names ${to}, and the desk has no connection to ${group}`);
    }
    const issuer = env.OIDC_ISSUER && URL.parse(env.OIDC_ISSUER);
    if (issuer && issuer.protocol === 'http:' && !isThisMachine(issuer)) {
      add('OIDC_ISSUER', 'must be https: whoever sits on the way could sign in as anybody');
    }
    if (env.OIDC_ISSUER?.replace(/\/$/, '') === GOOGLE && !env.OIDC_REQUIRE?.some(([claim]) => claim === 'hd')) {
      add('OIDC_REQUIRE', 'is missing: Google signs in everybody; give hd=<the domain of your Google Workspace>');
    }
    if (env.OIDC_ISSUER && env.DESK_PUBLIC_URL && !keepsCookies(env.DESK_PUBLIC_URL, env.DESK_MODE)) {
      add('DESK_PUBLIC_URL', 'must be https where people sign in');
    }
    if (env.TEAMS_WEBHOOK_URL && env.TEAMS_APP_ID) {
      add(
        'TEAMS_WEBHOOK_URL',
        'is the way without a bot: leave it out, or leave out TEAMS_APP_ID and what goes with it',
      );
    }
    if (env.TEAMS_WEBHOOK_URL && !env.OIDC_ISSUER && !env.SMTP_URL) {
      add('TEAMS_WEBHOOK_URL', 'leads to a page to sign in on, which takes a provider (OIDC_…) or mail (SMTP_URL)');
    }
    if (env.DESK_SIGN_IN_LINK === 'on' && !env.SMTP_URL) {
      add('SMTP_URL', 'is missing: DESK_SIGN_IN_LINK=on mails links');
    }
    if (env.DESK_DATABASE_URL?.startsWith('pglite:') && env.DESK_MODE === 'production') {
      add(
        'DESK_DATABASE_URL',
        'names PGlite, which loses data on a crash: use PostgreSQL, or DESK_MODE=demo to try things out',
      );
    }
  });

/** Every variable the desk reads. */
export const SETTING_NAMES: readonly string[] = Object.keys(environment.shape);

/**
 * Reads the desk's settings from the environment. Empty variables count as missing.
 *
 * @throws ConfigError naming every wrong or missing variable and how to mend it
 */
export function readConfig(env: NodeJS.ProcessEnv): { desk: DeskConfig; odoo: OdooAccess; watcher?: OdooAccess } {
  const filled = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const { data, error } = environment.safeParse(filled);
  if (error) throw new ConfigError(error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
  const odoo = {
    url: data.ODOO_URL,
    database: data.ODOO_DATABASE,
    login: data.ODOO_LOGIN,
    password: data.ODOO_PASSWORD,
    protocol: data.ODOO_PROTOCOL,
  };
  const { DESK_WATCHES: names, ODOO_WATCH_LOGIN: login, ODOO_WATCH_PASSWORD: password } = data;
  const webhooks = webhooksOf(data);
  return {
    odoo,
    ...(login && password && { watcher: { ...odoo, login, password } }),
    desk: {
      mode: data.DESK_MODE,
      host: data.DESK_HOST,
      port: data.DESK_PORT,
      publicUrl: data.DESK_PUBLIC_URL.replace(/\/+$/, ''),
      databaseUrl: data.DESK_DATABASE_URL,
      apiToken: data.DESK_API_TOKEN,
      ...(data.DESK_METRICS_TOKEN ? { metricsToken: data.DESK_METRICS_TOKEN } : {}),
      linkHours: data.DESK_LINK_HOURS,
      ...(data.DESK_ANCHORS_FILE ? { anchorsFile: data.DESK_ANCHORS_FILE } : {}),
      ...slackOf(data),
      ...teamsOf(data),
      ...mailOf(data),
      ...oidcOf(data),
      ...(names ? { watches: { names, at: data.DESK_WATCHES_AT } } : {}),
      reminders: { onClock: data.DESK_REMINDERS === 'on', managerAfterDays: data.DESK_REMIND_MANAGER_AFTER },
      ...(webhooks ? { webhooks } : {}),
      ...digestOf(data),
      ...(data.DESK_LINK_LIMIT ? { linkLimit: byCurrency(data.DESK_LINK_LIMIT) } : {}),
      ...(data.DESK_SIGN_IN_LINK ? { signInByLink: data.DESK_SIGN_IN_LINK === 'on' } : {}),
    },
  };
}

function slackOf(env: z.infer<typeof environment>): { slack?: SlackConfig } {
  const { SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret, SLACK_TEAM_ID: teamId } = env;
  if (!botToken || !signingSecret || !teamId || !env.SLACK_CHANNEL) return {};
  return { slack: { botToken, signingSecret, teamId, channel: env.SLACK_CHANNEL, apiUrl: env.SLACK_API_URL } };
}

function teamsOf(env: z.infer<typeof environment>): { teams?: TeamsConfig; teamsWebhook?: string } {
  if (env.TEAMS_WEBHOOK_URL) return { teamsWebhook: env.TEAMS_WEBHOOK_URL };
  const { TEAMS_APP_ID: appId, TEAMS_APP_SECRET: appSecret, TEAMS_TENANT_ID: tenantId } = env;
  if (!appId || !appSecret || !tenantId || !env.TEAMS_CONVERSATION) return {};
  return {
    teams: {
      appId,
      appSecret,
      tenantId,
      tenants: env.TEAMS_TENANTS ?? [tenantId],
      conversation: env.TEAMS_CONVERSATION,
      address: env.TEAMS_ADDRESS === 'upn' ? 'userPrincipalName' : 'email',
      serviceUrl: env.TEAMS_SERVICE_URL,
      login: 'https://login.microsoftonline.com',
    },
  };
}

function digestOf({ DESK_DIGEST_TO: to, DESK_DIGEST_AT: at, SLACK_CHANNEL = '' }: z.infer<typeof environment>): {
  digest?: DigestConfig;
} {
  const place = (each: string): DigestPlace => {
    if (each === 'teams') return { channel: 'teams' };
    if (each.includes('@')) return { channel: 'email', address: each };
    return { channel: 'slack', conversation: each.startsWith('slack:') ? each.slice('slack:'.length) : SLACK_CHANNEL };
  };
  const places = to?.map(({ to: each, companies }): DigestPlace => ({ ...place(each), ...given({ companies }) }));
  return places ? { digest: { to: places, ...(at && { at }) } } : {};
}

function webhooksOf({ DESK_WEBHOOKS_FILE: file, DESK_MODE: mode }: z.infer<typeof environment>): Webhook[] | undefined {
  if (!file) return undefined;
  const found = readWebhooks(file, mode !== 'production');
  if ('problems' in found) throw new ConfigError(found.problems.map((problem) => `DESK_WEBHOOKS_FILE ${problem}`));
  return found.webhooks;
}

function mailOf(env: z.infer<typeof environment>): { mail?: MailConfig } {
  return env.SMTP_URL && env.MAIL_FROM ? { mail: { url: env.SMTP_URL, from: env.MAIL_FROM } } : {};
}

function oidcOf(env: z.infer<typeof environment>): { oidc?: OidcConfig } {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env;
  if (!issuer || !clientId || !clientSecret) return {};
  return {
    oidc: {
      issuer,
      clientId,
      clientSecret,
      name: env.OIDC_NAME,
      scope: env.OIDC_SCOPE,
      emailClaim: env.OIDC_EMAIL_CLAIM,
      verifiedClaim: env.OIDC_VERIFIED_CLAIM,
      require: Object.fromEntries(env.OIDC_REQUIRE ?? []),
    },
  };
}

function byCurrency(limits: (readonly [string, string])[]): LinkLimit {
  return Object.fromEntries(limits.map(([amount, currency]) => [currency, amount]));
}

function isThisMachine({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
}

/**
 * Whether people can sign in to a desk at this address. Over plain http anybody on the way reads the cookie, so it takes
 * https, this machine, or a desk that is no production.
 */
export function keepsCookies(publicUrl: string, mode: DeskConfig['mode']): boolean {
  const address = URL.parse(publicUrl);
  return mode !== 'production' || address?.protocol === 'https:' || (address !== null && isThisMachine(address));
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(problems: string[]) {
    super(`The desk can't start:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}
