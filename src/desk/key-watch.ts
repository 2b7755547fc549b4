import type { Logger } from 'pino';
import { expiryWarning, type KeyExpiry } from '../odoo/key-expiry.ts';

export interface KeyWatch {
  /** The day the key runs out on, as of the last look, where that is near. */
  soon(): { odooKeyExpires?: string };
  stop(): void;
}

const HOUR_MS = 3_600_000;
const LOOK_EVERY_MS = 12 * HOUR_MS;

/** Looks twice a day when the key to Odoo runs out, and warns the log of it in time. */
export function watchKey(look: () => Promise<KeyExpiry | undefined>, now: () => Date, log: Logger): KeyWatch {
  let last: KeyExpiry | undefined;
  const again = async () => {
    try {
      last = await look();
      const warning = expiryWarning(last, now());
      if (warning) log.warn({ expires: last?.expires }, warning);
    } catch (error) {
      // That Odoo can't be reached is told elsewhere.
      log.debug({ err: error }, 'could not ask when the key to Odoo runs out');
    }
  };
  void again();
  const timer = setInterval(() => void again(), LOOK_EVERY_MS).unref();
  return {
    soon: () => (last && expiryWarning(last, now()) ? { odooKeyExpires: last.expires.slice(0, 10) } : {}),
    stop: () => clearInterval(timer),
  };
}
