import type { AddressInfo } from 'node:net';
import type { Day } from '../rules/entry.ts';
import type { Env } from './env.ts';
import { execute, loadNames } from './execute.ts';
import { accessDenied, NoDatabase, unknown } from './faults.ts';
import { northlight, type Firm } from './firm.ts';
import { Keys } from './keys.ts';
import { loadFirm } from './load.ts';
import type { Account } from './load/company.ts';
import type { Kwargs } from './methods.ts';
import type { Refs } from './refs.ts';
import { Rights } from './rights.ts';
import type { Json2 } from './json2.ts';
import { listen } from './server.ts';
import { Store } from './store.ts';
import type { Service } from './xmlrpc.ts';

export interface Sandbox {
  url: string;
  database: string;
  firm: Firm;
  /** Login and password of the administrator, the robots and the firm's people, by name. */
  account(name: string): Account;
  /** n8n's user, who drafts. */
  drafter: Account;
  watcher: Account;
  /** The desk's user, who records decisions. */
  desk: Account;
  admin: Account;
  /** Who writes agreements. */
  keeper: Account;
  /** Its time, which stands still: ISO 8601. */
  now(): string;
  /** An API key of the user, as their preferences make it; `expires` as Odoo stores it, UTC. */
  makeKey(login: string, key: { name: string; expires?: string }): string;
  /** The records the firm's refs became. */
  refs: Refs;
  /** The records themselves, for tests to look at. */
  store: Store;
  stop(): Promise<void>;
}

const DATABASE = 'sandbox';
const VERSION = { server_version: '19.0', server_version_info: [19, 0, 0, 'final', 0, ''] };

/**
 * Starts an in-memory Odoo with a firm in it, speaking XML-RPC and JSON-2 on 127.0.0.1.
 *
 * It knows the models, fields and methods that billing uses; anything else is a fault that says so.
 */
export async function startSandbox({
  port = 0,
  today,
  firm = northlight(today),
}: {
  port?: number;
  today: Day;
  firm?: Firm;
}): Promise<Sandbox> {
  const store = new Store();
  const rights = new Rights();
  const envOf = (uid: number): Env => ({ db: store, rights, uid, now: `${today} 12:00:00` });
  const { refs, accounts } = loadFirm(envOf(0), firm);
  loadNames(envOf(refs.id('user', 'Administrator')));

  const keys = new Keys();
  const checkDatabase = (database: unknown) => {
    if (database !== DATABASE) throw new NoDatabase(String(database));
  };
  const accepts = (uid: number, secret: unknown) =>
    accounts.get(uid)?.password === secret || keys.ownerOf(envOf(uid), secret) === uid;
  const uidOf = (login: unknown) => [...accounts].find(([, account]) => account.login === login)?.[0];
  const run = (uid: number, model: string, method: string, args: unknown[], kwargs: Kwargs) =>
    store.transaction(() => execute(envOf(uid), model, method, args, kwargs));

  const common: Service = (method, [database, login, secret]) => {
    if (method === 'version') return { ...VERSION, server_serie: VERSION.server_version, protocol_version: 1 };
    if (method !== 'authenticate') throw unknown(`the method ${method}`);
    checkDatabase(database);
    const uid = uidOf(login);
    return uid !== undefined && accepts(uid, secret) && uid;
  };
  const object: Service = (method, [database, uid, secret, model, name, args, kwargs]) => {
    if (method !== 'execute_kw') throw unknown(`the method ${method}`);
    checkDatabase(database);
    if (!accepts(uid as number, secret)) throw accessDenied();
    return run(uid as number, model as string, name as string, args as unknown[], (kwargs ?? {}) as Kwargs);
  };
  const json2: Json2 = ({ database, key, model, method, args, kwargs }) => {
    checkDatabase(database);
    const uid = keys.ownerOf(envOf(0), key);
    if (uid === undefined) throw accessDenied();
    return run(uid, model, method, args, kwargs);
  };

  const version = () => ({ version: VERSION.server_version, version_info: VERSION.server_version_info });
  const xmlRpc = { '/xmlrpc/2/common': common, '/xmlrpc/2/object': object };
  const server = await listen({ version, json2, xmlRpc }, port);
  const account = (name: string): Account => {
    const found = accounts.get(refs.id('user', name));
    if (!found) throw new RangeError(`${name} has no login`);
    return found;
  };
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    database: DATABASE,
    firm,
    account,
    admin: account('Administrator'),
    keeper: account('Ann Keeper'),
    drafter: account('Billing robot (n8n)'),
    watcher: account('Billing robot (watches)'),
    desk: account('Billing robot (desk)'),
    now: () => `${today}T12:00:00Z`,
    makeKey(login, key) {
      const uid = uidOf(login);
      if (uid === undefined) throw new RangeError(`${login} has no login`);
      return keys.make(envOf(uid), key);
    },
    refs,
    store,
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
