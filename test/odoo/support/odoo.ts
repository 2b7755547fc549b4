import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll } from 'vitest';

const require = createRequire(import.meta.url);
const Deserializer = require('xmlrpc/lib/deserializer') as new () => {
  deserializeMethodCall(stream: Readable, done: (error: unknown, method: string, params: unknown[]) => void): void;
};
const { serializeMethodResponse, serializeFault } = require('xmlrpc/lib/serializer') as {
  serializeMethodResponse(value: unknown): string;
  serializeFault(fault: unknown): string;
};

export const ACCESS = { url: 'http://odoo.test', database: 'firm', login: 'robot', password: 'secret' };
export const UID = 7;

/** One `execute_kw`, or a method of the common service (then without model). */
export interface Call {
  model?: string;
  method: string;
  args: unknown[];
  kwargs: Record<string, unknown>;
}

/** A value to answer with, a fault, or any HTTP reply. */
type Reply = unknown;

export class Fault {
  readonly code: number;
  readonly text: string;
  constructor(code: number, text: string) {
    this.code = code;
    this.text = text;
  }
}

/** An Odoo that answers as the test says, and the calls it got. Logins succeed unless the test answers them itself. */
export function fakeOdoo() {
  const calls: Call[] = [];
  let answer: (call: Call) => Reply = () => new Fault(1, 'no answer given');
  const server = setupServer(
    http.post(`${ACCESS.url}/xmlrpc/2/:service`, async ({ request }) => {
      const call = await parseCall(await request.text());
      calls.push(call);
      const reply = await answer(call);
      if (reply instanceof Response) return reply.clone();
      if (reply === undefined && call.method === 'authenticate') return xml(serializeMethodResponse(UID));
      if (reply instanceof Fault) return xml(serializeFault({ faultCode: reply.code, faultString: reply.text }));
      return xml(serializeMethodResponse(reply));
    }),
  );
  beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
  afterEach(() => void calls.splice(0));
  afterAll(() => server.close());
  return {
    calls,
    /** Calls of a method, logins apart. */
    of: (method: string) => calls.filter((call) => call.method === method),
    answers(reply: (call: Call) => Reply) {
      answer = reply;
    },
    /** One reply after the other, logins apart; the last one stays. */
    answersInTurn(...replies: Reply[]) {
      const rest = [...replies];
      answer = ({ method }) => (method === 'authenticate' ? undefined : rest.length > 1 ? rest.shift() : rest[0]);
    },
  };
}

const xml = (body: string) => new HttpResponse(body, { headers: { 'Content-Type': 'text/xml' } });

export function parseCall(text: string): Promise<Call> {
  return new Promise((resolve, reject) =>
    new Deserializer().deserializeMethodCall(Readable.from([text]), (error, method, params) => {
      if (error) return reject(error);
      if (method !== 'execute_kw') return resolve({ method, args: params, kwargs: {} });
      const [, , , model, called, args, kwargs] = params as [string, number, string, string, string, unknown[], object];
      resolve({ model, method: called, args, kwargs: kwargs as Call['kwargs'] });
    }),
  );
}
