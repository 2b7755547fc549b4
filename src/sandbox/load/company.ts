import { create, type Env } from '../env.ts';
import type { Firm } from '../firm.ts';
import type { RowOf } from '../models.ts';
import type { Refs } from '../refs.ts';
import type { Group } from '../rights.ts';

export interface Company {
  id: number;
  units: Record<'Hours' | 'Days' | 'Units', number>;
  currency: (code: string) => number;
  /** Project and task that hold the time of leave and public holidays. */
  timeOff: { project: number; task: number };
}

function units(env: Env): Company['units'] {
  const unit = (name: string, factor: number, parent?: RowOf<'uom.uom'>) => {
    const row = create(env, 'uom.uom', { name, factor, relative_factor: factor, relative_uom_id: parent?.id ?? 0 });
    env.db.write('uom.uom', row.id, { parent_path: `${parent ? `${String(parent.id)}/` : ''}${String(row.id)}/` });
    return row;
  };
  const hours = unit('Hours', 1);
  return { Hours: hours.id, Days: unit('Days', 8, hours).id, Units: unit('Units', 1).id };
}

/** Everything a database holds before the firm's own records come: company, currencies, units, precision. */
export function loadCompany(env: Env, firm: Firm): Company {
  const { db } = env;
  const currencies = [{ currency: firm.currency, rate: 1 }, ...firm.rates].map(({ currency, rate }) =>
    create(env, 'res.currency', { name: currency, rate, decimal_places: 2, rounding: 0.01 }),
  );
  const [since = firm.today] = firm.orders.map(({ ordered }) => ordered).toSorted();
  for (const { id: currency_id, name } of currencies) {
    const rate = firm.rates.find(({ currency }) => currency === name)?.rate;
    if (rate) create(env, 'res.currency.rate', { currency_id, rate, name: since });
  }
  create(env, 'decimal.precision', { name: 'Product Unit', digits: 2 });
  const own = units(env);
  const partner = create(env, 'res.partner', { name: firm.name });
  const { id } = create(env, 'res.company', {
    name: firm.name,
    partner_id: partner.id,
    currency_id: currencies[0]?.id ?? 0,
    project_time_mode_id: own.Hours,
    tax_calculation_rounding_method: 'round_globally',
    timesheet_encode_uom_id: own.Hours,
  });
  db.write('res.company', id, { parent_path: `${String(id)}/` });
  const project = create(env, 'project.project', {
    name: 'Internal',
    company_id: id,
    allow_timesheets: true,
    is_internal_project: true,
    billing_type: 'not_billable',
  }).id;
  const task = create(env, 'project.task', { name: 'Time Off', project_id: project, state: '01_in_progress' }).id;
  db.write('res.company', id, { internal_project_id: project, leave_timesheet_task_id: task });
  const currency = (code: string) => currencies.find(({ name }) => name === code)?.id ?? 0;
  return { id, units: own, currency, timeOff: { project, task } };
}

const GROUPS: Record<Firm['users'][number]['role'], Group[]> = {
  controller: ['controller'],
  approver: ['approver'],
  preparer: ['preparer'],
  sales: [],
  employee: ['timesheet_user'],
};

export interface Account {
  login: string;
  password: string;
}

/** The people with a login, the administrator, the robots and who keeps the terms. */
export function loadUsers(env: Env, firm: Firm, company: Company, refs: Refs): Map<number, Account> {
  const passwords = new Map<number, Account>();
  const user = (name: string, account: Account, groups: Group[]) => {
    const email = account.login.includes('@') ? account.login : `${account.login}@northlight.example`;
    const partner = create(env, 'res.partner', { name, email });
    const { id } = create(env, 'res.users', {
      name,
      login: account.login,
      email,
      tz: 'UTC',
      partner_id: partner.id,
      company_id: company.id,
      company_ids: [company.id],
    });
    env.rights.join(id, ...groups);
    passwords.set(refs.set('user', name, id), account);
  };
  user('Administrator', { login: 'admin', password: 'sandbox-admin' }, ['system', 'controller']);
  user('Billing robot (n8n)', { login: 'billing-n8n', password: 'sandbox-n8n' }, ['robot_drafter']);
  user('Billing robot (desk)', { login: 'billing-desk', password: 'sandbox-desk' }, ['robot_desk']);
  user('Billing robot (watches)', { login: 'billing-watch', password: 'sandbox-watch' }, ['robot_watch']);
  user('Ann Keeper', { login: 'ann', password: 'sandbox-ann' }, ['terms_keeper']);
  for (const { name, role, ...account } of firm.users) user(name, account, GROUPS[role]);
  return passwords;
}
