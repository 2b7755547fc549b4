import { createHash } from 'node:crypto';

/** SHA-256 (hex) of the text a decision is bound to. */
export function contentHash(content: string): string {
  return createHash('sha256').update(content, 'utf8').digest('hex');
}
