import type { CaseRow } from '../../odoo/actions.ts';
import type { Env } from '../env.ts';
import type { Group } from '../rights.ts';

/** Whom the firm's rule names, else whom the finding names, else a controller. Who has left owns nothing. */
export function ownerOf(env: Env, wanted: CaseRow, company: number): number {
  const { db, rights } = env;
  const { owner } = wanted;
  const controllers = db.all('res.users').filter(({ id }) => rights.has(id, 'controller'));
  const candidates = [
    ...(owner ? byRule(env, wanted, owner) : []),
    ...(owner && owner.by === 'controller' ? [] : [wanted.x_owner_id || 0]),
    ...controllers.map(({ id }) => id),
  ];
  return candidates.find((id) => canOwn(env, id, company)) ?? 0;
}

export function canOwn({ db, rights }: Env, id: number, company: number): boolean {
  const user = db.find('res.users', id);
  if (!user || rights.has(id, 'robot_watch', 'robot_desk')) return false;
  return user.active && !user.share && user.company_ids.includes(company);
}

function byRule(env: Env, wanted: CaseRow, { by, id }: NonNullable<CaseRow['owner'] & object>): number[] {
  const { db, rights } = env;
  const order = db.find('sale.order', wanted.x_order_id || 0);
  if (by === 'account-manager') {
    return [order?.user_id || db.find('account.move', wanted.x_move_id || 0)?.invoice_user_id || 0];
  }
  if (by === 'project-manager') {
    const ofOrder = db.where('project.project', ({ sale_line_id }) => {
      const line = db.find('sale.order.line', sale_line_id);
      return line !== undefined && line.order_id === order?.id;
    });
    const own = db.find('project.project', wanted.x_project_id || 0);
    return (own ? [own] : ofOrder).map(({ user_id }) => user_id);
  }
  if (by === 'user') return [id];
  if (by !== 'group') return [];
  const group = db.get('res.groups', id).name as Group;
  const load = (owner: number) =>
    db.where('x_billing_case', (each) => each.x_state === 'open' && each.x_owner_id === owner).length;
  const members = db.all('res.users').filter((user) => rights.has(user.id, group));
  return members.map((user) => user.id).sort((one, other) => load(one) - load(other));
}

export function companyOf({ db, uid }: Env, wanted: CaseRow): number {
  const about = [
    db.find('sale.order', wanted.x_order_id || 0),
    db.find('account.move', wanted.x_move_id || 0),
    db.find('project.project', wanted.x_project_id || 0),
  ];
  const named = about.find((record) => record?.company_id)?.company_id ?? db.find('res.company', wanted.company)?.id;
  return named ?? db.get('res.users', uid).company_id;
}
