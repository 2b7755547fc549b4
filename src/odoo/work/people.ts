import { z } from 'zod/v4';
import type { OdooApi } from '../api.ts';
import { id, many2oneNamedOrNone, textOrEmpty } from '../rows.ts';
import { byId, readByIds } from './read.ts';

const employee = z.object({ id, name: textOrEmpty, job_id: many2oneNamedOrNone });

/** Employees with their job positions, which Odoo shows to everybody here, and on `hr.employee` to HR officers only. */
export async function readPeople(
  api: OdooApi,
  employeeIds: Iterable<number>,
): Promise<Map<number, z.output<typeof employee>>> {
  const shown = { archived: true, names: true };
  return byId(await readByIds(api, 'hr.employee.public', 'id', employeeIds, employee, shown));
}
