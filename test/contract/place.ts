import type { BillingOdoo, Person } from '../../src/billing/ports.ts';
import type { OdooAccess, OdooApi } from '../../src/odoo/api.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import type { Firm } from '../../src/sandbox/firm.ts';
import type { Refs } from '../../src/sandbox/refs.ts';

type Login = Pick<OdooAccess, 'login' | 'password'>;

/** An Odoo with the firm in it, the sandbox or a real one: what the contract holds both to. */
export interface Place {
  firm: Firm;
  refs: Refs;
  admin: OdooApi;
  /** Who approves time for billing. */
  preparer: OdooApi;
  /** n8n's robot and the desk's, over the API and as billing sees them. */
  drafter: OdooApi;
  desk: OdooApi;
  drafting: BillingOdoo;
  deciding: BillingOdoo;
  /** Somebody of the firm, as the desk knows people. */
  person(name: string): Promise<Person>;
}

/** A test that is given a place of its own. */
export type PlaceTest = (name: string, run: (given: { place: Place }) => Promise<void>) => void;

export interface Logins {
  admin: Login;
  drafter: Login;
  desk: Login;
}

export function openPlace(at: Pick<OdooAccess, 'url' | 'database'>, logins: Logins, firm: Firm, refs: Refs): Place {
  const as = (login: Login) => connectXmlRpc({ ...at, ...login });
  const account = (name: string) => {
    const user = firm.users.find((each) => each.name === name);
    if (!user) throw new RangeError(`Nobody in the firm is called ${name}`);
    return user;
  };
  const [drafter, desk] = [as(logins.drafter), as(logins.desk)];
  const deciding = createBillingOdoo(desk, at.url);
  return {
    firm,
    refs,
    admin: as(logins.admin),
    preparer: as(account('Pia Lindgren')),
    drafter,
    desk,
    drafting: createBillingOdoo(drafter, at.url),
    deciding,
    async person(name) {
      const found = await deciding.personByEmail(account(name).login);
      if (!found) throw new Error(`Odoo knows nobody by ${name}'s address`);
      return found;
    },
  };
}
