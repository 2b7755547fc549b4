import type { Sql } from '../database.ts';
import { newToken, tokenHash } from '../token.ts';

export interface Link {
  requestId: string;
  userId: number;
  expiresAt: Date;
  usedAt: Date | null;
}

/** Returns the link's token. */
export async function createLink(sql: Sql, requestId: string, userId: number, expiresAt: Date): Promise<string> {
  const token = newToken();
  await sql.query('insert into desk.links values ($1, $2, $3, $4)', [tokenHash(token), requestId, userId, expiresAt]);
  return token;
}

export async function findLink(sql: Sql, token: string): Promise<Link | undefined> {
  const [link] = await sql.query<Link>(
    `select request_id as "requestId", user_id as "userId", expires_at as "expiresAt", used_at as "usedAt"
     from desk.links where token_hash = $1`,
    [tokenHash(token)],
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

const RENEWAL_MS = 3_600_000;

/** Whether this link may be had anew: once an hour, or whoever finds an old one could flood a mailbox. */
export async function markRenewed(sql: Sql, token: string, at: Date): Promise<boolean> {
  const renewed = await sql.query(
    `update desk.links set renewed_at = $2 where token_hash = $1 and (renewed_at is null or renewed_at <= $3)
     returning token_hash`,
    [tokenHash(token), at, new Date(at.getTime() - RENEWAL_MS)],
  );
  return renewed.length === 1;
}
