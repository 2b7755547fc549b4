import type { Sql } from '../database.ts';

/** Whether this reminder is new. Those before it, which nobody sent in time, count as sent. */
export async function newReminder(
  sql: Sql,
  { requestId, step, userId, nth }: { requestId: string; step: number; userId: number; nth: number },
  at: Date,
): Promise<boolean> {
  const made = await sql.query(
    `insert into desk.reminders (request_id, step, user_id, nth, sent_at) values ($1, $2, $3, $4, $5)
     on conflict do nothing returning nth`,
    [requestId, step, userId, nth, at],
  );
  return made.length === 1;
}
