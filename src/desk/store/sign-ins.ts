import type { Sql } from '../database.ts';
import { newToken, tokenHash } from '../token.ts';

interface Begun {
  /** SHA-256 of the secret of the browser that began: in another browser the sign-in is worth nothing. */
  browserHash: string;
  returnTo: string;
  expiresAt: Date;
}
export interface ProviderSignIn extends Begun {
  nonce: string;
  verifier: string;
}
export interface LinkSignIn extends Begun {
  userId: number;
  email: string;
  usedAt: Date | null;
}

/** Returns the `state` the provider gives back. */
export async function beginAtProvider(sql: Sql, begun: ProviderSignIn): Promise<string> {
  const state = newToken();
  await sql.query(
    `insert into desk.sign_ins (token_hash, browser_hash, return_to, expires_at, nonce, verifier)
     values ($1, $2, $3, $4, $5, $6)`,
    [tokenHash(state), begun.browserHash, begun.returnTo, begun.expiresAt, begun.nonce, begun.verifier],
  );
  return state;
}

/** Returns the token of a mailed link. */
export async function beginByLink(sql: Sql, begun: Omit<LinkSignIn, 'usedAt'>, now: Date): Promise<string> {
  const token = newToken();
  await sql.query(
    `insert into desk.sign_ins (token_hash, browser_hash, return_to, expires_at, user_id, email, sent_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [tokenHash(token), begun.browserHash, begun.returnTo, begun.expiresAt, begun.userId, begun.email, now],
  );
  return token;
}

/** How many links this person was mailed since. */
export async function linksSince(sql: Sql, userId: number, since: Date): Promise<number> {
  const rows = await sql.query('select from desk.sign_ins where user_id = $1 and sent_at > $2', [userId, since]);
  return rows.length;
}

const COLUMNS = `browser_hash as "browserHash", return_to as "returnTo", expires_at as "expiresAt", used_at as "usedAt",
  nonce, verifier, user_id as "userId", email`;

export async function findLinkSignIn(sql: Sql, token: string): Promise<LinkSignIn | undefined> {
  const [row] = await sql.query<LinkSignIn>(
    `select ${COLUMNS} from desk.sign_ins where token_hash = $1 and user_id is not null`,
    [tokenHash(token)],
  );
  return row;
}

/** Uses a sign-in up. Undefined unless it is unused, unexpired, and of this very browser. */
async function spend<Kind extends Begun>(
  sql: Sql,
  column: 'nonce' | 'email',
  token: string,
  browser: string,
  now: Date,
): Promise<Kind | undefined> {
  const [row] = await sql.query<Kind>(
    `update desk.sign_ins set used_at = $3
     where token_hash = $1 and browser_hash = $2 and used_at is null and expires_at > $3 and ${column} is not null
     returning ${COLUMNS}`,
    [tokenHash(token), tokenHash(browser), now],
  );
  return row;
}

export const spendProviderSignIn = (sql: Sql, state: string, browser: string, now: Date) =>
  spend<ProviderSignIn>(sql, 'nonce', state, browser, now);

export const spendLinkSignIn = (sql: Sql, token: string, browser: string, now: Date) =>
  spend<LinkSignIn>(sql, 'email', token, browser, now);

export async function forgetSignIn(sql: Sql, token: string): Promise<void> {
  await sql.query('delete from desk.sign_ins where token_hash = $1', [tokenHash(token)]);
}

export async function dropOldSignIns(sql: Sql, before: Date): Promise<void> {
  await sql.query('delete from desk.sign_ins where expires_at < $1', [before]);
}
