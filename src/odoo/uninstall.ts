import type { Domain, OdooApi } from './api.ts';
import { installedModule } from './install.ts';
import { ADDON } from './pack.ts';

/**
 * Removes the add-on **with all its records**: ledger, cases, decisions, and its fields on Odoo's own records. Invoices stay.
 * Export the record first.
 *
 * @returns the version that was removed, if any was there
 */
export async function uninstallAddon(api: OdooApi): Promise<string | undefined> {
  const module = await installedModule(api, ADDON);
  if (!module) return undefined;
  await api.call('ir.module.module', 'button_immediate_uninstall', [[module.id]]);
  // Odoo forgets these: keys of decisions, drafts and cases, and what other apps noted of the add-on's models.
  const left: Domain = ['|', ['module', '=like', '\\_\\_billing\\_%'], ['name', '=like', '%\\_\\_x\\_billing\\_%']];
  const names = await api.searchRead('ir.model.data', left, { fields: ['id'] });
  if (names.length) await api.call('ir.model.data', 'unlink', [names.map(({ id }) => id)]);
  return module.version;
}

/** Models in which Odoo keeps who made or wrote what. */
const MADE_BY_A_ROBOT: [model: string, ...fields: string[]][] = [
  ['account.move', 'create_uid', 'write_uid', 'invoice_user_id'],
  ['account.move.line', 'create_uid', 'write_uid'],
  ['sale.order', 'write_uid'],
  ['mail.message', 'create_uid', 'author_id.user_ids'],
];

/**
 * Removes a robot nothing in Odoo refers to, keys included. One that made invoices or notes is archived, without keys and
 * without access: the invoices go on saying who drafted them.
 */
export async function removeRobot(api: OdooApi, login: string): Promise<'removed' | 'archived' | 'absent'> {
  const [robot] = await api.searchRead('res.users', [['login', '=', login]], {
    fields: ['id', 'partner_id'],
    archived: true,
    limit: 1,
  });
  if (!robot) return 'absent';
  for (const [model, ...fields] of MADE_BY_A_ROBOT) {
    for (const field of fields) {
      if (!(await api.searchCount(model, [[field, '=', robot.id]]))) continue;
      await api.call('res.users', 'write', [[robot.id], { active: false }]);
      return 'archived';
    }
  }
  await api.call('res.users', 'unlink', [[robot.id]]);
  await api.call('res.partner', 'unlink', [[robot.partner_id]]);
  return 'removed';
}
