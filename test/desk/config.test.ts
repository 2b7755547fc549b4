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
    [{ DESK_PORT: 'many' }, /DESK_PORT is no number/],
    [{ DESK_MODE: 'prod' }, /DESK_MODE must be production, demo or test/],
    [{ ODOO_URL: 'odoo.firm.test' }, /ODOO_URL is not an address/],
    [{ SLACK_TEAM_ID: 'T1' }, /SLACK_BOT_TOKEN is missing: SLACK_BOT_TOKEN, .* go together/],
    [{ SMTP_URL: 'smtp://localhost' }, /MAIL_FROM is missing: SMTP_URL, MAIL_FROM go together/],
  ])('%j is refused', (change, said) => {
    expect(problems({ ...GOOD, ...change })).toMatch(said);
  });

  it('take PGlite where it is a demo', () => {
    const { desk } = readConfig({ ...GOOD, DESK_MODE: 'demo', DESK_DATABASE_URL: 'pglite:memory' });
    expect(desk.databaseUrl).toBe('pglite:memory');
  });

  it('never repeat a secret in an error', () => {
    expect(problems({ ...GOOD, DESK_API_TOKEN: 'hunter2', ODOO_URL: 'nonsense' })).not.toContain('hunter2');
  });
});
