import type { Sql } from '../database.ts';
import { type Call, callsOf, type Reminder } from '../view/calls.ts';
import { questionsOn } from './answerers.ts';
import type { StoredRequest } from './requests.ts';

type Chat = 'slack' | 'teams';

/** Whom this channel has to call and did not. */
export async function dueCalls(sql: Sql, request: StoredRequest, channel: Chat): Promise<Call[]> {
  const reminders = await sql.query<Reminder>(
    'select step, user_id as "userId", nth from desk.reminders where request_id = $1',
    [request.id],
  );
  const called = await sql.query<{ about: string; userId: number }>(
    'select about, user_id as "userId" from desk.calls where request_id = $1 and channel = $2',
    [request.id, channel],
  );
  const all = callsOf(request, reminders, await questionsOn(sql, request.id));
  return all.filter(({ about, userId }) => !called.some((one) => one.about === about && one.userId === userId));
}

export async function markCalled(sql: Sql, requestId: string, channel: Chat, calls: Call[], at: Date): Promise<void> {
  for (const { about, userId } of calls) {
    await sql.query('insert into desk.calls values ($1, $2, $3, $4, $5) on conflict do nothing', [
      ...[requestId, channel, about, userId, at],
    ]);
  }
}
