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
  /** What they said. */
  reason: string;
  at: Date;
  /** Where they were not asked to decide. */
  name?: string | null;
  /** Where the channel alone does not say how it is known who they are. */
  verified?: string;
}

/** What people said about a request while it was open: questions, answers, and who handed it on. */
export type Talk = Pick<Happening, 'kind' | 'what' | 'channel' | 'reason' | 'at' | 'verified'> & { userId: number };

/** Returns its id. */
export async function insertHappening(sql: Sql, happening: Happening): Promise<number> {
  const { requestId, kind, what, userId, channel, reason, at, name = null, verified = '' } = happening;
  const [row] = await sql.query<{ id: string }>(
    `insert into desk.happenings (request_id, kind, what, user_id, channel, reason, at, name, verified)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
    [requestId, kind, what, userId, channel, reason, at, name, verified],
  );
  return Number(row?.id);
}

export async function findHappening(sql: Sql, id: number): Promise<Happening | undefined> {
  const [row] = await sql.query<Happening>(
    `select request_id as "requestId", kind, what, user_id as "userId", channel, reason, at, name, verified
     from desk.happenings where id = $1`,
    [id],
  );
  return row;
}

/** In the order it was said. */
export async function talkOf(sql: Sql, requestId: string): Promise<Talk[]> {
  return sql.query<Talk>(
    `select kind, what, user_id as "userId", channel, reason, at, verified from desk.happenings
     where request_id = $1 and user_id is not null and kind in ('asked', 'answered', 'delegated') order by id`,
    [requestId],
  );
}
