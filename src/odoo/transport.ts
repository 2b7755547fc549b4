import type { RequestOptions } from 'node:http';
import type { OdooAccess, OdooCall, ProtocolName } from './api.ts';
import { OdooError } from './errors.ts';
import { type Request, toOdooError } from './failures.ts';
import { queues } from './queues.ts';
import { retryRead } from './retry.ts';
import { Unsendable } from './wire.ts';

/** An Odoo has a few workers, and what waits at its door in hundreds is turned away there: it waits here, its time not running. */
const AT_ONCE = 8;
const door = queues(AT_ONCE);

export interface Transport {
  /** The address of the server. */
  server: string;
  /** What is spoken. Logs in, where that decides it. */
  protocol(): Promise<ProtocolName>;
  version(): Promise<string>;
  logIn(): Promise<number>;
  /** Logs in before the first call, then runs the method; `name` is what messages call it. */
  read(model: string, method: string, args: unknown[], kwargs?: object, name?: string): Promise<unknown>;
  /** Never sent twice. `undefined` where Odoo did it and its answer is or holds a None. */
  write(model: string, method: string, args: unknown[], kwargs?: object, name?: string): Promise<unknown>;
}

/** One method of a model, with arguments by position and by name. */
export interface Call {
  model: string;
  method: string;
  args: unknown[];
  kwargs: object;
}

/** For Node's http.request. */
export type HttpOptions = Pick<RequestOptions, 'signal' | 'agent'>;

/** How one request travels; what it throws is still raw. */
export interface Protocol {
  name: ProtocolName;
  version(http: HttpOptions): Promise<string>;
  /** The user's id. */
  logIn(http: HttpOptions): Promise<number>;
  read(uid: number, call: Call, http: HttpOptions): Promise<unknown>;
  write(uid: number, call: Call, http: HttpOptions): Promise<unknown>;
}

export interface Limits {
  readTimeoutMs: number;
  writeTimeoutMs: number;
  retries: number;
  onCall?: (call: OdooCall) => void;
}

/** Time limits, a few calls at once, one login for all calls, reads tried again, errors wrapped: whatever the protocol. */
export function openTransport(
  access: OdooAccess,
  protocol: Protocol,
  { readTimeoutMs, writeTimeoutMs, retries, onCall }: Limits,
): Transport {
  let login: Promise<number> | undefined;

  const send = <T>(request: Request, run: (http: HttpOptions) => Promise<T>): Promise<T> =>
    door(access.url)(() => sendNow(request, run));

  async function sendNow<T>(request: Request, run: (http: HttpOptions) => Promise<T>): Promise<T> {
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), request.timeoutMs);
    // A kept connection may be closed by the server just as a call sets out; for a write that would be an unknown outcome.
    const agent = request.write ? { agent: false } : {};
    const from = performance.now();
    const ended = (outcome: OdooCall['outcome']) => onCall?.({ outcome, seconds: (performance.now() - from) / 1000 });
    try {
      const answer = await run({ signal: giveUp.signal, ...agent });
      ended('done');
      return answer;
    } catch (raw) {
      if (raw instanceof Unsendable) throw raw;
      const error = toOdooError(raw, request, access);
      ended(error.code);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  const reading = (name: string): Request => ({ name, write: false, timeoutMs: readTimeoutMs });

  function logIn(): Promise<number> {
    login ??= retryRead(() => send(reading('login'), protocol.logIn), retries).catch((error) => {
      login = undefined;
      throw error;
    });
    return login;
  }

  async function loggedIn(request: Request, run: (uid: number, http: HttpOptions) => Promise<unknown>) {
    const uid = await logIn();
    try {
      return await send(request, (http) => run(uid, http));
    } catch (error) {
      if (error instanceof OdooError && error.code === 'login') login = undefined;
      throw error;
    }
  }

  return {
    server: access.url,
    protocol: async () => protocol.name,
    logIn,
    version: () => retryRead(() => send(reading('version'), protocol.version), retries),
    async read(model, method, args, kwargs = {}, name = `${model}.${method}`) {
      await logIn();
      const call = { model, method, args, kwargs };
      const request = reading(name);
      return retryRead(() => loggedIn(request, (uid, http) => protocol.read(uid, call, http)), retries);
    },
    write(model, method, args, kwargs = {}, name = `${model}.${method}`) {
      const call = { model, method, args, kwargs };
      const request = { name, write: true, timeoutMs: writeTimeoutMs };
      return loggedIn(request, (uid, http) => protocol.write(uid, call, http));
    },
  };
}
