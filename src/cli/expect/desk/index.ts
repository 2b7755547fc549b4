import { randomBytes } from 'node:crypto';
import { ConfigError, readConfig } from '../../../desk/config.ts';
import type { Expectation } from '../../expectation.ts';
import { advice, missing, ok } from '../../expectation.ts';

const START = 'Start it in another terminal: npx odoo-billing desk';

const token: Expectation = {
  id: 'desk.token',
  title: 'Desk and n8n share a secret',
  async look({ settings }) {
    if (settings.get('DESK_API_TOKEN')) return ok('DESK_API_TOKEN is set');
    return missing('DESK_API_TOKEN is not set.', 'Run setup: it makes one.');
  },
  async mend({ settings }) {
    await settings.keep({ DESK_API_TOKEN: randomBytes(32).toString('hex') });
    return `Made DESK_API_TOKEN and kept it in ${settings.file}.`;
  },
};

const configured: Expectation = {
  id: 'desk.settings',
  title: 'The desk has all its settings',
  needs: ['settings.complete', 'odoo.desk-key', 'desk.token'],
  async look({ settings }) {
    try {
      const { desk } = readConfig(settings.all());
      const channels = [
        desk.slack && 'Slack',
        (desk.teams || desk.teamsWebhook) && 'Teams',
        desk.mail && 'mail',
      ].filter(Boolean);
      if (channels.length) return ok(`It asks by ${channels.join(' and ')}`);
      return missing(
        'Neither Slack nor Teams nor mail is set: the desk could ask nobody.',
        'Set SLACK_*, TEAMS_* or SMTP_URL and MAIL_FROM.',
      );
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return missing(error.message, `Mend it in ${settings.file}.`);
    }
  },
};

const address: Expectation = {
  id: 'desk.address',
  title: 'People reach the desk by https',
  needs: ['desk.settings'],
  async look({ settings }) {
    const url = new URL(settings.need('DESK_PUBLIC_URL'));
    if (url.protocol === 'https:') return ok(url.href);
    return advice(
      `DESK_PUBLIC_URL is ${url.href}: approval links would travel in the clear.`,
      'Put a proxy with TLS in front of the desk and set DESK_PUBLIC_URL to its https:// address.',
    );
  },
};

const running: Expectation = {
  id: 'desk.running',
  title: 'The desk runs where people and n8n look for it',
  needs: ['desk.settings'],
  async look({ settings }) {
    const url = settings.need('DESK_PUBLIC_URL');
    const live = await ask(url, '/livez').catch(() => undefined);
    if (!live) return missing(`Nothing answers at ${url}.`, START);
    if (!live.ok)
      return missing(
        `${url} is not the desk (status ${live.status} to /livez).`,
        'Check DESK_PUBLIC_URL and the proxy.',
      );
    const state = (await (await ask(url, '/readyz')).json()) as { database?: string; odoo?: string };
    if (state.database !== 'up')
      return missing("The desk can't reach its database.", 'Check DESK_DATABASE_URL, and PostgreSQL.');
    if (state.odoo !== 'up')
      return missing("The desk can't reach Odoo.", 'Check that ODOO_URL works from where the desk runs.');
    return ok(url);
  },
};

/** Asks for a request that can't be: 404 to those it knows, 401 to others. */
const tokenFits: Expectation = {
  id: 'desk.token-fits',
  title: 'The desk that runs takes this secret',
  needs: ['desk.running'],
  async look({ settings }) {
    const headers = { authorization: `Bearer ${settings.need('DESK_API_TOKEN')}` };
    const { status } = await ask(settings.need('DESK_PUBLIC_URL'), '/api/requests/none', headers);
    if (status === 404) return ok('It does');
    return missing(`The desk answers ${status} to it.`, `Restart the desk with the settings of ${settings.file}.`);
  },
};

async function ask(url: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url.replace(/\/+$/, '') + path, { headers, signal: AbortSignal.timeout(10_000) });
}

export const deskExpectations = [token, configured, address, running, tokenFits];
