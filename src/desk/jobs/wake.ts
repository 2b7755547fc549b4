import type { Context } from '../context.ts';
import { requestsWaitedFor } from '../store/waits.ts';
import { type Delivery, deliveryAddress, markDelivered, pendingDeliveries } from '../store/subscriptions.ts';

const TIMEOUT_MS = 10_000;

/** Tells a subscriber that there is a decision. What it was, the subscriber asks the desk. */
export async function wake({ sql, now }: Context, delivery: Delivery): Promise<void> {
  const url = await deliveryAddress(sql, delivery);
  if (!url) return;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ decisionId: delivery.decisionId }),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`${new URL(url).origin} answered HTTP ${response.status} to a decision.`);
  await markDelivered(sql, delivery, now());
}

/** Enqueues whatever has not reached n8n; what is on its way already is left alone. */
export async function rewake({ outbox, now }: Pick<Context, 'outbox' | 'now'>): Promise<void> {
  await outbox(async (tx, send) => {
    for (const requestId of await requestsWaitedFor(tx, now())) await send('resume', { requestId });
    for (const delivery of await pendingDeliveries(tx)) await send('wake', delivery);
  });
}
