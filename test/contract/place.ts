import type { BillingOdoo, Person } from '../../src/billing/ports.ts';
import type { OdooAccess, OdooApi, ProtocolName, Row } from '../../src/odoo/api.ts';
import type { ApprovalOdoo } from '../../src/approvals/ports.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { createApprovalOdoo } from '../../src/odoo/policy/gateway.ts';
import { connectJson2 } from '../../src/odoo/json2.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';
import type { Firm } from '../../src/sandbox/firm.ts';
import type { Refs } from '../../src/sandbox/refs.ts';

type Login = Pick<OdooAccess, 'login' | 'password'>;

/** What a place has of its own: how keys are made and terms agreed on in it, and its time. */
export interface Clockwork {
  /** An API key of anybody's, valid for so many hours, or expired as long ago. */
  makeKey(login: string, name: string, hours: number): Promise<string>;
  /** An agreement with one version two people agreed on; rows of its tables by field, as commands. */
  agree(about: Row, version: Row): Promise<void>;
  /** An approval policy two controllers put in force; rows of its tables by field, as commands. Its id. */
  decree(policy: Row): Promise<number>;
  now(): Date;
}

/** An Odoo with the firm in it, the sandbox or a real one: what the contract holds both to. */
export interface Place extends Clockwork {
  at: Pick<OdooAccess, 'url' | 'database'>;
  logins: Logins;
  firm: Firm;
  refs: Refs;
  admin: OdooApi;
  /** Who approves time for billing. */
  preparer: OdooApi;
  /** Who adjusts work where no terms say who may. */
  controller: OdooApi;
  /** Who writes agreements. */
  keeper: OdooApi;
  /** n8n's robot and the desk's, over the API and as billing sees them. */
  drafter: OdooApi;
  desk: OdooApi;
  /** The robot that watches. */
  watcher: OdooApi;
  watching: BillingOdoo;
  drafting: BillingOdoo;
  deciding: BillingOdoo;
  /** What the desk knows of approvals besides. */
  approving: ApprovalOdoo;
  /** Somebody of the firm, as the desk knows people. */
  person(name: string): Promise<Person>;
}

/** A test that is given a place of its own. */
export type PlaceTest = (name: string, run: (given: { place: Place }) => Promise<void>) => void;

export interface Logins {
  admin: Login;
  keeper: Login;
  drafter: Login;
  desk: Login;
  watcher: Login;
}

const VALID_HOURS = 60 * 24;

export async function openPlace(
  where: Pick<OdooAccess, 'url' | 'database'>,
  logins: Logins,
  firm: Firm,
  refs: Refs,
  { makeKey, agree, decree, now }: Clockwork,
  protocol: ProtocolName = 'xml-rpc',
): Promise<Place> {
  const at = { url: where.url, database: where.database };
  const as = async ({ login, password }: Login) =>
    protocol === 'xml-rpc'
      ? connectXmlRpc({ ...at, login, password })
      : connectJson2({ ...at, login, password: await makeKey(login, 'Contract', VALID_HOURS) });
  const account = (name: string) => {
    const user = firm.users.find((each) => each.name === name);
    if (!user) throw new RangeError(`Nobody in the firm is called ${name}`);
    return user;
  };
  const controller = firm.users.find(({ role }) => role === 'controller');
  if (!controller) throw new RangeError('The firm has no controller');
  const [drafter, desk, watcher] = [await as(logins.drafter), await as(logins.desk), await as(logins.watcher)];
  const deciding = createBillingOdoo(desk, at.url);
  return {
    at,
    logins,
    makeKey,
    agree,
    decree,
    now,
    firm,
    refs,
    admin: await as(logins.admin),
    preparer: await as(account('Pia Lindgren')),
    controller: await as(controller),
    keeper: await as(logins.keeper),
    drafter,
    desk,
    watcher,
    watching: createBillingOdoo(watcher, at.url),
    drafting: createBillingOdoo(drafter, at.url),
    deciding,
    approving: createApprovalOdoo(desk),
    async person(name) {
      const found = await deciding.personByEmail(account(name).login);
      if (!found) throw new Error(`Odoo knows nobody by ${name}'s address`);
      return found;
    },
  };
}
