import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { OdooAccess, OdooApi, ProtocolName } from '../../../src/odoo/api.ts';
import type { ClientOptions } from '../../../src/odoo/client.ts';
import { OdooError } from '../../../src/odoo/errors.ts';
import { connectJson2 } from '../../../src/odoo/json2.ts';
import { connectXmlRpc } from '../../../src/odoo/xmlrpc.ts';

const require = createRequire(import.meta.url);
const Deserializer = require('xmlrpc/lib/deserializer') as new () => {
  deserializeMethodCall(stream: Readable, done: (error: unknown, method: string, params: unknown[]) => void): void;
};
const { serializeMethodResponse, serializeFault } = require('xmlrpc/lib/serializer') as {
  serializeMethodResponse(value: unknown): string;
  serializeFault(fault: unknown): string;
};

export const ACCESS = { url: 'http://odoo.test', database: 'firm', login: 'robot', password: 'secret' };
export const KEY = { ...ACCESS, password: '0123456789abcdef0123456789abcdef01234567' };
export const UID = 7;

/** Both ways to Odoo: what holds for one holds for the other. */
export const PROTOCOLS: {
  name: ProtocolName;
  access: OdooAccess;
  connect: (access: OdooAccess, options?: ClientOptions) => OdooApi;
}[] = [
  { name: 'xml-rpc', access: ACCESS, connect: connectXmlRpc },
  { name: 'json-2', access: KEY, connect: connectJson2 },
];

/** One method of a model with all its arguments by name; a login is the method `login` of no model. */
export interface Call {
  model?: string;
  method: string;
  named: Record<string, unknown>;
}

/** What Odoo says where Python raised an exception, as each protocol carries it. */
export class Fault {
  readonly xml: { faultCode: number; faultString: string };
  readonly json: { status: number; name: string; message: string };
  constructor(faultCode: number, faultString: string, status: number, name: string, message = faultString) {
    this.xml = { faultCode, faultString };
    this.json = { status, name, message };
  }
}

/** Faults as measured on Odoo 19. */
export const raises = {
  refusal: (text: string) => new Fault(2, text, 422, 'odoo.exceptions.UserError'),
  missingRight: (text: string) => new Fault(4, text, 403, 'odoo.exceptions.AccessError'),
  denied: () => new Fault(3, 'Access Denied', 401, 'werkzeug.exceptions.Unauthorized', 'Invalid apikey'),
  noModel: (model: string) =>
    new Fault(
      ...([2, `Object ${model} doesn't exist`, 404, 'werkzeug.exceptions.NotFound'] as const),
      `the model '${model}' does not exist`,
    ),
  /** `last` is the last line of the traceback. */
  exception: (last: string) => {
    const [, name = '', message] = /^([\w.]+): (.*)$/.exec(last) ?? [];
    return new Fault(1, traceback(last), 500, name, message);
  },
};

export const traceback = (last: string) => `Traceback (most recent call last):\n  File "x.py", line 1, in y\n${last}\n`;

/** An Odoo that answers as the test says, and the calls it got. Logins succeed unless the test answers them itself. */
export function fakeOdoo() {
  const calls: Call[] = [];
  /** A value to answer with, a fault, or any HTTP reply. */
  let answer: (call: Call) => unknown = () => raises.exception('Error: no answer given');
  const reply = async (call: Call): Promise<unknown> => {
    calls.push(call);
    const given = await answer(call);
    return given === undefined && call.method === 'login' ? UID : given;
  };
  const server = setupServer(
    http.post(`${ACCESS.url}/xmlrpc/2/:service`, async ({ request }) => {
      const given = await reply(await parseCall(await request.text()));
      if (given instanceof Response) return given.clone();
      if (given instanceof Fault) return xml(serializeFault(given.xml));
      if (holdsNone(given)) return xml(serializeFault(NONE.xml));
      return xml(serializeMethodResponse(given));
    }),
    http.post(`${ACCESS.url}/json/2/:model/:method`, async ({ request, params }) => {
      const named = (await request.json()) as Call['named'];
      const [model, method] = [String(params.model), String(params.method)];
      const login = method === 'context_get';
      if (method === 'read' && model === 'res.users') return HttpResponse.json([{ id: UID, login: ACCESS.login }]);
      const headers = Object.fromEntries(request.headers);
      const given = await reply(login ? { method: 'login', named: { headers } } : { model, method, named });
      if (given instanceof Response) return given.clone();
      if (given instanceof Fault) return jsonFault(given);
      if (login && given === false) return jsonFault(raises.denied());
      return HttpResponse.json(login && given === UID ? { uid: given } : (given as object));
    }),
    http.get(`${ACCESS.url}/web/version`, async () => {
      const given = await reply({ method: 'version', named: {} });
      return given instanceof Response ? given.clone() : HttpResponse.json(given as object);
    }),
  );
  beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
  afterEach(() => void calls.splice(0));
  afterAll(() => server.close());
  return {
    calls,
    of: (method: string) => calls.filter((call) => call.method === method),
    answers(given: (call: Call) => unknown) {
      answer = given;
    },
    /** One reply after the other, logins apart; the last one stays. */
    answersInTurn(...replies: unknown[]) {
      const rest = [...replies];
      answer = ({ method }) => (method === 'login' ? undefined : rest.length > 1 ? rest.shift() : rest[0]);
    },
  };
}

const xml = (body: string) => new HttpResponse(body, { headers: { 'Content-Type': 'text/xml' } });

/** As Odoo's Json2Dispatcher writes it. */
function jsonFault({ xml, json: { status, name, message } }: Fault) {
  const debug = status < 500 ? traceback(`${name}: ${message}`) : xml.faultString;
  return HttpResponse.json({ name, message, arguments: [message], context: {}, debug }, { status });
}

const NONE = raises.exception('TypeError: cannot marshal None unless allow_none is enabled');

const holdsNone = (value: unknown): boolean => JSON.stringify(value)?.includes('null') ?? false;

export const html = (status: number, headers = {}) =>
  new HttpResponse('<html><body>Hello</body></html>', { status, headers: { 'Content-Type': 'text/html', ...headers } });

/** Names of the positional arguments of the methods that tests call. */
const POSITIONS: Record<string, string[]> = {
  search: ['domain'],
  search_read: ['domain'],
  search_count: ['domain'],
  formatted_read_group: ['domain', 'groupby', 'aggregates'],
  create: ['vals_list'],
  write: ['ids', 'vals'],
};

export async function parseXml(text: string): Promise<{ method: string; params: unknown[] }> {
  return new Promise((resolve, reject) =>
    new Deserializer().deserializeMethodCall(Readable.from([text]), (error, method, params) =>
      error ? reject(error) : resolve({ method, params }),
    ),
  );
}

async function parseCall(text: string): Promise<Call> {
  const { method, params } = await parseXml(text);
  if (method === 'authenticate') return { method: 'login', named: { params } };
  if (method !== 'execute_kw') return { method, named: {} };
  const [, , , model, called, args, kwargs] = params as [string, number, string, string, string, unknown[], object];
  const names = POSITIONS[called] ?? ['ids'];
  const named = Object.fromEntries(args.map((value, index) => [names[index], value]));
  return { model, method: called, named: { ...named, ...kwargs } };
}

export const failure = async (call: Promise<unknown>): Promise<OdooError> => {
  const error = await call.then(
    () => expect.unreachable('it should fail'),
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(OdooError);
  return error as OdooError;
};
