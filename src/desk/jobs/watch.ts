import { missingTimesheets } from '../../billing/watch/missing-timesheets.ts';
import { runWatch } from '../../billing/watch/run.ts';
import { WATCHES } from '../../billing/watch/watches.ts';
import type { MissingTimesheet } from '../../rules/watch/missing-timesheets.ts';
import type { Context } from '../context.ts';
import type { Jobs } from '../queue.ts';
import { remind } from '../reminders.ts';
import { failedKey } from './dead-letter.ts';

/** A job for each watch: one that fails is tried again by itself. */
export async function sendWatches({ watching, outbox }: Context): Promise<void> {
  await outbox(async (_tx, send) => {
    for (const watch of watching?.names ?? []) await send('watch', { watch });
  });
}

/** Runs a watch with its defaults for the day it is, UTC, whenever it comes to it. One that was switched off has nothing to do. */
export async function watch(context: Context, data: Jobs['watch']): Promise<void> {
  const { watching, odoo, now, log, reminders } = context;
  const found = WATCHES.find(({ id }) => id === data.watch);
  if (!found || !watching?.names.includes(found.id)) return;
  const today = now().toISOString().slice(0, 10);
  const { findings, closed } = await runWatch(watching.odoo, found, {}, { today, keepCases: true });
  log.info({ watch: found.id, found: findings.length, closed }, 'watched');
  if (found.id === missingTimesheets.id && reminders.onClock) {
    const { toleranceHours } = missingTimesheets.options.parse({});
    const gaps = (findings as MissingTimesheet[]).map(({ employee, week }) => ({ employeeId: employee.id, week }));
    const { managerAfterDays } = reminders;
    await remind(context, { gaps, toleranceHours, managerAfterDays, dryRun: false });
  }
  const keys = [failedKey('watch', data)];
  await odoo.closeCases(['desk.job-failed'], [], 'Solved: the watch could look again.', { keys });
}
