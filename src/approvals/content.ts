import { createHash } from 'node:crypto';
import type { InvoiceFacts } from '../billing/ports.ts';

/** SHA-256 (hex) of the text a decision is bound to. */
export function contentHash(content: string): string {
  return createHash('sha256').update(content, 'utf8').digest('hex');
}

/** SHA-256 (hex) of what a person was shown: the content, and what was found unusual about it. */
export function shownHash({ content, findings }: Pick<InvoiceFacts, 'content' | 'findings'>): string {
  return contentHash(JSON.stringify([content, findings.map(({ code, message }) => [code, message])]));
}
