import { ROLES } from '../../approvals/policy/schema.ts';
import { addDays } from '../firm/calendar.ts';
import { linesOf } from '../amounts.ts';
import type { Env } from '../env.ts';
import type { RowOf } from '../models.ts';
import type { Group } from '../rights.ts';
import type { Store } from '../store.ts';
import { schedulesIn } from './schedules.ts';

type User = RowOf<'res.users'>;
type Move = RowOf<'account.move'>;

interface Wanted {
  id: number;
  people: string[];
  groups: string[];
}

const addressOf = ({ email, login }: User): string => (email || login).trim().toLowerCase();

/** The sandbox knows the add-on's own groups, and Odoo's administrators. */
const inGroup = ({ rights }: Env, user: User, name: string): boolean =>
  rights.has(
    user.id,
    (name === 'base.group_system' ? 'system' : name.replace(/^billing_automation\.group_/, '')) as Group,
  );

/** Project managers and salespeople of what an invoice bills. */
function responsible(move: Move, { db }: Env): { managers: number[]; sellers: number[] } {
  const parts = db.where('x_billing_part', (part) => part.x_move_id === move.id);
  const sold = linesOf(move, db).flatMap(({ sale_line_ids }) => sale_line_ids);
  const orders = new Set([
    ...parts.map((part) => part.x_order_id),
    ...sold.map((id) => db.find('sale.order.line', id)?.order_id ?? 0),
  ]);
  const projects = [...orders].filter(Boolean).flatMap((order) => {
    const own = parts.filter((part) => part.x_order_id === order).map((part) => part.x_project_id);
    return own.some(Boolean) ? own : projectsOf(order, db);
  });
  const sellers = [...orders].map((order) => db.find('sale.order', order)?.user_id ?? 0);
  return { managers: projects.map((id) => db.find('project.project', id)?.user_id ?? 0), sellers };
}

const projectsOf = (order: number, db: Store): number[] =>
  db
    .where('project.project', ({ sale_line_id }) => db.find('sale.order.line', sale_line_id)?.order_id === order)
    .map(({ id }) => id);

/** Everybody who can be asked about an invoice. Here a person has one employee. */
export function members(env: Env, { id, people, groups }: Wanted) {
  const { db, rights } = env;
  const move = db.find('account.move', id);
  if (!move) return { members: [], schedules: {} };
  const { managers, sellers } = responsible(move, env);
  const internal = db.where('res.users', (user) => user.active && !user.share);
  const shared = (user: User) =>
    internal.some(
      (other) =>
        other.id !== user.id &&
        [other.email, other.login].some((each) => each.trim().toLowerCase() === addressOf(user)),
    );
  const persons = internal.filter((user) => !rights.has(user.id, 'robot_watch', 'robot_desk') && !shared(user));
  const asked = people.map((one) => one.trim().toLowerCase());
  const known = persons.map((user) => {
    const here = user.company_ids.includes(move.company_id);
    const has = {
      'project-manager': managers.includes(user.id),
      'account-manager': sellers.includes(user.id),
      controller: here && rights.has(user.id, 'controller'),
    };
    const roles = ROLES.filter((role) => has[role]);
    const own = groups.filter((name) => here && inGroup(env, user, name));
    const named = roles.length > 0 || own.length > 0 || asked.includes(addressOf(user));
    return { user, roles, groups: own, named: named || (here && rights.has(user.id, 'approver')) };
  });
  const today = env.now.slice(0, 10);
  const delegations = db.where(
    'x_billing_delegation',
    (one) => one.x_last >= addDays(today, -2) && [0, move.company_id].includes(one.x_company_id),
  );
  const found = new Set(known.filter(({ named }) => named).map(({ user }) => user.id));
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const one of delegations) if (found.has(one.x_from_id)) found.add(one.x_to_id);
  }
  const { schedules, timesOf } = schedulesIn(env);
  return { members: known.filter(({ user }) => found.has(user.id)).map(told), schedules };

  function told({ user, roles, groups: own }: (typeof known)[number]) {
    const [employee] = db.where('hr.employee', ({ user_id, active }) => active && user_id === user.id);
    const company = employee?.company_id ?? move?.company_id ?? 0;
    return {
      id: user.id,
      name: user.name,
      email: user.email || user.login,
      may_approve: rights.has(user.id, 'approver'),
      companies: user.company_ids,
      roles,
      groups: own,
      ...timesOf(employee, user, company),
      delegations: delegations
        .filter((one) => one.x_from_id === user.id)
        .map((one) => [one.x_to_id, one.x_first, one.x_last]),
    };
  }
}
