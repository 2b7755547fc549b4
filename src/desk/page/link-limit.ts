import { exact } from '../../money/decimal.ts';
import type { InvoiceFacts } from '../../billing/ports.ts';
import type { LinkLimit } from '../config.ts';

/** Whether whoever holds the link has to sign in before deciding. A currency without a limit of its own asks for it too. */
export function asksForSignIn(limit: LinkLimit | undefined, { total, currency }: InvoiceFacts): boolean {
  if (!limit) return false;
  const most = limit[currency];
  return most === undefined || exact(total).abs().gt(most);
}
