import { createHash, randomBytes } from 'node:crypto';
import type { Sql } from '../database.ts';

export interface Link {
  requestId: string;
  userId: number;
  expiresAt: Date;
  usedAt: Date | null;
}

const hash = (token: string) => createHash('sha256').update(token).digest('hex');

/** A new 256-bit token. Only its hash is kept: who reads the database can't use a link. */
export async function createLink(sql: Sql, requestId: string, userId: number, expiresAt: Date): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await sql.query('insert into desk.links values ($1, $2, $3, $4)', [hash(token), requestId, userId, expiresAt]);
  return token;
}

export async function findLink(sql: Sql, token: string): Promise<Link | undefined> {
  const [link] = await sql.query<Link>(
    `select request_id as "requestId", user_id as "userId", expires_at as "expiresAt", used_at as "usedAt"
     from desk.links where token_hash = $1`,
    [hash(token)],
  );
  return link;
}

/** Spends every link this person has for the request, the resent ones too. */
export async function spendLinks(sql: Sql, requestId: string, userId: number, at: Date): Promise<void> {
  await sql.query('update desk.links set used_at = $3 where request_id = $1 and user_id = $2 and used_at is null', [
    requestId,
    userId,
    at,
  ]);
}
