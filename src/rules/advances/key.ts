import { createHash } from 'node:crypto';
import type { Order } from '../entry.ts';

/**
 * Names an advance, not its amount: a retry, a second run and a later version with the same advance find the same invoice.
 * One that was cancelled or credited has the key no longer.
 */
export function advanceKey({ id }: Order, agreement: string, name: string): string {
  return createHash('sha256')
    .update(JSON.stringify(['advance 1', id, agreement, name]))
    .digest('hex');
}
