import { z } from 'zod/v4';
import type { DeliveryRow } from '../../desk/store/events.ts';
import { given } from '../../rules/given.ts';
import { count } from '../../rules/words.ts';
import { askDesk } from '../ask-desk.ts';
import { columns } from '../columns.ts';
import type { Place } from '../place.ts';
import { Refused } from '../refused.ts';

export interface ListOptions {
  webhook?: string;
  invoice?: string;
  open?: boolean;
  limit?: string;
}

export interface ReplayOptions {
  webhook: string;
  event?: string;
  from?: string;
  to?: string;
}

type Stamped = Omit<DeliveryRow, 'at' | 'deliveredAt' | 'triedAt'> & {
  at: string;
  deliveredAt: string | null;
  triedAt: string | null;
};
export interface Deliveries {
  webhooks: string[];
  deliveries: Stamped[];
}

/** What the desk told its webhooks, and what it has still to tell. @throws Refused where the desk does not take it */
export async function listEvents(place: Place, { open, ...rest }: ListOptions): Promise<Deliveries> {
  const filter = new URLSearchParams(given({ ...rest, ...(open && { open: 'true' }) }) as Record<string, string>);
  return askDesk<Deliveries>(place, `/events?${filter.toString()}`);
}

/** Has the desk tell a webhook once more. @returns ids of the events @throws Refused where the desk does not take it */
export async function replayEvents(
  place: Place,
  { webhook, event, from, to = from }: ReplayOptions,
): Promise<string[]> {
  if ((event === undefined) === (from === undefined))
    throw new Refused('Which events?', 'Give --event with an id of `events list`, or --from and --to with days.');
  for (const day of [from, to])
    if (day !== undefined && !z.iso.date().safeParse(day).success)
      throw new Refused(`${day} is no day.`, 'Write days as YYYY-MM-DD.');
  const again = event === undefined ? { from, to } : { event };
  return (await askDesk<{ events: string[] }>(place, '/events/replays', { webhook, again })).events;
}

export function eventsText({ webhooks, deliveries }: Deliveries): string {
  if (webhooks.length === 0 && deliveries.length === 0)
    return 'The desk has no webhooks: name some in the file of DESK_WEBHOOKS_FILE.';
  const stamp = (at: string | null): string => (at ? `${at.slice(0, 19).replace('T', ' ')}` : '—');
  const rows = deliveries.map(({ id, type, invoiceId, webhook, at, deliveredAt, attempts, error }) => [
    ...[stamp(at), type, String(invoiceId), webhook, stamp(deliveredAt), String(attempts), error ?? '', id],
  ]);
  const open = deliveries.filter(({ deliveredAt }) => deliveredAt === null).length;
  return [
    columns(
      ['happened (UTC)', 'event', 'invoice', 'webhook', 'taken (UTC)', 'tries', 'last answer', 'id'],
      rows,
      [2, 5],
    ),
    `${count(deliveries.length, 'delivery', 'deliveries')}, ${open} not taken yet.`,
  ].join('\n');
}

export const replayText = (ids: readonly string[]): string =>
  ids.length === 0
    ? 'Nothing happened on these days that this webhook is to be told.'
    : `${count(ids.length, 'event')} will be told again, under the same ids. See: odoo-billing events list`;
