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
