import { readFileSync } from 'node:fs';
import { MODELS } from './models.ts';

export type Group =
  | 'preparer'
  | 'approver'
  | 'controller'
  | 'terms_keeper'
  | 'robot_watch'
  | 'robot_drafter'
  | 'robot_desk'
  | 'timesheet_user'
  | 'system';
/** Whoever is in one of these is in others. */
const IMPLIED: Partial<Record<Group, Group[]>> = { controller: ['approver'], robot_drafter: ['robot_watch'] };

export type Right = 'read' | 'write' | 'create' | 'unlink';

const ADDON = new URL('../odoo/addon/billing_automation/', import.meta.url);

/** What Odoo itself lets every employee read, of the models known here. */
const EMPLOYEES_READ = [
  'res.users',
  'res.users.apikeys',
  'res.partner',
  'res.company',
  'res.currency',
  'res.currency.rate',
  'uom.uom',
  'ir.attachment',
  'hr.employee.public',
  'resource.calendar',
  'resource.calendar.attendance',
  'resource.calendar.leaves',
  'resource.resource',
  'hr.leave',
];

const modelOf = (xmlId: string): string => {
  const flat = xmlId.split('model_').slice(1).join('model_');
  return Object.keys(MODELS).find((name) => [flat, `x_billing_${flat}`].includes(name.replaceAll('.', '_'))) ?? xmlId;
};

/** The add-on's own access list: one truth for Odoo and the sandbox. */
function accessList(): { model: string; group: string; rights: Right[] }[] {
  const [, ...rows] = readFileSync(new URL('security/ir.model.access.csv', ADDON), 'utf8').trim().split('\n');
  return rows.map((row) => {
    const [, , model = '', group = '', ...flags] = row.split(',');
    const rights = (['read', 'write', 'create', 'unlink'] as const).filter((_, index) => flags[index]?.trim() === '1');
    return { model: modelOf(model), group: group.replace(/^(base\.)?group_/, ''), rights };
  });
}

/** Who may do what: users by id, their groups, and the add-on's access list. `system` is Odoo's administrator. */
export class Rights {
  readonly #groups = new Map<number, Set<Group>>();
  readonly #list = accessList();

  join(userId: number, ...groups: Group[]): void {
    const implied = groups.flatMap((group) => IMPLIED[group] ?? []);
    this.#groups.set(userId, new Set([...this.groupsOf(userId), ...groups, ...implied]));
  }

  groupsOf(userId: number): Set<Group> {
    return this.#groups.get(userId) ?? new Set();
  }

  has(userId: number, ...groups: Group[]): boolean {
    return groups.some((group) => this.groupsOf(userId).has(group));
  }

  may(userId: number, model: string, right: Right): boolean {
    // The add-on gives nobody more than its list says, administrators included.
    if (this.has(userId, 'system') && !model.startsWith('x_')) return true;
    if (right === 'read' && EMPLOYEES_READ.includes(model)) return true;
    const mine = this.groupsOf(userId) as Set<string>;
    return this.#list.some((row) => row.model === model && mine.has(row.group) && row.rights.includes(right));
  }
}
