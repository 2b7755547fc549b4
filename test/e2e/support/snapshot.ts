import type { OdooApi } from '../../../src/odoo/api.ts';

/** What an add-on brings or changes in Odoo, by what each record is known by. */
const STRUCTURE: Record<string, string[]> = {
  'ir.module.module': ['name', 'state'],
  'ir.model': ['model', 'name'],
  'ir.model.fields': ['model', 'name', 'ttype'],
  'ir.model.fields.selection': ['field_id', 'value'],
  'ir.model.constraint': ['name'],
  'ir.model.relation': ['name'],
  'ir.model.access': ['name', 'perm_read', 'perm_write', 'perm_create', 'perm_unlink'],
  'ir.model.data': ['module', 'name', 'model'],
  'ir.rule': ['name', 'domain_force'],
  'ir.ui.view': ['name', 'model', 'arch_db'],
  'ir.ui.menu': ['complete_name'],
  'ir.actions.act_window': ['name', 'res_model'],
  'ir.actions.report': ['name', 'report_name'],
  'ir.actions.server': ['name', 'state', 'code'],
  'ir.cron': ['name', 'active'],
  'ir.default': ['field_id', 'json_value'],
  'ir.config_parameter': ['key'],
  'base.automation': ['name', 'active'],
  'mail.template': ['name'],
  'res.groups': ['full_name'],
  'res.groups.privilege': ['name'],
};

export type Snapshot = Record<string, string[]>;

export async function snapshot(api: OdooApi): Promise<Snapshot> {
  const taken: Snapshot = {};
  for (const [model, fields] of Object.entries(STRUCTURE)) {
    const rows = await api.searchRead(model, [], { fields, archived: true });
    taken[model] = rows.map((row) => fields.map((field) => String(row[field])).join(' | ')).sort();
  }
  return taken;
}
