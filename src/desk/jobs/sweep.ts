import type { Context } from '../context.ts';
import { keptDecisionIds } from '../store/decisions.ts';
import { requestIds } from '../store/requests.ts';
import { dropEndedSessions } from '../store/sessions.ts';
import { dropOldSignIns } from '../store/sign-ins.ts';

const DAY_MS = 86_400_000;

/** Sees to it that every kept decision is on its way and every open request is looked at; forgets sessions that ended. */
export async function sweep(context: Context): Promise<void> {
  const now = context.now();
  await dropEndedSessions(context.sql, now);
  await dropOldSignIns(context.sql, new Date(now.getTime() - DAY_MS));
  await context.outbox(async (tx, send) => {
    for (const decisionId of await keptDecisionIds(tx)) await send('record', { decisionId });
    for (const requestId of await requestIds(tx, 'open')) await send('advance', { requestId });
  });
}
