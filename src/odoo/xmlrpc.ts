import OdooAwait from 'odoo-await';
import xmlrpc from 'xmlrpc';
import { checkAccess, notAccepted } from './access.ts';
import type { OdooAccess, OdooApi } from './api.ts';
import { type ClientOptions, limitsOf, openClient } from './client.ts';
import { Raised } from './faults.ts';
import { type Call, type HttpOptions, openTransport, type Protocol } from './transport.ts';
import { toWire } from './wire.ts';

/**
 * Odoo 19 by XML-RPC. Nothing is sent before the first call; one login serves all calls.
 *
 * @throws OdooError where something is missing in `access`
 */
export function connectXmlRpc(access: OdooAccess, options: ClientOptions = {}): OdooApi {
  const checked = checkAccess(access);
  return openClient(openTransport(checked, xmlRpc(checked), limitsOf(options)), options);
}

/** odoo-await for one request, with options for Node's http.request that it has no place for. */
class Connection extends OdooAwait {
  uid: number;
  readonly #http: HttpOptions;

  constructor({ url, database, login, password }: OdooAccess, uid: number, http: HttpOptions) {
    super({ baseUrl: url, db: database, username: login, password });
    this.uid = uid;
    this.#http = http;
  }

  override createClientOptions(path: string) {
    return { ...super.createClientOptions(path), ...this.#http };
  }

  version(secure: boolean): Promise<{ server_serie: string }> {
    const options = this.createClientOptions('/xmlrpc/2/common') as Parameters<typeof xmlrpc.createClient>[0];
    const client = secure ? xmlrpc.createSecureClient(options) : xmlrpc.createClient(options);
    return new Promise((resolve, reject) =>
      client.methodCall('version', [], (error, version) => (error ? reject(error) : resolve(version))),
    );
  }
}

/** @param access checked */
export function xmlRpc(access: OdooAccess): Protocol {
  async function execute(uid: number, { model, method, args, kwargs }: Call, http: HttpOptions): Promise<unknown> {
    // A fresh array for each call: odoo-await puts the password in front of the one it is given.
    const params = [toWire(args), toWire(kwargs)];
    return new Connection(access, uid, http).execute_kw(model, method, params).catch(rethrow);
  }
  return {
    name: 'xml-rpc',
    version: async (http) =>
      (await new Connection(access, 0, http).version(access.url.startsWith('https:'))).server_serie,
    logIn: (http) =>
      new Connection(access, 0, http)
        .connect()
        // The client rejects with a string where Odoo answers false.
        .catch((error: unknown) => (typeof error === 'string' ? Promise.reject(notAccepted(access)) : rethrow(error))),
    read: execute,
    write: (uid, call, http) =>
      execute(uid, call, http).catch((error: unknown) => (isNoneResult(error) ? undefined : Promise.reject(error))),
  };
}

interface Fault extends Error {
  faultCode: number;
  faultString: string;
}

/** Fault codes of Odoo's /xmlrpc/2 (odoo/addons/rpc); 1 is anything else, with a traceback. */
const KINDS: Record<number, Raised['kind']> = { 2: 'user', 3: 'denied', 4: 'access' };

/** A method that returns None answers with this fault *after* its transaction was committed. */
const NONE_RESULT = 'cannot marshal None';

const isNoneResult = (error: unknown): boolean => error instanceof Raised && error.text.includes(NONE_RESULT);

function rethrow(error: unknown): never {
  if (!(error instanceof Error && 'faultString' in error)) throw error;
  const { faultCode, faultString } = error as Fault;
  // Not the client's error itself: that one holds the request, password included.
  throw new Raised(KINDS[faultCode] ?? 'other', String(faultString));
}
