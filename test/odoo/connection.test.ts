import { type Server, type Socket, createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { toOdooError } from '../../src/odoo/failures.ts';
import { ACCESS, failure as outcome, PROTOCOLS, UID } from './support/odoo.ts';

// What only real sockets do: refuse, hang, break off.

let server: Server;
const sockets = new Set<Socket>();

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server?.close();
});

const http = (body: string, type: string, length = body.length) =>
  `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${body}`;
const json = (value: unknown) => http(JSON.stringify(value), 'application/json');
const LOGINS: Record<string, string> = {
  '/xmlrpc/2/common': http(
    `<?xml version="1.0"?><methodResponse><params><param><value><int>${UID}</int></value></param></params></methodResponse>`,
    'text/xml',
  ),
  '/res.users/context_get': json({ uid: UID }),
  '/res.users/read': json([{ id: UID, login: ACCESS.login }]),
};

/** An Odoo whose login works and whose other calls do as told, and how many of those it got. */
async function odooThat(behaves: (socket: Socket) => void) {
  const got = { calls: 0 };
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', (request) => {
      const login = Object.entries(LOGINS).find(([path]) => String(request).includes(path));
      if (login) return socket.end(login[1]);
      got.calls += 1;
      behaves(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return { got, url: `http://127.0.0.1:${address.port}` };
}

const hang = () => undefined;
/** Only what hangs is waited for: a busy machine takes its time over the rest. */
const patience = (behaviour: unknown) => (behaviour === hang ? 100 : 10_000);
const reset = (socket: Socket) => socket.resetAndDestroy();
const breakOff = (socket: Socket) => {
  socket.write(http('[', 'application/json', 5_000));
  setTimeout(() => socket.resetAndDestroy(), 20);
};

describe.each(PROTOCOLS)('$name', ({ access, connect }) => {
  test('nobody listens: nothing was done', async () => {
    const { url } = await odooThat(hang);
    await new Promise((resolve) => server.close(resolve));
    const error = await outcome(connect({ ...access, url }, { retries: 0 }).call('account.move', 'action_post', []));
    expect(error).toMatchObject({ code: 'unreachable', outcomeUnknown: false });
    expect(error.message).toContain('refuses connections');
  });

  test.each([
    ['hangs', hang, /no answer within 0.1 s/],
    ['is reset', reset, /ECONNRESET|socket hang up/],
    ['breaks off in the middle of the answer', breakOff, /aborted|ECONNRESET/],
  ])('a write that %s has an unknown outcome and is not sent again', async (_, behaviour, message) => {
    const { url, got } = await odooThat(behaviour);
    const api = connect({ ...access, url }, { timeoutMs: patience(behaviour), retries: 2 });
    const error = await outcome(api.call('account.move', 'action_post', [[1]]));
    expect(error).toMatchObject({ code: 'timeout', outcomeUnknown: true, message: expect.stringMatching(message) });
    expect(got.calls).toBe(1);
  });

  test.each([
    ['hangs', hang, 'timeout'],
    ['is reset', reset, 'unreachable'],
    ['breaks off in the middle of the answer', breakOff, 'unreachable'],
  ])('a read that %s is sent again', async (_, behaviour, code) => {
    const { url, got } = await odooThat(behaviour);
    const api = connect({ ...access, url }, { timeoutMs: patience(behaviour), retries: 1 });
    expect((await outcome(api.searchCount('account.move', []))).code).toBe(code);
    expect(got.calls).toBe(2);
  });

  test('giving up lets go of the connection', async () => {
    const closed = Promise.withResolvers<undefined>();
    const { url } = await odooThat((socket) => socket.once('close', () => closed.resolve(undefined)));
    await outcome(connect({ ...access, url }, { timeoutMs: 100 }).call('account.move', 'action_post', [[1]]));
    await closed.promise;
  });

  test('something that speaks no HTTP is no Odoo', async () => {
    const { url } = await odooThat((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    const error = await outcome(connect({ ...access, url }, { retries: 0 }).searchCount('res.users', []));
    expect(error.code).toBe('not-odoo');
  });

  test('https asked of a server that has none', async () => {
    const { url } = await odooThat(hang);
    server.on('connection', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const secure = { ...access, url: url.replace('http:', 'https:') };
    const error = await outcome(connect(secure, { retries: 0 }).searchCount('res.users', []));
    expect(error).toMatchObject({ code: 'unreachable', mend: expect.stringContaining('http://') });
  });
});

test.each([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_HAS_EXPIRED',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])('a certificate that is not trusted: %s', (code) => {
  const request = { name: 'account.move.action_post', write: true, timeoutMs: 1000 };
  const error = toOdooError(Object.assign(new Error('no trust'), { code }), request, ACCESS);
  expect(error).toMatchObject({ code: 'unreachable', outcomeUnknown: false });
  expect(error.message).toContain(code);
});
