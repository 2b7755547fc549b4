import { parseArgs } from 'node:util';
import { OdooError } from '../src/odoo/errors.ts';
import { createRobots, installAddon, uninstallAddon } from '../src/odoo/install.ts';
import { connectXmlRpc } from '../src/odoo/xmlrpc.ts';

const USAGE = `Installs or upgrades the billing add-on in Odoo, over the API.

  node scripts/install-addon.ts [--robots] [--uninstall]

  --robots     also make the two robot users, or put them right
  --uninstall  remove the add-on with all its records (ledger, cases, decisions)

From the environment: ODOO_URL, ODOO_DATABASE, ODOO_LOGIN and ODOO_PASSWORD of an administrator;
for --robots also DRAFTER_LOGIN, DRAFTER_PASSWORD, DESK_LOGIN and DESK_PASSWORD.`;

const { values } = parseArgs({
  options: { robots: { type: 'boolean' }, uninstall: { type: 'boolean' }, help: { type: 'boolean' } },
});

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set.\n\n${USAGE}`);
  return value;
}

const account = (prefix: string) => ({
  login: fromEnvironment(`${prefix}_LOGIN`),
  password: fromEnvironment(`${prefix}_PASSWORD`),
});

async function main(): Promise<string> {
  if (values.help) return USAGE;
  const robots = values.robots && { drafter: account('DRAFTER'), desk: account('DESK') };
  const odoo = connectXmlRpc({
    url: fromEnvironment('ODOO_URL'),
    database: fromEnvironment('ODOO_DATABASE'),
    ...account('ODOO'),
  });
  if (values.uninstall) {
    const removed = await uninstallAddon(odoo);
    return removed ? `Removed version ${removed}.` : 'The add-on was not installed.';
  }
  const { installed, was, changed } = await installAddon(odoo);
  if (robots) await createRobots(odoo, robots);
  return [
    changed
      ? `Installed version ${installed}${was ? ` (was ${was})` : ''}.`
      : `Version ${installed} was there already.`,
    ...(robots ? [`Robots: ${robots.drafter.login} drafts, ${robots.desk.login} records decisions.`] : []),
  ].join('\n');
}

try {
  console.log(await main());
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(error instanceof OdooError ? `${error.message}\n${error.mend}` : error.message);
  process.exitCode = 1;
}
