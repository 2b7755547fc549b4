import type { OdooApi } from './api.ts';
import { OdooError } from './errors.ts';
import { givenTo } from './given.ts';
import { idOf } from './xml-id.ts';

/**
 * Hands a file to an action of the add-on in the keeper's name, who may not look for it by name.
 *
 * @throws OdooError where Odoo refuses it, and nothing is written; `addon` where it has no such action
 */
export async function load(reader: OdooApi, keeper: OdooApi, action: string, billing: object): Promise<void> {
  const id = await idOf(reader, 'ir.actions.server', action);
  if (id === undefined)
    throw new OdooError('addon', 'The add-on in Odoo takes no such files.', 'Run odoo-billing setup: it upgrades it.');
  await keeper.call('ir.actions.server', 'run', [[id]], { context: givenTo(billing) });
}
