import type { Domain, OdooApi } from './api.ts';
import { OdooError } from './errors.ts';
import { ADDON } from './pack.ts';

export interface RobotAccount {
  login: string;
  password: string;
}

/** Odoo's commands for the values of a many2many field. */
const SET = 6;

async function groupId(api: OdooApi, module: string, name: string): Promise<number> {
  const domain: Domain = [
    ['module', '=', module],
    ['name', '=', name],
    ['model', '=', 'res.groups'],
  ];
  const [row] = await api.searchRead('ir.model.data', domain, { fields: ['res_id'], limit: 1 });
  if (row) return row.res_id as number;
  throw new OdooError('addon', `Odoo has no group ${module}.${name}.`, 'Install or upgrade the billing add-on first.');
}

/**
 * Makes the two users that n8n (drafts) and the desk (records decisions) work with, or puts existing ones right: active,
 * with this password, every company, and no other rights than a robot's own.
 *
 * @returns the users' ids
 */
export async function createRobots(
  api: OdooApi,
  { drafter, desk }: { drafter: RobotAccount; desk: RobotAccount },
): Promise<{ drafter: number; desk: number }> {
  if (drafter.login === desk.login) {
    const message = `"${desk.login}" can't both draft invoices and record decisions on them.`;
    throw new OdooError('refused', message, 'Give the two robots different logins.');
  }
  const user = await groupId(api, 'base', 'group_user');
  const companies = await api.searchRead('res.company', [], { fields: ['id'] });

  async function ensure({ login, password }: RobotAccount, name: string, group: string): Promise<number> {
    const values = {
      password,
      active: true,
      group_ids: [[SET, 0, [user, await groupId(api, ADDON, group)]]],
      company_ids: [[SET, 0, companies.map((company) => company.id)]],
    };
    const domain: Domain = [['login', '=', login]];
    const [known] = await api.searchRead('res.users', domain, { fields: ['id'], archived: true, limit: 1 });
    if (known) {
      await api.call('res.users', 'write', [[known.id], values]);
      return known.id as number;
    }
    // Odoo would mail an invitation to the login.
    const context = { no_reset_password: true };
    return (await api.call('res.users', 'create', [{ login, name, ...values }], { context })) as number;
  }

  return {
    drafter: await ensure(drafter, 'Billing robot (n8n)', 'group_robot_drafter'),
    desk: await ensure(desk, 'Billing robot (approval desk)', 'group_robot_desk'),
  };
}
