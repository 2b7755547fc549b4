import { z } from 'zod/v4';
import type { OdooAccess } from '../odoo/api.ts';

export interface SlackConfig {
  botToken: string;
  signingSecret: string;
  teamId: string;
  channel: string;
  /** Where Slack's Web API is; only tests point it elsewhere. */
  apiUrl: string;
}

export interface MailConfig {
  /** `smtp://` or `smtps://`, with user and password where the server wants them. */
  url: string;
  from: string;
}

export interface DeskConfig {
  mode: 'production' | 'demo' | 'test';
  host: string;
  /** 0 takes a free port. */
  port: number;
  /** Address people and n8n reach the desk by, without trailing slash; the listening address where left out. */
  publicUrl?: string;
  databaseUrl: string;
  apiToken: string;
  slack?: SlackConfig;
  mail?: MailConfig;
  /** How long a link in a mail can be used. */
  linkHours: number;
}

const TOKEN_LENGTH = 32;
const SLACK = ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_TEAM_ID', 'SLACK_CHANNEL'] as const;
const MAIL = ['SMTP_URL', 'MAIL_FROM'] as const;

const url = (mend: string, ...protocols: string[]) =>
  z.string({ error: `is missing: ${mend}` }).refine(
    (text) => {
      return protocols.includes(URL.parse(text)?.protocol ?? '');
    },
    `is not an address that begins with ${protocols.join('// or ')}//: ${mend}`,
  );
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
    DESK_LINK_HOURS: z.coerce.number({ error: 'is no number' }).min(1, 'must be at least 1').max(720).default(72),
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
    SMTP_URL: url('give smtp://user:password@host:587 or smtps://…', 'smtp:', 'smtps:').optional(),
    MAIL_FROM: z.string().optional(),
  })
  .superRefine((env, context) => {
    for (const group of [SLACK, MAIL]) {
      const missing = group.filter((name) => !env[name]);
      if (missing.length === group.length) continue;
      for (const name of missing) {
        context.addIssue({ code: 'custom', path: [name], message: `is missing: ${group.join(', ')} go together` });
      }
    }
    if (env.DESK_DATABASE_URL?.startsWith('pglite:') && env.DESK_MODE === 'production') {
      const message = 'names PGlite, which loses data on a crash: use PostgreSQL, or DESK_MODE=demo to try things out';
      context.addIssue({ code: 'custom', path: ['DESK_DATABASE_URL'], message });
    }
  });

/** Every variable the desk reads. */
export const SETTING_NAMES: readonly string[] = Object.keys(environment.shape);

/**
 * Reads the desk's settings from the environment. Empty variables count as missing.
 *
 * @throws ConfigError naming every wrong or missing variable and how to mend it
 */
export function readConfig(env: NodeJS.ProcessEnv): { desk: DeskConfig; odoo: OdooAccess } {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const { data, error } = environment.safeParse(given);
  if (error) throw new ConfigError(error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
  return {
    odoo: {
      url: data.ODOO_URL,
      database: data.ODOO_DATABASE,
      login: data.ODOO_LOGIN,
      password: data.ODOO_PASSWORD,
      protocol: data.ODOO_PROTOCOL,
    },
    desk: {
      mode: data.DESK_MODE,
      host: data.DESK_HOST,
      port: data.DESK_PORT,
      publicUrl: data.DESK_PUBLIC_URL.replace(/\/+$/, ''),
      databaseUrl: data.DESK_DATABASE_URL,
      apiToken: data.DESK_API_TOKEN,
      linkHours: data.DESK_LINK_HOURS,
      ...slackOf(data),
      ...mailOf(data),
    },
  };
}

function slackOf(env: z.infer<typeof environment>): { slack?: SlackConfig } {
  const { SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret, SLACK_TEAM_ID: teamId } = env;
  if (!botToken || !signingSecret || !teamId || !env.SLACK_CHANNEL) return {};
  return { slack: { botToken, signingSecret, teamId, channel: env.SLACK_CHANNEL, apiUrl: env.SLACK_API_URL } };
}

function mailOf(env: z.infer<typeof environment>): { mail?: MailConfig } {
  return env.SMTP_URL && env.MAIL_FROM ? { mail: { url: env.SMTP_URL, from: env.MAIL_FROM } } : {};
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(problems: string[]) {
    super(`The desk can't start:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}
