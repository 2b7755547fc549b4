import { HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import { connectOdoo } from '../../src/odoo/connect.ts';
import { ACCESS, failure, fakeOdoo, html, KEY, raises, UID } from './support/odoo.ts';

const odoo = fakeOdoo();

/** Logins as the two protocols answer them, JSON-2's first. */
const logins = (json2: unknown, xmlRpc: unknown) =>
  odoo.answers(({ method, named }) => (method !== 'login' ? 3 : named.headers ? json2 : xmlRpc));
const loginsOver = () => odoo.of('login').map(({ named }) => (named.headers ? 'json-2' : 'xml-rpc'));
const count = (access = KEY, options = {}) =>
  connectOdoo(access, { retries: 0, ...options }).searchCount('res.partner', []);

describe('automatic', () => {
  test('a key goes by JSON-2', async () => {
    logins(UID, UID);
    const api = connectOdoo(KEY);
    expect(await api.protocol()).toBe('json-2');
    expect(await api.searchCount('res.partner', [])).toBe(3);
    expect(loginsOver()).toEqual(['json-2']);
  });

  test('a password is not tried as a key', async () => {
    logins(UID, UID);
    expect(await connectOdoo(ACCESS).protocol()).toBe('xml-rpc');
    expect(await count(ACCESS)).toBe(3);
    expect(loginsOver()).toEqual(['xml-rpc']);
  });

  test.each([
    ['an Odoo before 19', html(404)],
    ['a proxy that keeps JSON-2 shut', html(403)],
    ["a proxy's own JSON", HttpResponse.json({ error: 'no' }, { status: 403 })],
    ['a password that looks like a key', raises.denied()],
  ])('%s is spoken to by XML-RPC, found out once', async (_, refusal) => {
    logins(refusal, UID);
    const api = connectOdoo(KEY, { retries: 0 });
    await Promise.all([api.searchCount('res.partner', []), api.searchCount('res.users', [])]);
    expect(await api.protocol()).toBe('xml-rpc');
    expect(loginsOver()).toEqual(['json-2', 'xml-rpc']);
  });

  test('a key that neither takes has expired or was revoked', async () => {
    logins(raises.denied(), false);
    expect(await failure(count())).toMatchObject({
      code: 'login',
      message: expect.stringMatching(/expired or was revoked/),
    });
  });

  test("another user's key is refused by both, and the reason is JSON-2's", async () => {
    logins(UID, false);
    const { message } = await failure(count({ ...KEY, login: 'somebody' }));
    expect(message).toBe('The API key is not one of "somebody" but of "robot".');
  });

  test.each([502, 503])('HTTP %i decides nothing', async (status) => {
    logins(html(status), UID);
    const api = connectOdoo(KEY, { retries: 0 });
    expect((await failure(api.searchCount('a', []))).code).toBe('unreachable');
    logins(UID, UID);
    expect(await api.protocol()).toBe('json-2');
    expect(loginsOver()).toEqual(['json-2', 'json-2']);
  });

  test('the version is had without a login, by whatever route is open', async () => {
    odoo.answers(() => ({ version_info: [19, 0], server_serie: '19.0' }));
    expect(await connectOdoo(KEY).version()).toBe('19.0');
    let asked = 0;
    odoo.answers(() => ((asked += 1) === 1 ? html(404) : { server_serie: '18.0' }));
    expect(await connectOdoo(KEY).version()).toBe('18.0');
    expect(odoo.of('login')).toEqual([]);
  });
});

describe('forced', () => {
  test('XML-RPC takes keys as well', async () => {
    logins(UID, UID);
    expect(await count({ ...KEY, protocol: 'xml-rpc' } as typeof KEY)).toBe(3);
    expect(loginsOver()).toEqual(['xml-rpc']);
  });

  test('JSON-2 has nothing to fall back on', async () => {
    logins(html(404), UID);
    expect((await failure(count({ ...KEY, protocol: 'json-2' } as typeof KEY))).code).toBe('not-odoo');
    expect(loginsOver()).toEqual(['json-2']);
  });
});
