import type { Domain, OdooApi } from './api.ts';
import { ADDON } from './pack.ts';
import { addedRights, deviations } from './shipped.ts';

/** Guards, append-only rules and rights that are not as shipped, and what others have added beside them. */
export async function alarms(api: OdooApi): Promise<string[]> {
  const changed = (await deviations(api)).map(({ what, by }) => (by ? `${what}, by ${by}` : what));
  const rights = (await addedRights(api)).map((right) => `"${right}" lets others write the add-on's records`);
  return [...changed, ...rights, ...(await strangers(api))];
}

/** Code of others that names the add-on's models, and automations of others on them. */
async function strangers(api: OdooApi): Promise<string[]> {
  const looks: [string, Domain, string][] = [
    ['ir.actions.server', [['code', 'ilike', 'x_billing_']], 'runs code on the add-on’s records'],
    ['base.automation', [['model_id.model', '=like', 'x_billing_%']], 'is an automation on the add-on’s records'],
  ];
  const found: string[] = [];
  for (const [model, domain, what] of looks) {
    const ours = await api.searchRead(
      'ir.model.data',
      [
        ['module', '=', ADDON],
        ['model', '=', model],
      ],
      { fields: ['res_id'] },
    );
    const known = new Set(ours.map((row) => row.res_id));
    const rows = await api.searchRead(model, domain, { fields: ['display_name'], archived: true });
    found.push(...rows.filter(({ id }) => !known.has(id)).map((row) => `"${String(row.display_name)}" ${what}`));
  }
  return found;
}
