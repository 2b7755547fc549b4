import OdooAwait from 'odoo-await';
import xmlrpc from 'xmlrpc';
import type { OdooAccess } from './api.ts';
import { OdooError } from './errors.ts';
import { type Request, toOdooError } from './failures.ts';
import { isNoneResult } from './faults.ts';
import { retryRead } from './retry.ts';
import { toWire } from './wire.ts';

export interface Transport {
  version(): Promise<string>;
  /** Logs in before the first call, then runs `execute_kw`. */
  read(model: string, method: string, args: unknown[], kwargs?: object): Promise<unknown>;
  /** Never sent twice; `name` is what messages call it. `undefined` where Odoo did it and had no answer (None) that XML-RPC can carry. */
  write(model: string, method: string, args: unknown[], kwargs?: object, name?: string): Promise<unknown>;
}

/** odoo-await for one request, with options for Node's http.request that it has no place for. */
class Connection extends OdooAwait {
  uid: number;
  readonly #httpOptions: object;

  constructor({ url, database, login, password }: OdooAccess, uid: number, httpOptions: object) {
    super({ baseUrl: url, db: database, username: login, password });
    this.uid = uid;
    this.#httpOptions = httpOptions;
  }

  override createClientOptions(path: string) {
    return { ...super.createClientOptions(path), ...this.#httpOptions };
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
export function openTransport(
  access: OdooAccess,
  { readTimeoutMs, writeTimeoutMs, retries }: { readTimeoutMs: number; writeTimeoutMs: number; retries: number },
): Transport {
  let login: Promise<number> | undefined;

  async function send<T>(request: Request, uid: number, run: (odoo: Connection) => Promise<T>): Promise<T> {
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), request.timeoutMs);
    // A kept connection may be closed by the server just as a call sets out; for a write that would be an unknown outcome.
    const agent = request.write ? { agent: false } : {};
    try {
      return await run(new Connection(access, uid, { signal: giveUp.signal, ...agent }));
    } catch (error) {
      if (request.write && isNoneResult(error)) return undefined as T;
      throw toOdooError(error, request, access);
    } finally {
      clearTimeout(timer);
    }
  }

  const reading = (name: string): Request => ({ name, write: false, timeoutMs: readTimeoutMs });

  function logIn(): Promise<number> {
    login ??= retryRead(() => send<number>(reading('login'), 0, (odoo) => odoo.connect()), retries).catch((error) => {
      login = undefined;
      throw error;
    });
    return login;
  }

  async function execute(request: Request, model: string, method: string, args: unknown[], kwargs: object) {
    const uid = await logIn();
    try {
      // A fresh array for each call: odoo-await puts the password in front of the one it is given.
      return await send<unknown>(request, uid, (odoo) =>
        odoo.execute_kw(model, method, [toWire(args), toWire(kwargs)]),
      );
    } catch (error) {
      if (error instanceof OdooError && error.code === 'login') login = undefined;
      throw error;
    }
  }

  return {
    async version() {
      const secure = access.url.startsWith('https:');
      const answer = await retryRead(() => send(reading('version'), 0, (odoo) => odoo.version(secure)), retries);
      return answer.server_serie;
    },
    async read(model, method, args, kwargs = {}) {
      await logIn();
      const request = reading(`${model}.${method}`);
      return retryRead(() => execute(request, model, method, args, kwargs), retries);
    },
    write(model, method, args, kwargs = {}, name = `${model}.${method}`) {
      return execute({ name, write: true, timeoutMs: writeTimeoutMs }, model, method, args, kwargs);
    },
  };
}
