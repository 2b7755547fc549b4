import { createHash, randomBytes } from 'node:crypto';

/** A new 256-bit secret. The desk keeps only its hash: who reads the database can't use it. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
