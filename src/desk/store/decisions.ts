import type { DeskDecisions } from '../../approvals/record/foreign.ts';
import type { Sql } from '../database.ts';
import { DECISION_COLUMNS, type KeptDecision } from './requests.ts';

/** Numbers are given while the request is locked: they tell the order in which decisions were taken. */
export async function insertDecision(
  sql: Sql,
  decision: Omit<KeptDecision, 'state' | 'sentAt' | 'odooId' | 'settles'>,
): Promise<void> {
  const { id, requestId, userId, step, seat, outcome, channel, reason, decidedAt } = decision;
  const { verified = '', withoutOdoo = false } = decision;
  await sql.query(
    `insert into desk.decisions
       (id, request_id, user_id, step, seat, outcome, channel, reason, decided_at, verified, without_odoo, state, number)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'kept',
       (select count(*) + 1 from desk.decisions where request_id = $2))`,
    [id, requestId, userId, step, seat, outcome, channel, reason, decidedAt, verified, withoutOdoo],
  );
}

export async function findDecision(sql: Sql, id: string): Promise<KeptDecision | undefined> {
  const [row] = await sql.query<KeptDecision>(`select ${DECISION_COLUMNS} from desk.decisions where id = $1`, [id]);
  return row;
}

/** Whether it settles the request: said once, so that Odoo is told the same however often it is told. */
export async function markSent(sql: Sql, id: string, at: Date, settles: boolean): Promise<boolean> {
  const [row] = await sql.query<{ settles: boolean }>(
    `update desk.decisions set sent_at = coalesce(sent_at, $2), settles = coalesce(settles, $3) where id = $1
     returning settles`,
    [id, at, settles],
  );
  return row?.settles ?? settles;
}

export async function markRecorded(sql: Sql, id: string, odooId: number, at: Date): Promise<void> {
  await sql.query(`update desk.decisions set state = 'recorded', odoo_id = $2, recorded_at = $3 where id = $1`, [
    id,
    odooId,
    at,
  ]);
}

/** Why the decision counts for nothing. */
export async function noteRefusal(sql: Sql, id: string, why: string): Promise<void> {
  await sql.query('update desk.decisions set detail = $2 where id = $1', [id, why]);
}

/** The last of somebody's decisions on a request that count for nothing; empty where there is none. */
export async function whyRefused(sql: Sql, requestId: string, userId: number): Promise<string> {
  const [row] = await sql.query<{ detail: string | null }>(
    `select detail from desk.decisions where request_id = $1 and user_id = $2 and state = 'refused'
     order by number desc limit 1`,
    [requestId, userId],
  );
  return row?.detail ?? '';
}

/** What was sent and never answered may be in Odoo, whatever became of it here. */
export async function decisionsInOdoo(sql: Sql): Promise<DeskDecisions> {
  const records = await sql.query<{ id: number }>('select odoo_id as id from desk.decisions where odoo_id is not null');
  const underway = await sql.query<{ invoice: number }>(
    `select r.invoice_id as invoice from desk.decisions d join desk.requests r on r.id = d.request_id
     where d.sent_at is not null and d.odoo_id is null`,
  );
  return { records: records.map(({ id }) => id), underway: underway.map(({ invoice }) => invoice) };
}

export async function keptDecisionIds(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(`select id from desk.decisions where state = 'kept'`);
  return rows.map(({ id }) => id);
}
