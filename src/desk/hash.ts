import { createHash } from 'node:crypto';

/** Tells whether a message still says what it said. */
export function hashOf(message: object): string {
  return createHash('sha256').update(JSON.stringify(message)).digest('hex');
}
