import type { Chain } from '../../approvals/chain/chain.ts';
import { askedNow } from '../../approvals/chain/chain.ts';
import type { Route } from '../../approvals/policy/route.ts';
import type { RequestChannel, RequestState } from '../../approvals/request.ts';
import type { Channel, DecisionOutcome, InvoiceFacts } from '../../billing/ports.ts';
import type { Sql } from '../database.ts';
import { type Talk, talkOf } from './happenings.ts';

export interface Approver {
  userId: number;
  name: string;
  email: string;
}

/** Somebody who was asked about a request. `asked`: can decide at this moment. */
export interface Asked extends Approver {
  asked: boolean;
}

/** A decision the desk keeps. `kept`: not yet in Odoo. */
export interface KeptDecision {
  id: string;
  requestId: string;
  userId: number;
  /** Of the chain, and whose voice in it. */
  step: number;
  seat: number;
  outcome: DecisionOutcome;
  channel: Channel;
  reason: string;
  /** Where the channel alone does not say it. */
  verified?: string;
  decidedAt: Date;
  /** Taken while Odoo could not be asked. */
  withoutOdoo?: boolean;
  state: 'kept' | 'recorded' | 'refused' | 'void';
  sentAt: Date | null;
  odooId: number | null;
  /** Whether nothing is left to decide once Odoo has it; null until it is sent. */
  settles: boolean | null;
}

export type DecisionBy = KeptDecision & { by: Approver };

export interface StoredRequest {
  id: string;
  invoiceId: number;
  contentHash: string;
  /** What was shown, as read when the request was made. */
  facts: InvoiceFacts;
  note: string;
  /** By which channels it is put to people; by every one the desk has where nobody chose. */
  channels?: readonly RequestChannel[] | null;
  state: RequestState;
  voidReason: string | null;
  requestedAt: Date;
  route: Route;
  chain: Chain;
  /** Everybody asked so far. */
  approvers: Asked[];
  /** Those that stand, in the order they were taken. */
  decisions: DecisionBy[];
  /** The one that settles the request; undefined while it is open or where it is void. */
  decision?: DecisionBy;
  /** What people said about it besides. */
  talk: Talk[];
}

const COLUMNS = `id, invoice_id as "invoiceId", content_hash as "contentHash", facts, note, state,
  void_reason as "voidReason", requested_at as "requestedAt", route, steps, questions, channels`;
export const DECISION_COLUMNS = `id, request_id as "requestId", user_id as "userId", step, seat, outcome, channel, reason,
  verified, decided_at as "decidedAt", state, sent_at as "sentAt", odoo_id as "odooId", settles,
  without_odoo as "withoutOdoo"`;

type Row = Omit<StoredRequest, 'approvers' | 'decisions' | 'decision' | 'chain' | 'talk'> &
  Pick<Chain, 'steps' | 'questions'>;

async function complete(sql: Sql, row: Row | undefined): Promise<StoredRequest | undefined> {
  if (!row) return undefined;
  const { steps, questions, ...request } = row;
  const approvers = await sql.query<Asked>(
    'select user_id as "userId", name, email, asked from desk.approvers where request_id = $1 order by name',
    [row.id],
  );
  const all = await sql.query<KeptDecision>(
    `select ${DECISION_COLUMNS} from desk.decisions where request_id = $1 order by number`,
    [row.id],
  );
  const chain: Chain = {
    steps,
    questions,
    decisions: all.map(({ id, step, seat, userId, outcome, decidedAt, state }) => {
      return { id, step, seat, userId, outcome, at: decidedAt.toISOString(), state };
    }),
    ...(row.voidReason !== null && { voided: row.voidReason }),
  };
  const decisions = all.flatMap((each): DecisionBy[] => {
    const by = approvers.find(({ userId }) => userId === each.userId);
    return by && (each.state === 'kept' || each.state === 'recorded') ? [{ ...each, by }] : [];
  });
  const decision = settling(row.state, decisions);
  const talk = await talkOf(sql, row.id);
  return { ...request, chain, approvers, decisions, talk, ...(decision && { decision }) };
}

function settling(state: RequestState, decisions: DecisionBy[]): DecisionBy | undefined {
  if (state === 'open' || state === 'void') return undefined;
  return decisions.find(({ outcome }) => outcome === 'rejected') ?? decisions.at(-1);
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

/** A request whose chain nobody decided in yet. */
export async function insertRequest(
  sql: Sql,
  request: Omit<StoredRequest, 'decisions' | 'decision' | 'voidReason' | 'approvers' | 'talk'> & {
    approvers: Approver[];
  },
): Promise<void> {
  const { id, invoiceId, contentHash, facts, note, state, requestedAt, route, chain, channels } = request;
  await sql.query(
    `insert into desk.requests (id, invoice_id, content_hash, facts, note, state, requested_at, route, steps, questions,
       channels)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[id, invoiceId, contentHash, JSON.stringify(facts), note, state, requestedAt],
      ...[JSON.stringify(route), JSON.stringify(chain.steps), JSON.stringify(chain.questions)],
      channels ? JSON.stringify(channels) : null,
    ],
  );
  const now = askedNow(chain);
  for (const { userId, name, email } of request.approvers) {
    await sql.query('insert into desk.approvers values ($1, $2, $3, $4, $5)', [
      ...[id, userId, name, email, now.includes(userId)],
    ]);
  }
}
