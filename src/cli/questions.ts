export interface Question {
  /** The setting, as in the file and the environment. */
  name: string;
  what: string;
  secret?: boolean;
  /** Not needed to begin with. */
  optional?: boolean;
  /** Settings that go together: asked only where the first of them is given. */
  group?: 'slack' | 'teams' | 'mail';
  proposal?: string;
  /** Never written to the file. */
  forThisRun?: boolean;
}

/** Setup and doctor alone are Odoo's administrator. */
export const ADMIN = { login: 'ODOO_ADMIN_LOGIN', password: 'ODOO_ADMIN_PASSWORD' } as const;

/** Whose eyes reports use: somebody who may read all work and its billing. Nobody else needs them, so setup doesn't ask. */
export const READER = { login: 'ODOO_READER_LOGIN', password: 'ODOO_READER_PASSWORD' } as const;

/** In whose name watches read all work and keep cases, by hand and by the desk's clock: a robot that can do nothing else. Setup makes both. */
export const WATCHER = { login: 'ODOO_WATCH_LOGIN', password: 'ODOO_WATCH_PASSWORD' } as const;

/** In whose name files are imported: a terms keeper, for the approval policy a controller, never a robot. Setup doesn't ask for it either. */
export const KEEPER = { login: 'ODOO_KEEPER_LOGIN', password: 'ODOO_KEEPER_PASSWORD' } as const;

/** What setup has to be told. Everything else it finds out or makes. */
export const QUESTIONS: readonly Question[] = [
  { name: 'ODOO_URL', what: "Odoo's address, e.g. https://odoo.example.com" },
  { name: 'ODOO_DATABASE', what: "Name of Odoo's database" },
  { name: 'ODOO_ADMIN_LOGIN', what: 'Login of an Odoo administrator', proposal: 'admin' },
  {
    name: 'ODOO_ADMIN_PASSWORD',
    what: "The administrator's password or API key; setup uses it and never writes it down",
    secret: true,
    forThisRun: true,
  },
  { name: 'N8N_URL', what: "n8n's address, e.g. https://n8n.example.com" },
  { name: 'N8N_API_KEY', what: 'An API key of n8n (Settings → n8n API)', secret: true },
  {
    name: 'DESK_PUBLIC_URL',
    what: 'The address people and n8n will open the approval desk by',
    proposal: 'http://127.0.0.1:8400',
  },
  { name: 'DESK_DATABASE_URL', what: "The desk's PostgreSQL: postgres://user:password@host/database", secret: true },
  {
    name: 'SLACK_BOT_TOKEN',
    what: "The Slack app's bot token (xoxb-…), empty for no Slack",
    secret: true,
    optional: true,
    group: 'slack',
  },
  {
    name: 'SLACK_SIGNING_SECRET',
    what: "The Slack app's signing secret",
    secret: true,
    optional: true,
    group: 'slack',
  },
  { name: 'SLACK_TEAM_ID', what: "The Slack workspace's id (T…)", optional: true, group: 'slack' },
  { name: 'SLACK_CHANNEL', what: 'The id of the channel approvers read (C…)', optional: true, group: 'slack' },
  {
    name: 'TEAMS_APP_ID',
    what: "The Teams bot's application id in Entra, empty for no bot in Teams",
    optional: true,
    group: 'teams',
  },
  { name: 'TEAMS_APP_SECRET', what: "The bot's client secret", secret: true, optional: true, group: 'teams' },
  { name: 'TEAMS_TENANT_ID', what: "The tenant's id in Entra", optional: true, group: 'teams' },
  {
    name: 'TEAMS_CONVERSATION',
    what: 'The id of the channel or chat approvers read (19:…)',
    optional: true,
    group: 'teams',
  },
  {
    name: 'SMTP_URL',
    what: 'The mail server: smtp://user:password@host:587 or smtps://…, empty for no mail',
    secret: true,
    optional: true,
    group: 'mail',
  },
  { name: 'MAIL_FROM', what: 'What mails are from, e.g. Billing <billing@example.com>', optional: true, group: 'mail' },
];
