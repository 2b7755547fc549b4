import { z } from 'zod/v4';
import { isApiKey } from './access.ts';
import type { Domain, OdooAccess, OdooApi } from './api.ts';
import { instantOrNone, parseRows, text } from './rows.ts';

export interface KeyExpiry {
  login: string;
  /** What its owner called it in Odoo. */
  key: string;
  /** ISO 8601, UTC. */
  expires: string;
}

const MODEL = 'res.users.apikeys';
const row = z.object({ name: text, expiration_date: instantOrNone });

/**
 * When the key runs out that is used here. Odoo doesn't say which of a user's keys that is, so it is the one that runs out
 * first: delete old keys. Users may read their own keys, never the keys' secret.
 *
 * @param now what is expired already is not the one in use
 * @returns nothing where a password is used, or where no key of the user's ever runs out
 */
export async function keyExpiry(
  api: OdooApi,
  { login, password }: OdooAccess,
  now: Date,
): Promise<KeyExpiry | undefined> {
  if (!isApiKey(password)) return undefined;
  const domain: Domain = [
    ['user_id.login', '=', login],
    // Keys of other scopes open nothing here.
    ['scope', 'in', [false, 'rpc']],
  ];
  const rows = await api.searchRead(MODEL, domain, { fields: Object.keys(row.shape) });
  const [first] = parseRows(row, rows, MODEL)
    .flatMap(({ name, expiration_date }) => (expiration_date ? [{ login, key: name, expires: expiration_date }] : []))
    .filter(({ expires }) => new Date(expires) > now)
    .toSorted((a, b) => (a.expires < b.expires ? -1 : 1));
  return first;
}

const DAY_MS = 86_400_000;
const WARN_DAYS = 14;

/** What to tell an administrator, `undefined` while there is time. */
export function expiryWarning(expiry: KeyExpiry | undefined, now: Date, withinDays = WARN_DAYS): string | undefined {
  if (!expiry) return undefined;
  const days = (new Date(expiry.expires).getTime() - now.getTime()) / DAY_MS;
  if (days > withinDays) return undefined;
  const [day, time] = expiry.expires.split(/[TZ]/);
  const left = days < 0 ? 'has run out' : days < 1 ? 'less than a day left' : `${Math.floor(days)} days left`;
  const when = `${day} ${time?.slice(0, 5)} UTC`;
  return (
    `The API key "${expiry.key}" of "${expiry.login}" runs out on ${when} (${left}). ` +
    'Make a new one in Odoo (My Preferences → Security → Add API Key), enter it here, and delete this one.'
  );
}
