import { createHash } from 'node:crypto';
import type { BillingEvent } from '../../billing/events.ts';
import type { Context } from '../context.ts';
import { invoiceEvent, LISTENED } from '../events/kinds.ts';
import { post } from '../events/webhook.ts';
import type { Jobs } from '../queue.ts';
import { keepEvent, nextDelivery, noteAttempt, openDeliveries, planDelivery } from '../store/events.ts';
import { failedKey } from './dead-letter.ts';

/** The desk is one listener, however many desks there are and webhooks it tells. */
const KEY = 'desk:events';
const PER_CALL = 200;

/** Has Odoo write events down from now on, and hint at them. Where nobody is to be told, it goes on as it was and forgets by itself. */
async function listen({ publish, eventHintAt }: Context): Promise<void> {
  await publish?.events.listen({ key: KEY, name: 'Approval desk: webhooks', kinds: LISTENED, url: eventHintAt() });
}

/** Once at the start: what is listened to, or where the desk is, may be another. */
export const listenAnew = listen;

/**
 * Takes what happened in Odoo, keeps it and hands it on, in one transaction, and only then lets Odoo forget it. A desk that
 * dies in between is given the same batch again, and keeps nothing twice.
 */
export async function events(context: Context): Promise<void> {
  const { publish, outbox, now } = context;
  if (!publish) return;
  for (;;) {
    const batch = await publish.events.take(KEY, PER_CALL);
    if (batch === 'unknown') return listen(context);
    if (!batch) return;
    await outbox(async (tx, send) => {
      for (const told of batch.events) {
        const event = invoiceEvent(told);
        if (!event) continue;
        const { type, invoiceId, at, data } = event;
        const id = idOf(told);
        const body = JSON.stringify({ type, timestamp: at, data });
        await keepEvent(tx, { id, type, invoiceId, body, at: new Date(at) }, now());
        for (const { name, events: wanted } of publish.webhooks) {
          if (!wanted.includes(type)) continue;
          await planDelivery(tx, id, name);
          await send('deliver', { webhook: name, invoiceId });
        }
      }
    });
    await publish.events.confirm(KEY, batch.id);
  }
}

/** The time is in it because a database brought back from a backup gives the same ids to other events. */
const idOf = ({ id, event, at, record }: BillingEvent): string =>
  `evt_${createHash('sha256').update([id, event, at, record.model, record.id].join(' ')).digest('hex').slice(0, 32)}`;

/** Tells a webhook all it has not taken of an invoice, one event after the other; one it does not take keeps back those after it. */
export async function deliver(context: Context, data: Jobs['deliver']): Promise<void> {
  const { publish, sql, now, odoo, log } = context;
  const webhook = publish?.webhooks.find(({ name }) => name === data.webhook);
  // It was taken out of the settings.
  if (!webhook) return;
  let mended = false;
  for (;;) {
    const next = await nextDelivery(sql, webhook.name, data.invoiceId);
    if (!next) break;
    const attempt = await post(webhook, next, now());
    await noteAttempt(sql, { ...attempt, eventId: next.id, webhook: webhook.name }, now());
    if (attempt.error !== null)
      throw new Error(`The webhook ${webhook.name} did not take ${next.id}. ${attempt.error}`);
    log.info({ event: next.id, webhook: webhook.name, status: attempt.status }, 'told');
    mended ||= next.tried;
  }
  if (!mended) return;
  const keys = [failedKey('deliver', data)];
  await odoo.closeCases(['desk.job-failed'], [], 'Solved: the webhook takes events again.', { keys });
}

/** Enqueues what is still to be told; what is on its way already is left alone. */
export async function redeliver({ publish, outbox }: Pick<Context, 'publish' | 'outbox'>): Promise<void> {
  const names = publish?.webhooks.map(({ name }) => name) ?? [];
  if (names.length === 0) return;
  await outbox(async (tx, send) => {
    for (const open of await openDeliveries(tx, names)) await send('deliver', open);
  });
}
