import type { InvoiceEvent } from '../events/kinds.ts';
import type { Attempt } from '../events/webhook.ts';
import type { Sql } from '../database.ts';

export interface KeptEvent extends Pick<InvoiceEvent, 'type' | 'invoiceId'> {
  id: string;
  body: string;
  at: Date;
}

/** One event and one webhook, with how often it was tried and what came of it last. */
export interface DeliveryRow {
  id: string;
  type: string;
  invoiceId: number;
  webhook: string;
  at: Date;
  deliveredAt: Date | null;
  attempts: number;
  triedAt: Date | null;
  status: number | null;
  error: string | null;
}

/** Nothing where it is kept already. */
export async function keepEvent(sql: Sql, { id, type, invoiceId, body, at }: KeptEvent, now: Date): Promise<void> {
  await sql.query(
    `insert into desk.events (id, type, invoice_id, body, at, kept_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do nothing`,
    [id, type, invoiceId, body, at, now],
  );
}

export async function planDelivery(sql: Sql, eventId: string, webhook: string): Promise<void> {
  await sql.query('insert into desk.event_deliveries (event_id, webhook) values ($1, $2) on conflict do nothing', [
    eventId,
    webhook,
  ]);
}

/** The oldest event of an invoice this webhook has not taken, and whether it was tried before. */
export async function nextDelivery(
  sql: Sql,
  webhook: string,
  invoiceId: number,
): Promise<(Pick<KeptEvent, 'id' | 'body'> & { tried: boolean }) | undefined> {
  const [row] = await sql.query<Pick<KeptEvent, 'id' | 'body'> & { tried: boolean }>(
    `select id, body, exists (
       select from desk.event_attempts attempt where attempt.event_id = event.id and attempt.webhook = $1
     ) as tried
     from desk.event_deliveries join desk.events event on id = event_id
     where webhook = $1 and invoice_id = $2 and delivered_at is null order by place limit 1`,
    [webhook, invoiceId],
  );
  return row;
}

export async function noteAttempt(
  sql: Sql,
  { eventId, webhook, status, error, milliseconds }: Attempt & { eventId: string; webhook: string },
  at: Date,
): Promise<void> {
  await sql.query(
    `insert into desk.event_attempts (event_id, webhook, at, status, error, milliseconds)
     values ($1, $2, $3, $4, $5, $6)`,
    [eventId, webhook, at, status, error, milliseconds],
  );
  if (error === null) {
    await sql.query('update desk.event_deliveries set delivered_at = $3 where event_id = $1 and webhook = $2', [
      eventId,
      webhook,
      at,
    ]);
  }
}

/** Whom something is still to be told of which invoice. */
export async function openDeliveries(
  sql: Sql,
  webhooks: readonly string[],
): Promise<{ webhook: string; invoiceId: number }[]> {
  return sql.query(
    `select distinct webhook, invoice_id as "invoiceId" from desk.event_deliveries join desk.events on id = event_id
     where delivered_at is null and webhook = any($1)`,
    [webhooks],
  );
}

export interface EventFilter {
  webhook?: string | undefined;
  invoiceId?: number | undefined;
  /** Only what the webhook has not taken. */
  open?: boolean | undefined;
  limit: number;
}

/** The newest first. */
export async function deliveryLog(sql: Sql, { webhook, invoiceId, open, limit }: EventFilter): Promise<DeliveryRow[]> {
  return sql.query<DeliveryRow>(
    `select event.id, type, invoice_id as "invoiceId", delivery.webhook, event.at, delivered_at as "deliveredAt",
       (select count(*)::int from desk.event_attempts where event_id = event.id and webhook = delivery.webhook) as attempts,
       last.at as "triedAt", last.status, last.error
     from desk.event_deliveries delivery join desk.events event on event.id = delivery.event_id
     left join lateral (
       select at, status, error from desk.event_attempts
       where event_id = event.id and webhook = delivery.webhook order by id desc limit 1
     ) last on true
     where ($1::text is null or delivery.webhook = $1) and ($2::int is null or invoice_id = $2)
       and (not $3::boolean or delivered_at is null)
     order by place desc, delivery.webhook limit $4`,
    [webhook ?? null, invoiceId ?? null, open ?? false, limit],
  );
}

/** Which events are to be told again: one, or all that happened in a span, both ends included. */
export type Again = { event: string } | { from: Date; to: Date };

/** To be told once more, in the order they happened; also those this webhook was never told of. */
export async function planAgain(
  sql: Sql,
  webhook: string,
  types: readonly string[],
  again: Again,
): Promise<{ id: string; invoiceId: number }[]> {
  const [where, values] =
    'event' in again ? ['id = $3', [again.event]] : ['at >= $3 and at <= $4', [again.from, again.to]];
  return sql.query(
    `with again as (
       insert into desk.event_deliveries (event_id, webhook)
       select id, $1 from desk.events where type = any($2) and ${where}
       on conflict (event_id, webhook) do update set delivered_at = null returning event_id
     ) select id, invoice_id as "invoiceId" from desk.events join again on id = event_id order by place`,
    [webhook, types, ...values],
  );
}

/** Those of before, of which nothing is to be told any more. */
export async function dropOldEvents(sql: Sql, before: Date): Promise<void> {
  await sql.query(
    `delete from desk.events event where kept_at < $1
       and not exists (select from desk.event_deliveries where event_id = event.id and delivered_at is null)`,
    [before],
  );
}
