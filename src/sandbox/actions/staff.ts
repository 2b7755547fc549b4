import type { Env } from '../env.ts';
import { schedulesIn } from './schedules.ts';

/** Whom to tell of missing hours: these employees and their managers, archived ones too. */
export function staff(env: Env, { employees }: { employees: number[] }) {
  const { db, uid } = env;
  const { schedules, timesOf } = schedulesIn(env);
  const { company_ids: companies } = db.get('res.users', uid);
  const asked = db.where(
    'hr.employee',
    ({ id, company_id }) => employees.includes(id) && companies.includes(company_id),
  );
  const ids = new Set(asked.flatMap(({ id, parent_id }) => [id, parent_id]));
  const people = db
    .where('hr.employee', ({ id }) => ids.has(id))
    .map((employee) => {
      const user = db.find('res.users', employee.user_id);
      return {
        employee: [employee.id, employee.name],
        email: employee.work_email || user?.email || '',
        here: employee.active && (!user || user.active),
        manager: employee.parent_id || false,
        ...timesOf(employee, user, employee.company_id),
      };
    });
  return { people, schedules };
}
