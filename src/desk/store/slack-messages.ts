import { randomUUID } from 'node:crypto';
import type { Sql } from '../database.ts';

export interface SlackMessage {
  requestId: string;
  /** What the buttons carry; says nothing to whoever reads it. */
  ref: string;
  team: string;
  /** The channel's id once posted, as configured before. */
  channel: string;
  /** Slack's id of the message; null until it is posted. */
  ts: string | null;
  /** Hash of what it says. */
  content: string | null;
}

const COLUMNS = 'request_id as "requestId", ref, team, channel, ts, content';

export async function findSlackMessage(sql: Sql, ref: string): Promise<SlackMessage | undefined> {
  const [row] = await sql.query<SlackMessage>(`select ${COLUMNS} from desk.slack_messages where ref = $1`, [ref]);
  return row;
}

/** The request's message, its row made at first sight: what is posted twice by a retry carries the same reference. */
export async function slackMessageOf(
  sql: Sql,
  requestId: string,
  team: string,
  channel: string,
): Promise<SlackMessage> {
  await sql.query('insert into desk.slack_messages values ($1, $2, $3, $4) on conflict (request_id) do nothing', [
    requestId,
    randomUUID(),
    team,
    channel,
  ]);
  const [row] = await sql.query<SlackMessage>(`select ${COLUMNS} from desk.slack_messages where request_id = $1`, [
    requestId,
  ]);
  return row as SlackMessage;
}

export async function markPosted(
  sql: Sql,
  { requestId, channel, ts, content }: Omit<SlackMessage, 'ref' | 'team'>,
): Promise<void> {
  await sql.query('update desk.slack_messages set channel = $2, ts = $3, content = $4 where request_id = $1', [
    ...[requestId, channel, ts, content],
  ]);
}
