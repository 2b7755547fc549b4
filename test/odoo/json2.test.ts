import { HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import { connectJson2 } from '../../src/odoo/json2.ts';
import { byName } from '../../src/odoo/named.ts';
import { ACCESS, failure, fakeOdoo, KEY, raises, UID } from './support/odoo.ts';

// What JSON-2 has for itself; client.test.ts has what both protocols share.
const odoo = fakeOdoo();
const connect = (access = KEY) => connectJson2(access, { retries: 0 });

describe('the key', () => {
  test('goes with every call, beside the database', async () => {
    odoo.answersInTurn(3);
    await connect().searchCount('res.partner', []);
    const { headers } = odoo.of('login')[0]?.named as { headers: Record<string, string> };
    expect(headers).toMatchObject({ authorization: `bearer ${KEY.password}`, 'x-odoo-database': 'firm' });
  });

  test("that is another user's is refused: it alone would say who calls", async () => {
    odoo.answersInTurn(3);
    const error = await failure(connect({ ...KEY, login: 'somebody' }).searchCount('res.partner', []));
    expect(error).toMatchObject({
      code: 'login',
      message: 'The API key is not one of "somebody" but of "robot".',
    });
    expect(odoo.of('search_count')).toEqual([]);
  });

  test('that expired or was revoked meanwhile is named as such, and asked for again next time', async () => {
    odoo.answersInTurn(3, raises.denied(), 3);
    const api = connect();
    await api.searchCount('res.partner', []);
    const error = await failure(api.searchCount('res.partner', []));
    expect(error).toMatchObject({ code: 'login', message: expect.stringMatching(/has expired or was revoked/) });
    expect(error.mend).toContain('Add API Key');
    await api.searchCount('res.partner', []);
    expect(odoo.of('login')).toHaveLength(2);
  });

  test('is never a password', async () => {
    const error = await failure(connect(ACCESS).searchCount('res.partner', []));
    expect(error).toMatchObject({ code: 'login', message: expect.stringContaining('API keys only') });
    expect(odoo.calls).toEqual([]);
  });
});

test.each([
  ['odoo.exceptions.ValidationError', 422, 'refused'],
  ['odoo.exceptions.MissingError', 404, 'refused'],
  ['odoo.exceptions.LockError', 409, 'refused'],
  ['odoo.exceptions.RedirectWarning', 500, 'refused'],
  ['odoo.exceptions.AccessDenied', 403, 'login'],
  ['odoo.http.SessionExpiredException', 403, 'login'],
  ['werkzeug.exceptions.UnprocessableEntity', 422, 'fault'],
  ['psycopg2.errors.SerializationFailure', 500, 'fault'],
])('%s with HTTP %i is %s, and a write with it was not done', async (name, status, code) => {
  const raised = { name, message: 'So it is', arguments: ['So it is'], context: {}, debug: `${name}: So it is` };
  odoo.answersInTurn(HttpResponse.json(raised, { status }));
  expect(await failure(connect().call('a', 'b', [[1]]))).toMatchObject({ code, outcomeUnknown: false });
});

test.each([
  [401, 'not-odoo', false],
  [403, 'not-odoo', false],
  [500, 'timeout', true],
])("a proxy's own JSON with HTTP %i is no word of Odoo's", async (status, code, outcomeUnknown) => {
  odoo.answersInTurn(HttpResponse.json({ error: 'Unauthorized' }, { status }));
  expect(await failure(connect().call('a', 'b', [[1]]))).toMatchObject({ code, outcomeUnknown });
});

test('what a proxy says when it gives up on a write is not what Odoo says: it may have been done', async () => {
  odoo.answersInTurn(HttpResponse.json({ name: 'GatewayTimeout', message: 'upstream timed out' }, { status: 504 }));
  expect(await failure(connect().call('a', 'b', [[1]]))).toMatchObject({ code: 'timeout', outcomeUnknown: true });
});

test('half an answer to a write is no answer', async () => {
  odoo.answersInTurn(new HttpResponse('{"done": tr', { headers: { 'Content-Type': 'application/json' } }));
  expect((await failure(connect().call('a', 'b', [[1]]))).outcomeUnknown).toBe(true);
});

test('a database that is not there', async () => {
  const page = '<h1>Not Found</h1><p>No database is selected and the requested URL was not found.</p>';
  odoo.answers(() => new HttpResponse(page, { status: 404, headers: { 'Content-Type': 'text/html' } }));
  expect(await failure(connect().searchCount('a', []))).toMatchObject({ code: 'database' });
});

test('the version of a server between two releases', async () => {
  odoo.answers(() => ({ version_info: ['saas~19', 2, 0, 'final', 0, ''], version: 'saas~19.2' }));
  expect(await connect().version()).toBe('saas~19.2');
  expect(odoo.of('login')).toEqual([]);
});

describe('arguments by position', () => {
  test.each([
    ['write', [[1], { name: 'x' }], { ids: [1], vals: { name: 'x' } }],
    ['create', [[{ name: 'x' }]], { vals_list: [{ name: 'x' }] }],
    ['action_post', [[1, 2]], { ids: [1, 2] }],
    ['context_get', [], {}],
  ])('of %s have names', (method, args, named) => {
    expect(byName(method, args, { context: { lang: 'de_DE' } })).toEqual({ ...named, context: { lang: 'de_DE' } });
  });

  test('that have no known name are not guessed', async () => {
    odoo.answersInTurn(true);
    await expect(connect().call('hr.employee', 'create_version', [[1], { x: 1 }])).rejects.toThrow(/by name/);
    expect(odoo.of('create_version')).toEqual([]);
    expect(odoo.of('login')[0]?.named).not.toHaveProperty('uid', UID);
  });
});
