import type { Sql } from '../database.ts';

/** An execution in n8n that waits for the outcome of a request. The same address is one wait, however often it asks. */
export async function insertWait(sql: Sql, requestId: string, url: string, until: Date, at: Date): Promise<void> {
  await sql.query(
    `insert into desk.waits (request_id, url, until, created_at) values ($1, $2, $3, $4)
     on conflict (request_id, url) do update set until = excluded.until, woken_at = null`,
    [requestId, url, until, at],
  );
}

/** Addresses that are still to be called. */
export async function openWaits(sql: Sql, requestId: string, now: Date): Promise<string[]> {
  const rows = await sql.query<{ url: string }>(
    'select url from desk.waits where request_id = $1 and woken_at is null and until > $2',
    [requestId, now],
  );
  return rows.map(({ url }) => url);
}

export async function markWoken(sql: Sql, requestId: string, url: string, at: Date): Promise<void> {
  await sql.query('update desk.waits set woken_at = $3 where request_id = $1 and url = $2', [requestId, url, at]);
}

/** Requests with an outcome that somebody still waits for. */
export async function requestsWaitedFor(sql: Sql, now: Date): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select distinct id from desk.requests join desk.waits on request_id = id
     where state in ('approved', 'rejected', 'void') and woken_at is null and until > $1`,
    [now],
  );
  return rows.map(({ id }) => id);
}
