import type { Staff } from '../billing/ports.ts';
import { given } from '../rules/given.ts';
import { z } from 'zod/v4';
import { runAction } from './actions.ts';
import type { OdooApi } from './api.ts';
import { calendarOf, leave } from './schedules.ts';

const address = z.email();
/** As one address, or undefined: people write notes there, and lists, too. */
const addressOf = (text: string): string | undefined => address.safeParse(text.trim()).data;

/** These employees and their managers, in one call. Who is gone, or of a company the robot is not in, is not among them. */
export async function readStaff(api: OdooApi, employees: number[]): Promise<Staff[]> {
  if (employees.length === 0) return [];
  const { people, schedules } = await runAction(api, 'staff', { employees });
  return people.map(({ employee: [id, name], email, here, manager, leaves, ...times }) => ({
    employee: { id, name },
    isHere: here,
    calendar: calendarOf(times, schedules),
    leaves: leaves.map(leave),
    ...given({ email: addressOf(email || ''), managerId: manager || undefined }),
  }));
}
