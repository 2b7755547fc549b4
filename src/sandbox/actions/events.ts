import type { BillingEventKind } from '../../billing/events.ts';
import { create, write, type Env } from '../env.ts';
import { userError } from '../faults.ts';
import type { ModelName } from '../models.ts';

/** Writes down for whoever listens that something happened. The sandbox sends no hints: whoever listens has to look. */
export function tell(env: Env, kind: BillingEventKind, model: ModelName, ids: number[]): void {
  for (const listener of env.db.where('x_billing_listener', ({ x_kinds }) => x_kinds.includes(`,${kind},`))) {
    for (const id of ids) {
      create(env, 'x_billing_event', { x_listener: listener.id, x_kind: kind, x_model: model, x_record_id: id });
    }
  }
}

const listenerOf = (env: Env, key: string) => {
  if (key.startsWith('desk:') !== env.rights.has(env.uid, 'robot_desk')) {
    throw userError('Keys of listeners that begin with desk: are for the approval desk, and it has no others.');
  }
  return env.db.where('x_billing_listener', ({ x_key }) => x_key === key)[0];
};
const eventsOf = ({ db }: Env, listener: number) =>
  db.where('x_billing_event', ({ x_listener }) => x_listener === listener);

export function listen(env: Env, wanted: { key: string; name: string; kinds: string[]; url: string }) {
  const values = { x_name: wanted.name, x_kinds: `,${wanted.kinds.join()},`, x_looked_on: env.now.slice(0, 10) };
  const known = listenerOf(env, wanted.key);
  if (known) write(env, 'x_billing_listener', known.id, values);
  const { id } = known ?? create(env, 'x_billing_listener', { ...values, x_key: wanted.key });
  for (const event of eventsOf(env, id)) {
    if (!wanted.kinds.includes(event.x_kind)) env.db.unlink('x_billing_event', event.id);
  }
  return { listening: true };
}

export function unlisten(env: Env, { key, forget }: { key: string; forget: boolean }) {
  const listener = listenerOf(env, key);
  if (!listener || !forget) return { listening: Boolean(listener) };
  for (const { id } of eventsOf(env, listener.id)) env.db.unlink('x_billing_event', id);
  env.db.unlink('x_billing_listener', listener.id);
  return { listening: false };
}

export function take(env: Env, { key, limit, skip }: { key: string; limit: number; skip: number[] }) {
  const listener = listenerOf(env, key);
  const mine = listener ? eventsOf(env, listener.id) : [];
  const [open] = mine
    .filter(({ x_batch }) => x_batch && !skip.includes(x_batch))
    .sort((one, other) => one.x_batch - other.x_batch);
  const batch = open
    ? mine.filter(({ x_batch }) => x_batch === open.x_batch)
    : mine.filter(({ x_batch }) => !x_batch).slice(0, limit);
  const [first] = batch;
  const number = open?.x_batch ?? first?.id ?? 0;
  for (const { id } of batch) write(env, 'x_billing_event', id, { x_batch: number });
  return {
    listening: Boolean(listener),
    batch: number,
    events: batch.map(({ id, x_kind, x_model, x_record_id, create_date, create_uid }) => ({
      id,
      kind: x_kind,
      model: x_model,
      record: x_record_id,
      at: create_date,
      by: env.db.get('res.users', create_uid).name,
    })),
  };
}

export function confirm(env: Env, { key, batch }: { key: string; batch: number }) {
  const listener = listenerOf(env, key);
  const done = listener ? eventsOf(env, listener.id).filter(({ x_batch }) => x_batch === batch) : [];
  for (const { id } of done) env.db.unlink('x_billing_event', id);
  return { confirmed: done.length };
}
