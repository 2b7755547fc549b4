import type { OdooApi } from '../../../../src/odoo/api.ts';

/** Switches the add-on's guards off: on the copy where Odoo's own wizard invoices, nothing of ours has a say. */
export async function withoutGuard(api: OdooApi): Promise<void> {
  const ours = await api.searchRead(
    'ir.model.data',
    [
      ['module', '=', 'billing_automation'],
      ['model', '=', 'base.automation'],
    ],
    { fields: ['res_id'] },
  );
  await api.call('base.automation', 'write', [ours.map((row) => row.res_id), { active: false }]);
}
