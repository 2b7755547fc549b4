import type { Sql } from '../database.ts';
import { DECISION_COLUMNS, type KeptDecision } from './requests.ts';

export async function insertDecision(sql: Sql, decision: Omit<KeptDecision, 'state' | 'sentAt' | 'odooId'>) {
  const { id, requestId, userId, outcome, channel, reason, decidedAt, verified = '' } = decision;
  await sql.query(
    `insert into desk.decisions (id, request_id, user_id, outcome, channel, reason, decided_at, verified, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'kept')`,
    [id, requestId, userId, outcome, channel, reason, decidedAt, verified],
  );
}

export async function findDecision(sql: Sql, id: string): Promise<KeptDecision | undefined> {
  const [row] = await sql.query<KeptDecision>(`select ${DECISION_COLUMNS} from desk.decisions where id = $1`, [id]);
  return row;
}

export async function markSent(sql: Sql, id: string, at: Date): Promise<void> {
  await sql.query('update desk.decisions set sent_at = coalesce(sent_at, $2) where id = $1', [id, at]);
}

export async function markRecorded(sql: Sql, id: string, odooId: number, at: Date): Promise<void> {
  await sql.query(`update desk.decisions set state = 'recorded', odoo_id = $2, recorded_at = $3 where id = $1`, [
    id,
    odooId,
    at,
  ]);
}

/** The decision counts for nothing; `why` is kept. */
export async function dropDecision(sql: Sql, id: string, state: 'refused' | 'void', why: string): Promise<void> {
  await sql.query(`update desk.decisions set state = $2, detail = $3 where id = $1 and state = 'kept'`, [
    id,
    state,
    why,
  ]);
}

export async function keptDecisionIds(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(`select id from desk.decisions where state = 'kept'`);
  return rows.map(({ id }) => id);
}
