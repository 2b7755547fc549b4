import { randomBytes } from 'node:crypto';
import { create, type Env } from './env.ts';

/** API keys: what Odoo shows of them is in the store, the secrets are here. */
export class Keys {
  readonly #records = new Map<string, number>();

  /** `expires` as Odoo stores it, UTC: `2026-12-01 08:00:00`; left out, the key never does. */
  make(env: Env, { name, expires = '' }: { name: string; expires?: string }): string {
    const key = randomBytes(20).toString('hex');
    const record = create(env, 'res.users.apikeys', { name, user_id: env.uid, expiration_date: expires });
    this.#records.set(key, record.id);
    return key;
  }

  /** The user whose key this is, if it is one that has neither expired nor been deleted. */
  ownerOf({ db, now }: Pick<Env, 'db' | 'now'>, key: unknown): number | undefined {
    const found = db.find('res.users.apikeys', this.#records.get(String(key)) ?? 0);
    return found && (!found.expiration_date || found.expiration_date >= now) ? found.user_id : undefined;
  }
}
