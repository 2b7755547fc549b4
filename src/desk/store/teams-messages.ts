import { randomUUID } from 'node:crypto';
import type { RequestState } from '../../approvals/request.ts';
import type { Sql } from '../database.ts';

export interface TeamsMessage {
  requestId: string;
  /** What the buttons carry; says nothing to whoever reads it. */
  ref: string;
  /** As configured when it was posted. */
  conversation: string;
  /** Teams' id of the message; null until it is posted, and where a workflow posts it. */
  activityId: string | null;
  /** The state it was posted or last told with. */
  shown: RequestState | null;
  /** Hash of what it says; null where a workflow posts it. */
  content: string | null;
  /** How much of what was said it tells. */
  told: number;
}

const COLUMNS = 'request_id as "requestId", ref, conversation, activity_id as "activityId", shown, content, told';

export async function findTeamsMessage(sql: Sql, ref: string): Promise<TeamsMessage | undefined> {
  const [row] = await sql.query<TeamsMessage>(`select ${COLUMNS} from desk.teams_messages where ref = $1`, [ref]);
  return row;
}

/** The request's message, its row made at first sight: what is posted twice by a retry carries the same reference. */
export async function teamsMessageOf(sql: Sql, requestId: string, conversation: string): Promise<TeamsMessage> {
  await sql.query(
    `insert into desk.teams_messages (request_id, ref, conversation) values ($1, $2, $3)
     on conflict (request_id) do nothing`,
    [requestId, randomUUID(), conversation],
  );
  const [row] = await sql.query<TeamsMessage>(`select ${COLUMNS} from desk.teams_messages where request_id = $1`, [
    requestId,
  ]);
  return row as TeamsMessage;
}

export async function markShown(
  sql: Sql,
  requestId: string,
  shown: RequestState,
  activityId: string | null,
  content: string | null = null,
  told = 0,
): Promise<void> {
  await sql.query(
    `update desk.teams_messages set shown = $2, activity_id = $3, content = $4, told = greatest(told, $5)
     where request_id = $1`,
    [requestId, shown, activityId, content, told],
  );
}
