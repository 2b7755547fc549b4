import { openCase } from '../cases.ts';
import type { Context } from '../context.ts';
import { lookAtGaps } from '../reminders.ts';
import { dueGaps } from '../store/gaps.ts';
import { failedCase, failedKey } from './dead-letter.ts';

const HOUR_MS = 3_600_000;

/** A failure passes by itself at a later tick; where something was due for an hour and still can't be looked at, a case says so. */
export async function reminders(context: Context): Promise<void> {
  const { sql, odoo, now } = context;
  try {
    if (!(await lookAtGaps(context))) return;
  } catch (error) {
    const late = await dueGaps(sql, new Date(now().getTime() - HOUR_MS));
    if (late.length > 0) await openCase(context, failedCase('reminders', {}, (error as Error).message));
    throw error;
  }
  const keys = [failedKey('reminders', {})];
  await odoo.closeCases(['desk.job-failed'], [], 'Solved: missing hours could be looked at again.', { keys });
}
