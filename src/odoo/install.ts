import type { Domain, OdooApi } from './api.ts';
import { OdooError } from './errors.ts';
import { asShipped } from './as-shipped.ts';
import { ADDON, packAddon } from './pack.ts';
import { idOf } from './xml-id.ts';

/** Odoo's app that takes modules over the API. */
export const IMPORTER = 'base_import_module';

export interface InstalledModule {
  id: number;
  version: string;
}

export async function installedModule(api: OdooApi, name: string): Promise<InstalledModule | undefined> {
  const installed: Domain = [
    ['name', '=', name],
    ['state', '=', 'installed'],
  ];
  const [row] = await api.searchRead('ir.module.module', installed, { fields: ['latest_version'], limit: 1 });
  return row && { id: row.id as number, version: String(row.latest_version) };
}

/** Installs one of Odoo's own apps, as an administrator. */
export async function installApp(api: OdooApi, name: string): Promise<void> {
  const [app] = await api.searchRead('ir.module.module', [['name', '=', name]], { fields: ['id'], limit: 1 });
  if (!app) {
    const mend = 'Press "Update Apps List" under Apps (developer mode), or ask who hosts this Odoo.';
    throw new OdooError('refused', `This Odoo does not know the app ${name}.`, mend);
  }
  await api.call('ir.module.module', 'button_immediate_install', [[app.id]]);
}

/** Imports a module, or a later version of it, as an administrator. All or nothing. */
export async function importModule(api: OdooApi, zip: Uint8Array): Promise<void> {
  // `force` would overwrite what people may change (noupdate records).
  const values = { module_file: Buffer.from(zip).toString('base64'), force: false };
  const id = await api.call('base.import.module', 'create', [values]);
  await api.call('base.import.module', 'import_module', [[id]]);
}

/**
 * Installs or upgrades the add-on, and the Odoo apps it needs, as an administrator. All or nothing. With `restore`, also
 * where the version is the same: what was switched off or changed comes back as shipped.
 *
 * @throws OdooError
 */
export async function installAddon(
  api: OdooApi,
  { restore = false } = {},
): Promise<{ installed: string; was: string | undefined; changed: boolean }> {
  const { version, models, ...whole } = await packAddon();
  const was = (await installedModule(api, ADDON))?.version;
  if (was === version && !restore) return { installed: version, was, changed: false };

  if (!(await installedModule(api, IMPORTER))) {
    const mend = `Install "${IMPORTER}" (Import Module) under Apps, without the filter "Apps".`;
    throw new OdooError('refused', 'This Odoo can import no modules over the API.', mend);
  }
  // Who may import nothing is told so, not that they may not read fields.
  await api.searchCount('base.import.module', []);
  // Writing a field that is there takes Odoo as long as making the whole add-on.
  const same = was ? await asShipped(api, models) : undefined;
  const { zip } = same ? await packAddon(undefined, ({ id = '' }) => same.has(id)) : whole;
  await importModule(api, zip);
  // A draft made while the upgrade began is not in what it saw.
  await api.call('ir.actions.server', 'run', [[await idOf(api, 'ir.actions.server', 'action_said_before')]]);
  return { installed: version, was, changed: true };
}

export { createRobots, type RobotAccount } from './robots.ts';
export { uninstallAddon } from './uninstall.ts';
