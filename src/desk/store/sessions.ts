import type { Sql } from '../database.ts';
import { newToken, tokenHash } from '../token.ts';

export interface Session {
  userId: number;
  name: string;
  email: string;
}

const HOUR_MS = 3_600_000;
/** However busy, a session ends then; the cookie says the same to the browser. */
export const SESSION_MS = 12 * HOUR_MS;
const IDLE_MS = HOUR_MS;
/** Seen this lately is not written down again. */
const SEEN_MS = 60_000;

const LIVING = 'started_at > $1 and seen_at > $2';
const bounds = (now: Date) => [new Date(now.getTime() - SESSION_MS), new Date(now.getTime() - IDLE_MS)];

/** Returns the session's id, which only the browser keeps. It is new at every sign-in. */
export async function startSession(sql: Sql, { userId, name, email }: Session, now: Date): Promise<string> {
  const id = newToken();
  await sql.query('insert into desk.sessions values ($1, $2, $3, $4, $5, $5)', [
    tokenHash(id),
    userId,
    name,
    email,
    now,
  ]);
  return id;
}

/** The session of this id, or undefined where there is none, or it ended, or was left alone for an hour. */
export async function findSession(sql: Sql, id: string, now: Date): Promise<Session | undefined> {
  const hash = tokenHash(id);
  const [row] = await sql.query<Session & { seenAt: Date }>(
    `select user_id as "userId", name, email, seen_at as "seenAt" from desk.sessions where ${LIVING} and id_hash = $3`,
    [...bounds(now), hash],
  );
  if (!row) return undefined;
  const { seenAt, ...session } = row;
  if (now.getTime() - seenAt.getTime() > SEEN_MS) {
    await sql.query('update desk.sessions set seen_at = $2 where id_hash = $1', [hash, now]);
  }
  return session;
}

export async function endSession(sql: Sql, id: string): Promise<void> {
  await sql.query('delete from desk.sessions where id_hash = $1', [tokenHash(id)]);
}

/** Ends every session of the person, on whatever device. */
export async function endSessionsOf(sql: Sql, userId: number): Promise<void> {
  await sql.query('delete from desk.sessions where user_id = $1', [userId]);
}

export async function dropEndedSessions(sql: Sql, now: Date): Promise<void> {
  await sql.query(`delete from desk.sessions where not (${LIVING})`, bounds(now));
}
