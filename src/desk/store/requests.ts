import type { RequestState } from '../../approvals/request.ts';
import { next, type RequestEvent } from '../../approvals/state.ts';
import type { Channel, DecisionOutcome, InvoiceFacts } from '../../billing/ports.ts';
import type { Sql } from '../database.ts';

export interface Approver {
  userId: number;
  name: string;
  email: string;
}

/** A decision the desk keeps. `kept`: not yet in Odoo. */
export interface KeptDecision {
  id: string;
  requestId: string;
  userId: number;
  outcome: DecisionOutcome;
  channel: Channel;
  reason: string;
  /** Where the channel alone does not say it. */
  verified?: string;
  decidedAt: Date;
  state: 'kept' | 'recorded' | 'refused' | 'void';
  sentAt: Date | null;
  odooId: number | null;
}

export interface StoredRequest {
  id: string;
  invoiceId: number;
  contentHash: string;
  /** What was shown, as read when the request was made. */
  facts: InvoiceFacts;
  note: string;
  state: RequestState;
  voidReason: string | null;
  requestedAt: Date;
  approvers: Approver[];
  /** The decision that stands, if any. */
  decision?: KeptDecision & { by: Approver };
}

const COLUMNS = `id, invoice_id as "invoiceId", content_hash as "contentHash", facts, note, state,
  void_reason as "voidReason", requested_at as "requestedAt"`;
export const DECISION_COLUMNS = `id, request_id as "requestId", user_id as "userId", outcome, channel, reason, verified,
  decided_at as "decidedAt", state, sent_at as "sentAt", odoo_id as "odooId"`;

type Row = Omit<StoredRequest, 'approvers' | 'decision'>;

async function complete(sql: Sql, row: Row | undefined): Promise<StoredRequest | undefined> {
  if (!row) return undefined;
  const approvers = await sql.query<Approver>(
    'select user_id as "userId", name, email from desk.approvers where request_id = $1 order by name',
    [row.id],
  );
  const [decision] = await sql.query<KeptDecision>(
    `select ${DECISION_COLUMNS} from desk.decisions where request_id = $1 and state in ('kept', 'recorded')`,
    [row.id],
  );
  const by = approvers.find(({ userId }) => userId === decision?.userId);
  return { ...row, approvers, ...(decision && by ? { decision: { ...decision, by } } : {}) };
}

export async function findRequest(sql: Sql, id: string): Promise<StoredRequest | undefined> {
  const [row] = await sql.query<Row>(`select ${COLUMNS} from desk.requests where id = $1`, [id]);
  return complete(sql, row);
}

/** @throws where there is no such request, which can only be a mistake of ours: ids come from our own rows */
export async function loadRequest(sql: Sql, id: string): Promise<StoredRequest> {
  const request = await findRequest(sql, id);
  if (!request) throw new Error(`There is no request ${id}.`);
  return request;
}

/** The invoice's newest request that is not void. */
export async function latestRequest(sql: Sql, invoiceId: number): Promise<StoredRequest | undefined> {
  const [row] = await sql.query<Row>(
    `select ${COLUMNS} from desk.requests where invoice_id = $1 and state <> 'void' order by requested_at desc limit 1`,
    [invoiceId],
  );
  return complete(sql, row);
}

export async function requestIds(sql: Sql, state: RequestState): Promise<string[]> {
  const rows = await sql.query<{ id: string }>('select id from desk.requests where state = $1 order by requested_at', [
    state,
  ]);
  return rows.map(({ id }) => id);
}

export async function insertRequest(sql: Sql, request: Omit<StoredRequest, 'decision' | 'voidReason'>): Promise<void> {
  const { id, invoiceId, contentHash, facts, note, state, requestedAt } = request;
  await sql.query(
    `insert into desk.requests (id, invoice_id, content_hash, facts, note, state, requested_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, invoiceId, contentHash, JSON.stringify(facts), note, state, requestedAt],
  );
  for (const { userId, name, email } of request.approvers) {
    await sql.query('insert into desk.approvers values ($1, $2, $3, $4)', [id, userId, name, email]);
  }
}

/** Takes the step if the table permits it and nobody was faster. */
export async function step(sql: Sql, id: string, from: RequestState, event: RequestEvent): Promise<boolean> {
  const to = next(from, event);
  if (!to) return false;
  const moved = await sql.query('update desk.requests set state = $3 where id = $1 and state = $2 returning id', [
    id,
    from,
    to,
  ]);
  return moved.length === 1;
}

export async function markVoid(sql: Sql, id: string, from: RequestState, why: string): Promise<boolean> {
  if (!(await step(sql, id, from, 'void'))) return false;
  await sql.query('update desk.requests set void_reason = $2 where id = $1', [id, why]);
  return true;
}
