import type { Channel } from '../../billing/ports.ts';
import type { Sql } from '../database.ts';

export interface StoredRefusal {
  id: number;
  at: Date;
  channel: Channel;
  requestId: string;
  who: string;
  code: string;
  detail: string;
}

/** Refusals of a request that its invoice's record does not have yet. A late click is no refusal of anybody. */
export async function untoldRefusals(sql: Sql): Promise<number[]> {
  const rows = await sql.query<{ id: string }>(
    `select id from desk.refusals where told_at is null and request_id is not null and code <> 'state' order by id`,
  );
  return rows.map(({ id }) => Number(id));
}

export async function findRefusal(sql: Sql, id: number): Promise<StoredRefusal | undefined> {
  const [row] = await sql.query<StoredRefusal>(
    `select id, at, channel, request_id as "requestId", who, code, detail from desk.refusals where id = $1`,
    [id],
  );
  return row;
}

/** The same person refused the same for the same reason is told once. */
export async function markTold(sql: Sql, { requestId, who, code }: StoredRefusal, at: Date): Promise<void> {
  await sql.query(
    'update desk.refusals set told_at = $4 where request_id = $1 and who = $2 and code = $3 and told_at is null',
    [requestId, who, code, at],
  );
}
