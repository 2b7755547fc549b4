import type { OdooAccess } from './api.ts';
import { OdooError } from './errors.ts';

/** Paths people copy along from the browser. */
const SCREENS = /^\/(web|odoo)?(\/.*)?$/;

/** The same access with its address reduced to `https://host[:port]`. @throws OdooError where something is missing */
export function checkAccess(access: OdooAccess): OdooAccess {
  if (!access.database) throw new OdooError('database', 'No Odoo database is given.', 'Enter the database name.');
  if (!access.login) throw new OdooError('login', 'No Odoo login is given.', "Enter the Odoo user's login.");
  if (!access.password) {
    throw new OdooError('login', 'No Odoo password is given.', "Enter the Odoo user's password or API key.");
  }
  return { ...access, url: serverAddress(access.url) };
}

/** Odoo's API keys are 40 hexadecimal digits: nothing else is ever sent as one. */
export const isApiKey = (secret: string): boolean => /^[0-9a-f]{40}$/.test(secret);

/** Odoo refuses who calls. It doesn't say whether a key has expired, was revoked or never existed. */
export function notAccepted(access: OdooAccess, options?: ErrorOptions): OdooError {
  const { login, database, password } = access;
  if (isApiKey(password)) {
    return new OdooError(
      'login',
      `Odoo does not accept this API key of "${login}" on the database "${database}": it has expired or was revoked, or is another user's.`,
      `Make a new key as "${login}" in Odoo (My Preferences → Security → Add API Key) and enter it in place of this one.`,
      options,
    );
  }
  if (access.protocol === 'json-2') {
    return new OdooError(
      'login',
      `JSON-2 takes API keys only, and what is entered for "${login}" is a password.`,
      'Enter an API key, or choose XML-RPC or Automatic.',
      options,
    );
  }
  return new OdooError(
    'login',
    `Odoo does not accept the login "${login}" with this password on the database "${database}".`,
    'Check login and password. Odoo also refuses for a minute after several failures.',
    options,
  );
}

function serverAddress(url: string): string {
  const example = 'Enter the address as in https://odoo.example.com.';
  const given = (url ?? '').trim();
  if (!given) throw new OdooError('unreachable', 'No Odoo address is given.', example);
  if (!/^https?:\/\//i.test(given)) {
    throw new OdooError('unreachable', `The Odoo address "${given}" lacks https:// (or http://).`, example);
  }
  if (!URL.canParse(given)) throw new OdooError('unreachable', `The Odoo address "${given}" is no URL.`, example);
  const { origin, pathname, username } = new URL(given);
  if (username) {
    throw new OdooError('unreachable', 'The Odoo address contains a login.', `Leave it out. ${example}`);
  }
  if (!SCREENS.test(pathname)) {
    throw new OdooError('unreachable', `The Odoo address ends in ${pathname}, where Odoo's API never is.`, example);
  }
  return origin;
}
