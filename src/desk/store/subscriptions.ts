import { randomUUID } from 'node:crypto';
import type { Subscription } from '../../approvals/request.ts';
import type { Sql } from '../database.ts';

/** The same address is one subscription, however often it asks. */
export async function subscribe(sql: Sql, url: string, at: Date): Promise<Subscription> {
  const [row] = await sql.query<Subscription>(
    `insert into desk.subscriptions values ($1, $2, $3) on conflict (url) do update set url = excluded.url
     returning id, url`,
    [randomUUID(), url, at],
  );
  return row as Subscription;
}

/** False where there was none. */
export async function unsubscribe(sql: Sql, id: string): Promise<boolean> {
  return (await sql.query('delete from desk.subscriptions where id = $1 returning id', [id])).length === 1;
}

export interface Delivery {
  decisionId: string;
  subscriptionId: string;
}

/**
 * Plans one delivery to every subscriber for each recorded decision that settles its request and has reached nobody and is on its way to nobody
 * (its subscriber may have left), and returns all deliveries still to be made.
 */
export async function pendingDeliveries(sql: Sql): Promise<Delivery[]> {
  await sql.query(
    `insert into desk.deliveries (decision_id, subscription_id)
     select decision.id, subscription.id from desk.decisions decision cross join desk.subscriptions subscription
     where decision.state = 'recorded' and decision.settles and decision.woken_at is null
       and not exists (select from desk.deliveries where decision_id = decision.id)
     on conflict do nothing`,
  );
  return sql.query<Delivery>(
    `select decision_id as "decisionId", subscription_id as "subscriptionId" from desk.deliveries
     where delivered_at is null`,
  );
}

/** The address to wake, or undefined where this was delivered before or the subscriber has left. */
export async function deliveryAddress(sql: Sql, delivery: Delivery): Promise<string | undefined> {
  const [row] = await sql.query<{ url: string }>(
    `select url from desk.deliveries join desk.subscriptions on id = subscription_id
     where decision_id = $1 and subscription_id = $2 and delivered_at is null`,
    [delivery.decisionId, delivery.subscriptionId],
  );
  return row?.url;
}

export async function markDelivered(sql: Sql, delivery: Delivery, at: Date): Promise<void> {
  await sql.query('update desk.deliveries set delivered_at = $3 where decision_id = $1 and subscription_id = $2', [
    delivery.decisionId,
    delivery.subscriptionId,
    at,
  ]);
  await sql.query('update desk.decisions set woken_at = coalesce(woken_at, $2) where id = $1', [
    delivery.decisionId,
    at,
  ]);
}
