import { checkAccess, isApiKey, notAccepted } from './access.ts';
import type { OdooAccess, OdooApi, Row } from './api.ts';
import { type ClientOptions, limitsOf, openClient } from './client.ts';
import { OdooError } from './errors.ts';
import { Raised } from './faults.ts';
import { type Answer, exchange } from './http.ts';
import { byName } from './named.ts';
import { type Call, type HttpOptions, openTransport, type Protocol } from './transport.ts';
import { toJson } from './wire.ts';

/**
 * Odoo 19 by JSON-2, with an API key. Nothing is sent before the first call.
 *
 * @throws OdooError where something is missing in `access`
 */
export function connectJson2(access: OdooAccess, options: ClientOptions = {}): OdooApi {
  const checked = { ...checkAccess(access), protocol: 'json-2' as const };
  return openClient(openTransport(checked, json2(checked), limitsOf(options)), options);
}

/** @param access checked */
export function json2(access: OdooAccess): Protocol {
  const { url, database, login, password } = access;

  async function post(model: string, method: string, named: object, http: HttpOptions): Promise<unknown> {
    const headers = {
      authorization: `bearer ${password}`,
      'x-odoo-database': database,
      'content-type': 'application/json',
    };
    const path = `/json/2/${encodeURIComponent(model)}/${encodeURIComponent(method)}`;
    return read(await exchange(`${url}${path}`, { method: 'POST', headers, ...http }, toJson(named)));
  }

  const execute = (_uid: number, { model, method, args, kwargs }: Call, http: HttpOptions) =>
    post(model, method, byName(method, args, kwargs), http);

  return {
    name: 'json-2',
    async version(http) {
      const { version_info } = read(await exchange(`${url}/web/version`, http)) as { version_info: unknown[] };
      return version_info.slice(0, 2).join('.');
    },
    /** The key alone says who calls: that must be who the credential names. */
    async logIn(http) {
      if (!isApiKey(password)) throw notAccepted(access);
      if (!HEADER_TEXT.test(database)) throw noDatabase(access);
      const { uid } = (await post('res.users', 'context_get', {}, http)) as { uid: number };
      if (!Number.isInteger(uid)) throw new Error('no user');
      const [user] = (await post('res.users', 'read', { ids: [uid], fields: ['login'] }, http)) as Row[];
      if (user?.login === login) return uid;
      const mend = `Enter a key of "${login}", or the login the key was made for.`;
      throw new OdooError('login', `The API key is not one of "${login}" but of "${String(user?.login)}".`, mend);
    },
    read: execute,
    async write(uid, call, http) {
      const answer = await execute(uid, call, http);
      if (holdsNone(answer)) return undefined;
      // XML-RPC answers a single new record with its id; JSON-2 knows lists only.
      const single = call.method === 'create' && !Array.isArray(call.args[0]);
      return single ? (answer as number[])[0] : answer;
    },
  };

  function read({ res, text }: Answer): unknown {
    const json = res.headers['content-type']?.startsWith('application/json');
    const body: unknown = json ? JSON.parse(text) : undefined;
    if (json && res.statusCode === 200) return body;
    if (isException(body)) throw raised(res.statusCode ?? 0, body);
    if (text.includes('No database is selected')) throw noDatabase(access);
    throw Object.assign(new Error('no JSON'), { res });
  }
}

const HEADER_TEXT = /^[\x21-\x7e]+$/;

const noDatabase = ({ url, database }: OdooAccess) =>
  new OdooError('database', `${url} has no database "${database}".`, 'Check the database name.');

/** What cannot travel over XML-RPC counts as no answer here too: a caller sees no difference. */
const holdsNone = (value: unknown): boolean =>
  value === null || (typeof value === 'object' && Object.values(value as object).some(holdsNone));

/** What Odoo writes of a Python exception, always with its arguments; a proxy's own JSON is another. */
interface Exception {
  name: string;
  message: string;
  arguments: unknown[];
  debug?: string;
}

const isException = (body: unknown): body is Exception =>
  typeof body === 'object' && body !== null && 'name' in body && 'message' in body && 'arguments' in body;

function raised(status: number, { name, message, debug }: Exception): Raised {
  if (status === 401 || /AccessDenied$|SessionExpiredException$/.test(name)) return new Raised('denied', message);
  if (name.startsWith('werkzeug.')) return new Raised('other', message);
  if (status === 403) return new Raised('access', message);
  if (status < 500 || name.endsWith('RedirectWarning')) return new Raised('user', message);
  return new Raised('other', debug ?? `${name}: ${message}`);
}
