import type { AddressInfo } from 'node:net';
import type { Day } from '../rules/entry.ts';
import type { Env } from './env.ts';
import { execute, loadActions } from './execute.ts';
import { accessDenied, noDatabase, unknown } from './faults.ts';
import { northlight, type Firm } from './firm.ts';
import { loadFirm } from './load.ts';
import type { Account } from './load/company.ts';
import type { Kwargs } from './methods.ts';
import type { Refs } from './refs.ts';
import { Rights } from './rights.ts';
import { listen, type Service } from './server.ts';
import { Store } from './store.ts';

export interface Sandbox {
  url: string;
  database: string;
  firm: Firm;
  /** Login and password of the administrator, the robots and the firm's people, by name. */
  account(name: string): Account;
  /** n8n's user, who drafts. */
  drafter: Account;
  /** The desk's user, who records decisions. */
  desk: Account;
  admin: Account;
  /** The records the firm's refs became. */
  refs: Refs;
  /** The records themselves, for tests to look at. */
  store: Store;
  stop(): Promise<void>;
}

const DATABASE = 'sandbox';

/**
 * Starts an in-memory Odoo with a firm in it, speaking XML-RPC on 127.0.0.1.
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
  loadActions(envOf(refs.id('user', 'Administrator')));

  const checkDatabase = (database: unknown) => {
    if (database !== DATABASE) throw noDatabase(String(database));
  };
  const common: Service = (method, [database, login, password]) => {
    if (method === 'version') {
      return {
        server_version: '19.0',
        server_version_info: [19, 0, 0, 'final', 0, ''],
        server_serie: '19.0',
        protocol_version: 1,
      };
    }
    if (method !== 'authenticate') throw unknown(`the method ${method}`);
    checkDatabase(database);
    const found = [...accounts].find(([, account]) => account.login === login && account.password === password);
    return found?.[0] ?? false;
  };
  const object: Service = (method, [database, uid, password, model, name, args, kwargs]) => {
    if (method !== 'execute_kw') throw unknown(`the method ${method}`);
    checkDatabase(database);
    if (accounts.get(uid as number)?.password !== password) throw accessDenied();
    const env = envOf(uid as number);
    return store.transaction(() =>
      execute(env, model as string, name as string, args as unknown[], (kwargs ?? {}) as Kwargs),
    );
  };

  const server = await listen({ '/xmlrpc/2/common': common, '/xmlrpc/2/object': object }, port);
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
    drafter: account('Billing robot (n8n)'),
    desk: account('Billing robot (desk)'),
    refs,
    store,
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
