import type { Context } from '../context.ts';
import { DeskError } from '../errors.ts';
import { planAgain } from '../store/events.ts';

const DAY_MS = 86_400_000;

/** One event, or all that happened on these days, UTC, both included. */
export interface Replay {
  webhook: string;
  again: { event: string } | { from: string; to: string };
}

/**
 * Has a webhook told again, under the same ids, in the order things happened. Tells also what it was never told, for it was
 * named later; what its settings leave out is left out here.
 *
 * @returns ids of the events
 * @throws DeskError where there is no such webhook or event
 */
export async function replay({ publish, outbox, hurry }: Context, { webhook, again }: Replay): Promise<string[]> {
  const known = publish?.webhooks ?? [];
  const found = known.find(({ name }) => name === webhook);
  if (!found) {
    const names = known.map(({ name }) => name).join(', ');
    throw new DeskError(
      404,
      `The desk has no webhook ${webhook}.`,
      names ? `It has ${names}.` : 'Name some in the file of DESK_WEBHOOKS_FILE.',
    );
  }
  const span =
    'event' in again ? again : { from: new Date(again.from), to: new Date(Date.parse(again.to) + DAY_MS - 1) };
  const planned = await outbox(async (tx, send) => {
    const events = await planAgain(tx, webhook, found.events, span);
    for (const { invoiceId } of events) await send('deliver', { webhook, invoiceId });
    return events;
  });
  if (planned.length === 0 && 'event' in again) {
    throw new DeskError(
      404,
      `The desk keeps no event ${again.event} for ${webhook}.`,
      'Look which there are: odoo-billing events list',
    );
  }
  for (const invoiceId of new Set(planned.map((event) => event.invoiceId)))
    await hurry('deliver', { webhook, invoiceId });
  return planned.map(({ id }) => id);
}
