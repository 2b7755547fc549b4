import type { Channel, DeskEventKind } from '../../billing/ports.ts';
import type { Sql } from '../database.ts';

/** What happened to a chain besides decisions, for the invoice's record in Odoo. */
export interface Happening {
  requestId: string;
  kind: Extract<DeskEventKind, 'step-opened' | 'reminded' | 'escalated' | 'delegated' | 'asked' | 'answered'>;
  what: string;
  /** Whose doing it was; null for the desk's own. */
  userId: number | null;
  channel: Channel | 'desk';
  reason: string;
  at: Date;
}

/** Returns its id. */
export async function insertHappening(sql: Sql, happening: Happening): Promise<number> {
  const { requestId, kind, what, userId, channel, reason, at } = happening;
  const [row] = await sql.query<{ id: string }>(
    `insert into desk.happenings (request_id, kind, what, user_id, channel, reason, at)
     values ($1, $2, $3, $4, $5, $6, $7) returning id`,
    [requestId, kind, what, userId, channel, reason, at],
  );
  return Number(row?.id);
}

export async function findHappening(sql: Sql, id: number): Promise<Happening | undefined> {
  const [row] = await sql.query<Happening>(
    `select request_id as "requestId", kind, what, user_id as "userId", channel, reason, at
     from desk.happenings where id = $1`,
    [id],
  );
  return row;
}
