import type { Context } from '../context.ts';
import { keptDecisionIds } from '../store/decisions.ts';
import { dropOldEvents } from '../store/events.ts';
import { dropOldTold } from '../store/gaps.ts';
import { dropOldNotices } from '../store/notices.ts';
import { requestIds } from '../store/requests.ts';
import { dropEndedSessions } from '../store/sessions.ts';
import { dropOldSignIns } from '../store/sign-ins.ts';

const DAY_MS = 86_400_000;
/** One more than anybody is reminded of. */
const WEEKS_KEPT = 27;

/** Sees to it that every kept decision is on its way and every open request is looked at; forgets what nobody asks for any more. */
export async function sweep(context: Context): Promise<void> {
  const now = context.now();
  await dropEndedSessions(context.sql, now);
  await dropOldSignIns(context.sql, new Date(now.getTime() - DAY_MS));
  const longAgo = new Date(now.getTime() - WEEKS_KEPT * 7 * DAY_MS);
  await dropOldTold(context.sql, longAgo);
  await dropOldNotices(context.sql, longAgo);
  await dropOldEvents(context.sql, longAgo);
  await context.outbox(async (tx, send) => {
    for (const decisionId of await keptDecisionIds(tx)) await send('record', { decisionId });
    for (const requestId of await requestIds(tx, 'open')) await send('advance', { requestId });
  });
}
