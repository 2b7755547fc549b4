import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/desk/config.ts';

const GOOD = {
  DESK_PUBLIC_URL: 'https://billing.firm.test/',
  DESK_DATABASE_URL: 'postgres://desk@localhost/desk',
  DESK_API_TOKEN: 'x'.repeat(32),
  ODOO_URL: 'https://odoo.firm.test',
  ODOO_DATABASE: 'firm',
  ODOO_LOGIN: 'desk',
  ODOO_PASSWORD: 'secret',
};
const SLACK = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_SIGNING_SECRET: 's',
  SLACK_TEAM_ID: 'T1',
  SLACK_CHANNEL: 'C1',
};

const TENANT = '22222222-2222-4222-8222-222222222222';
const TEAMS = {
  TEAMS_APP_ID: '11111111-1111-4111-8111-111111111111',
  TEAMS_APP_SECRET: 'hush',
  TEAMS_TENANT_ID: TENANT,
  TEAMS_CONVERSATION: '19:billing@thread.tacv2',
};
const WATCHER = { ODOO_WATCH_LOGIN: 'robot', ODOO_WATCH_PASSWORD: 'key' };
const FLOW = 'https://prod.logic.azure.test/workflows/1?sig=hush';

const OIDC = { OIDC_ISSUER: 'https://login.firm.test', OIDC_CLIENT_ID: 'desk', OIDC_CLIENT_SECRET: 'hush' };
const GOOGLE = 'https://accounts.google.com';

function problems(env: NodeJS.ProcessEnv): string {
  try {
    readConfig(env);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe("the desk's settings", () => {
  it('are read from the environment, with defaults that listen to this machine only', () => {
    expect(readConfig({ ...GOOD, ...SLACK })).toEqual({
      odoo: { url: 'https://odoo.firm.test', database: 'firm', login: 'desk', password: 'secret', protocol: 'auto' },
      desk: {
        mode: 'production',
        host: '127.0.0.1',
        port: 8400,
        publicUrl: 'https://billing.firm.test',
        databaseUrl: 'postgres://desk@localhost/desk',
        apiToken: 'x'.repeat(32),
        linkHours: 72,
        slack: {
          botToken: 'xoxb-1',
          signingSecret: 's',
          teamId: 'T1',
          channel: 'C1',
          apiUrl: 'https://slack.com/api/',
        },
        reminders: { onClock: false, managerAfterDays: 2 },
      },
    });
  });

  it('name every variable that is missing and how to mend it', () => {
    const said = problems({});
    for (const name of Object.keys(GOOD)) expect(said).toMatch(new RegExp(`${name} is missing: \\w+`));
  });

  it('treat an empty variable as missing', () => {
    expect(problems({ ...GOOD, ODOO_PASSWORD: '' })).toContain('ODOO_PASSWORD is missing');
  });

  it.each([
    [{ DESK_API_TOKEN: 'short' }, /DESK_API_TOKEN must have at least 32 characters: make one with/],
    [{ DESK_DATABASE_URL: 'mysql://x' }, /DESK_DATABASE_URL .*postgres:\/\//],
    [{ DESK_DATABASE_URL: 'pglite:memory' }, /DESK_DATABASE_URL names PGlite, which loses data/],
    [{ DESK_REMINDERS: 'on' }, /DESK_WATCHES names no missing-timesheets, which DESK_REMINDERS=on reminds of/],
    [{ DESK_REMINDERS: 'on' }, /DESK_REMINDERS is on, and the desk has no way to reach anybody/],
    [{ DESK_REMIND_MANAGER_AFTER: '0' }, /DESK_REMIND_MANAGER_AFTER must be at least 1 working day/],
    [{ DESK_DIGEST_AT: '0 6 * * 1-5' }, /DESK_DIGEST_TO is missing: give slack/],
    [{ DESK_DIGEST_TO: 'teams' }, /DESK_DIGEST_TO names teams, and the desk has no connection to Teams/],
    [{ DESK_DIGEST_TO: 'C0FIN' }, /DESK_DIGEST_TO\.0\.to give slack/],
    [{ DESK_DIGEST_TO: 'slack=one' }, /DESK_DIGEST_TO\.0\.to give slack.*slack=1\+2/],
    [{ DESK_PORT: 'many' }, /DESK_PORT is no number/],
    [{ DESK_MODE: 'prod' }, /DESK_MODE must be production, demo or test/],
    [{ ODOO_URL: 'odoo.firm.test' }, /ODOO_URL is not an address/],
    [{ SLACK_TEAM_ID: 'T1' }, /SLACK_BOT_TOKEN is missing: SLACK_BOT_TOKEN, .* go together/],
    [{ OIDC_CLIENT_ID: 'desk' }, /OIDC_ISSUER is missing: OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET go together/],
    [{ ...OIDC, OIDC_ISSUER: 'http://login.firm.test' }, /OIDC_ISSUER must be https/],
    [{ ...OIDC, OIDC_ISSUER: GOOGLE }, /OIDC_REQUIRE is missing: Google signs in everybody; give hd=/],
    [{ ...OIDC, OIDC_REQUIRE: 'firm.test' }, /OIDC_REQUIRE can't be read: give claims with their values/],
    [{ ...OIDC, DESK_PUBLIC_URL: 'http://billing.firm.test' }, /DESK_PUBLIC_URL must be https where people sign in/],
    [{ DESK_LINK_LIMIT: '10000' }, /DESK_LINK_LIMIT can't be read: give amounts with currency/],
    [{ DESK_SIGN_IN_LINK: 'on' }, /SMTP_URL is missing: DESK_SIGN_IN_LINK=on mails links/],
    [{ TEAMS_APP_ID: TEAMS.TEAMS_APP_ID }, /TEAMS_APP_SECRET is missing: TEAMS_APP_ID, .* go together/],
    [{ ...TEAMS, TEAMS_TENANT_ID: 'firm' }, /TEAMS_TENANT_ID is no tenant id of Entra/],
    [{ ...TEAMS, TEAMS_TENANTS: 'all' }, /is no tenant id of Entra/],
    [{ ...TEAMS, TEAMS_SERVICE_URL: 'http://smba.test' }, /TEAMS_SERVICE_URL is not an address that begins with https/],
    [{ ...TEAMS, ...OIDC, TEAMS_WEBHOOK_URL: FLOW }, /TEAMS_WEBHOOK_URL is the way without a bot/],
    [{ TEAMS_WEBHOOK_URL: FLOW }, /TEAMS_WEBHOOK_URL leads to a page to sign in on/],
    [{ DESK_WATCHES: 'all' }, /ODOO_WATCH_LOGIN is missing: DESK_WATCHES reads all work as it/],
    [
      { ...WATCHER, DESK_WATCHES: 'milestone' },
      /DESK_WATCHES.* names no watch: give all, or some of missing-timesheets/,
    ],
    [{ ...WATCHER, DESK_WATCHES: 'all', DESK_WATCHES_AT: 'mornings' }, /DESK_WATCHES_AT is no cron expression/],
    [
      { ...WATCHER, DESK_WATCHES: 'all', DESK_WATCHES_AT: '30 0 5 * * 1-5' },
      /DESK_WATCHES_AT is no cron expression of five fields .*, such as 0 5 \* \* 1-5/,
    ],
    [{ DESK_DIGEST_AT: '0 0 6 * * 1-5' }, /DESK_DIGEST_AT is no cron expression of five fields/],
    [{ SMTP_URL: 'smtp://localhost' }, /MAIL_FROM is missing: SMTP_URL, MAIL_FROM go together/],
  ])('%j is refused', (change, said) => {
    expect(problems({ ...GOOD, ...change })).toMatch(said);
  });

  it('read where a digest goes, and of which companies', () => {
    const { desk } = readConfig({
      ...GOOD,
      DESK_DIGEST_TO: 'slack=1+2, slack:C0FIN=3, finance@firm.test=1, cfo@firm.test',
      ...{ SLACK_BOT_TOKEN: 'xoxb', SLACK_SIGNING_SECRET: 's', SLACK_TEAM_ID: 'T1', SLACK_CHANNEL: 'C0ALL' },
      ...{ SMTP_URL: 'smtp://localhost', MAIL_FROM: 'billing@firm.test' },
      ...{ ODOO_WATCH_LOGIN: 'watch', ODOO_WATCH_PASSWORD: 'secret' },
    });
    expect(desk.digest?.to).toEqual([
      { channel: 'slack', conversation: 'C0ALL', companies: [1, 2] },
      { channel: 'slack', conversation: 'C0FIN', companies: [3] },
      { channel: 'email', address: 'finance@firm.test', companies: [1] },
      { channel: 'email', address: 'cfo@firm.test' },
    ]);
  });

  it('read a sign-in provider, what its claims must say, and limits for links', () => {
    const { desk } = readConfig({
      ...GOOD,
      ...OIDC,
      OIDC_ISSUER: GOOGLE,
      OIDC_REQUIRE: 'hd=firm.test, acr=mfa',
      DESK_LINK_LIMIT: '10000 EUR, 12000.50 USD',
      DESK_SIGN_IN_LINK: 'off',
    });
    expect(desk).toMatchObject({
      oidc: {
        issuer: GOOGLE,
        clientId: 'desk',
        clientSecret: 'hush',
        scope: 'openid email',
        emailClaim: 'email',
        verifiedClaim: 'email_verified',
        require: { hd: 'firm.test', acr: 'mfa' },
      },
      linkLimit: { EUR: '10000', USD: '12000.50' },
      signInByLink: false,
    });
  });

  it('have no watches unless they are named, and another user of Odoo for them and for KPIs', () => {
    expect(readConfig(GOOD)).not.toHaveProperty('watcher');
    expect(readConfig({ ...GOOD, ...WATCHER })).toMatchObject({ watcher: { login: 'robot' } });
    expect(readConfig({ ...GOOD, ...WATCHER }).desk).not.toHaveProperty('watches');
    const { desk, odoo, watcher } = readConfig({ ...GOOD, ...WATCHER, DESK_WATCHES: 'stale-wip, milestones' });
    expect(desk.watches).toEqual({ names: ['stale-wip', 'milestones'], at: '0 5 * * 1-5' });
    expect(watcher).toEqual({ ...odoo, login: 'robot', password: 'key' });
    expect(readConfig({ ...GOOD, ...WATCHER, DESK_WATCHES: 'all' }).desk.watches?.names).toContain('running-out');
  });

  it('read a bot in Teams, for its own tenant unless more are named, or a workflow', () => {
    const { desk } = readConfig({ ...GOOD, ...TEAMS });
    expect(desk.teams).toEqual({
      appId: TEAMS.TEAMS_APP_ID,
      appSecret: 'hush',
      tenantId: TENANT,
      tenants: [TENANT],
      conversation: '19:billing@thread.tacv2',
      address: 'userPrincipalName',
      serviceUrl: 'https://smba.trafficmanager.net/teams',
      login: 'https://login.microsoftonline.com',
    });
    const other = '99999999-9999-4999-8999-999999999999';
    const two = readConfig({ ...GOOD, ...TEAMS, TEAMS_TENANTS: `${TENANT}, ${other}`, TEAMS_ADDRESS: 'mail' });
    expect(two.desk.teams).toMatchObject({ tenants: [TENANT, other], address: 'email' });
    expect(readConfig({ ...GOOD, ...OIDC, TEAMS_WEBHOOK_URL: FLOW }).desk.teamsWebhook).toBe(FLOW);
  });

  it('take PGlite where it is a demo', () => {
    const { desk } = readConfig({ ...GOOD, DESK_MODE: 'demo', DESK_DATABASE_URL: 'pglite:memory' });
    expect(desk.databaseUrl).toBe('pglite:memory');
  });

  it('never repeat a secret in an error', () => {
    expect(problems({ ...GOOD, DESK_API_TOKEN: 'hunter2', ODOO_URL: 'nonsense' })).not.toContain('hunter2');
  });
});
