import { accessError } from './faults.ts';
import type { ModelName, RowOf } from './models.ts';
import type { Rights } from './rights.ts';
import { fieldsOf, type AnyRow, type Store } from './store.ts';

/** Who is calling, on what, and when: an Odoo environment. */
export interface Env {
  db: Store;
  uid: number;
  rights: Rights;
  /** UTC, as Odoo stores it: `2026-11-21 10:00:00`. */
  now: string;
  /** Where the desk acts for somebody: who writes it in the record, and how the desk knows them. */
  desk?: { writer: number; channel: string; verified: string; key: string };
}

type Uids = { create_uid?: number; write_uid?: number; create_date?: string; write_date?: string };

const stamps = (model: ModelName, stamp: Uids): Partial<AnyRow> =>
  Object.fromEntries(Object.entries(stamp).filter(([name]) => name in fieldsOf(model)));

export function create<M extends ModelName>(env: Env, model: M, values: Partial<RowOf<M>>): RowOf<M> {
  const { uid, now } = env;
  const stamp = { create_uid: uid, write_uid: uid, create_date: now, write_date: now };
  return env.db.create(model, { ...stamps(model, stamp), ...values } as Partial<RowOf<M>>);
}

export function write<M extends ModelName>(env: Env, model: M, id: number, values: Partial<RowOf<M>>): void {
  const stamp = { write_uid: env.uid, write_date: env.now };
  env.db.write(model, id, { ...values, ...stamps(model, stamp) } as Partial<RowOf<M>>);
}

const WORDS = { read: 'access', write: 'modify', create: 'create', unlink: 'delete' } as const;

/** @throws SandboxFault as Odoo's AccessError */
export function checkAccess({ rights, uid }: Env, model: string, right: keyof typeof WORDS): void {
  if (rights.may(uid, model, right)) return;
  throw accessError(
    `You are not allowed to ${WORDS[right]} '${model}' (${model}) records.\n\n` +
      'No group currently allows this operation.\n\nContact your administrator to request access if necessary.',
  );
}
