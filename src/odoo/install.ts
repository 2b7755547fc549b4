import type { Domain, OdooApi } from './api.ts';
import { OdooError } from './errors.ts';
import { ADDON, packAddon } from './pack.ts';

const IMPORTER = 'base_import_module';

interface Module {
  id: number;
  version: string;
}

async function installedModule(api: OdooApi, name: string): Promise<Module | undefined> {
  const installed: Domain = [
    ['name', '=', name],
    ['state', '=', 'installed'],
  ];
  const [row] = await api.searchRead('ir.module.module', installed, { fields: ['latest_version'], limit: 1 });
  return row && { id: row.id as number, version: String(row.latest_version) };
}

/**
 * Installs or upgrades the add-on, and the Odoo apps it needs, as an administrator. All or nothing.
 *
 * @throws OdooError
 */
export async function installAddon(
  api: OdooApi,
): Promise<{ installed: string; was: string | undefined; changed: boolean }> {
  const { version, zip } = await packAddon();
  const was = (await installedModule(api, ADDON))?.version;
  if (was === version) return { installed: version, was, changed: false };

  if (!(await installedModule(api, IMPORTER))) {
    const mend = `Install "${IMPORTER}" (Import Module) under Apps, without the filter "Apps".`;
    throw new OdooError('refused', 'This Odoo can import no modules over the API.', mend);
  }
  // `force` would overwrite what people may change (noupdate records).
  const values = { module_file: Buffer.from(zip).toString('base64'), force: false };
  const id = await api.call('base.import.module', 'create', [values]);
  await api.call('base.import.module', 'import_module', [[id]]);
  return { installed: version, was, changed: true };
}

/**
 * Removes the add-on **with all its records**: ledger, cases, decisions. Export what must be kept first.
 *
 * @returns the version that was removed, if any was there
 */
export async function uninstallAddon(api: OdooApi): Promise<string | undefined> {
  const module = await installedModule(api, ADDON);
  if (module) await api.call('ir.module.module', 'button_immediate_uninstall', [[module.id]]);
  return module?.version;
}
export { createRobots, type RobotAccount } from './robots.ts';
