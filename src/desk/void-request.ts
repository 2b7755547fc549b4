import { announce } from './announce.ts';
import type { Context } from './context.ts';
import type { Sql } from './database.ts';
import type { Send } from './queue.ts';
import { happen } from './store/chain.ts';
import type { StoredRequest } from './store/requests.ts';

/**
 * Nothing can be decided on this request any more, and a decision that Odoo doesn't have counts for nothing.
 *
 * @param tell by mail, too; not where whoever was asked is asked anew
 */
export async function voidRequest(
  context: Pick<Context, 'channels'>,
  [tx, send]: [Sql, Send],
  { id, approvers, channels }: Pick<StoredRequest, 'id' | 'approvers' | 'channels'>,
  why: string,
  { tell = true }: { tell?: boolean } = {},
): Promise<void> {
  if (!(await happen(tx, id, () => ({ is: 'void', why }))).chain) return;
  await send('audit', { kind: 'voided', id });
  await announce(
    context,
    send,
    { id, ...(channels && { channels }) },
    tell ? { kind: 'changed', to: approvers } : undefined,
  );
}
