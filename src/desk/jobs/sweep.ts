import type { Context } from '../context.ts';
import { isPassing } from '../../odoo/retry.ts';
import { look } from '../look.ts';
import { keptDecisionIds } from '../store/decisions.ts';
import { dropEndedSessions } from '../store/sessions.ts';
import { dropOldSignIns } from '../store/sign-ins.ts';
import { loadRequest, requestIds } from '../store/requests.ts';
import { voidRequest } from '../void-request.ts';

const DAY_MS = 86_400_000;

/** Voids open requests whose invoice changed or is gone, and sees to it that every kept decision is on its way; forgets sessions that ended. */
export async function sweep(context: Context): Promise<void> {
  const now = context.now();
  await dropEndedSessions(context.sql, now);
  await dropOldSignIns(context.sql, new Date(now.getTime() - DAY_MS));
  await context.outbox(async (tx, send) => {
    for (const decisionId of await keptDecisionIds(tx)) await send('record', { decisionId });
  });
  let unread: Error | undefined;
  for (const id of await requestIds(context.sql, 'open')) {
    const request = await loadRequest(context.sql, id);
    const seen = await look(context.odoo, request);
    if (seen.is === 'unknown' && isPassing(seen.error)) throw seen.error;
    // What Odoo keeps from the desk for long is no reason to leave the others as they are.
    if (seen.is === 'unknown') unread ??= seen.error;
    if (seen.is === 'changed') await context.outbox((...tx) => voidRequest(context, tx, request, seen.why));
  }
  if (unread) throw unread;
}
