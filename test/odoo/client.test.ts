import { inspect } from 'node:util';
import { HttpResponse } from 'msw';
import { describe, expect, test } from 'vitest';
import type { Row } from '../../src/odoo/api.ts';
import { type Call, failure, fakeOdoo, html, PROTOCOLS, raises, traceback, UID } from './support/odoo.ts';

// What both protocols have in common: all but the words on the wire.
describe.each(PROTOCOLS)('$name', ({ name, access, connect: open }) => {
  const odoo = fakeOdoo();
  const connect = (options = {}) => open(access, { retries: 0, ...options });

  describe('login', () => {
    test('happens once, before the first call, for callers at the same time', async () => {
      odoo.answersInTurn(3);
      const api = connect();
      await Promise.all([api.searchCount('res.partner', []), api.searchCount('res.users', []), api.call('a', 'b', [])]);
      await api.searchCount('res.partner', []);
      expect(odoo.of('login')).toHaveLength(1);
      expect(odoo.calls).toHaveLength(5);
    });

    test('is not needed for the version', async () => {
      odoo.answers(() => ({ server_serie: '19.0', version_info: [19, 0, 0, 'final', 0, ''] }));
      expect(await connect().version()).toBe('19.0');
      expect(odoo.of('login')).toEqual([]);
    });

    test('that fails is tried anew by the next call', async () => {
      let known = false;
      odoo.answers(({ method }) => (method === 'login' ? known && UID : 3));
      const api = connect();
      expect(await failure(api.searchCount('res.partner', []))).toMatchObject({
        code: 'login',
        message: expect.stringMatching(/"robot" .*on the database "firm"/),
      });
      known = true;
      expect(await api.searchCount('res.partner', [])).toBe(3);
    });

    test('is repeated after Odoo stops accepting the password', async () => {
      odoo.answersInTurn(raises.denied(), 3);
      const api = connect();
      expect((await failure(api.searchCount('res.partner', []))).code).toBe('login');
      await api.searchCount('res.partner', []);
      expect(odoo.of('login')).toHaveLength(2);
    });

    test.each([
      ['a wrong password', false],
      ['a fault', raises.exception('KeyError: 1')],
      ['another server', html(200)],
      ['a missing page', html(404)],
    ])('never leaves the password in an error, whatever prints it: %s', async (_, reply) => {
      odoo.answers(() => reply);
      const error = await failure(connect().searchCount('res.partner', []));
      expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(access.password);
    });
  });

  describe('reading', () => {
    /** Answers from partners 1 to `count`, the way Odoo does. */
    const partners = (count: number, disturb: (call: Call) => void = () => undefined) => {
      const ids = Array.from({ length: count }, (_, index) => index + 1);
      odoo.answers((call) => {
        const { method, named } = call;
        if (method === 'login') return undefined;
        disturb(call);
        const wanted = (named.domain as [string, string, unknown][]).find(([field]) => field === 'id')?.[2] as number[];
        const found = ids.filter((id) => !wanted || wanted.includes(id));
        const from = (named.offset as number | undefined) ?? 0;
        const limited = found.slice(from, from + ((named.limit as number | undefined) ?? Infinity));
        return method === 'search' ? limited : limited.map((id) => ({ id }));
      });
      return ids;
    };
    const idsOf = (rows: Row[]) => rows.map((row) => row.id);
    const options = { fields: ['name'] };

    test('one page is one call, by id and without names', async () => {
      partners(3);
      await connect().searchRead('res.partner', [['active', '=', true]], options);
      expect(odoo.of('search_read')).toEqual([
        {
          model: 'res.partner',
          method: 'search_read',
          named: { domain: [['active', '=', true]], fields: ['name'], order: 'id', limit: 3000, load: '' },
        },
      ]);
      expect(odoo.of('search')).toEqual([]);
    });

    test('names, order and archived records come where asked for', async () => {
      partners(3);
      await connect().searchRead('res.partner', [], { ...options, names: true, order: 'name', archived: true });
      expect(odoo.of('search_read')[0]?.named).toEqual({
        domain: [],
        fields: ['name'],
        order: 'name',
        limit: 3000,
        context: { active_test: false },
      });
    });

    test.each([
      ['less than a page', 9, undefined],
      ['exactly a page', 10, undefined],
      ['a page and one', 11, undefined],
      ['many pages', 57, undefined],
      ['a limit on the first page', 57, 4],
      ['a limit of a page', 57, 10],
      ['a limit later on', 57, 25],
    ])('all rows come once and in order: %s', async (_, count, limit) => {
      const ids = partners(count);
      const rows = await connect({ pageSize: 10 }).searchRead('res.partner', [], {
        ...options,
        ...(limit && { limit }),
      });
      expect(idsOf(rows)).toEqual(ids.slice(0, limit));
      for (const { named } of odoo.of('search_read')) expect(named.limit).toBeLessThanOrEqual(10);
    });

    test.each([
      ['none', 0, undefined, 0],
      ['one', 1, undefined, 1],
      ['a page', 10, undefined, 1],
      ['many', 57, undefined, 6],
      ['many, up to a limit', 57, 25, 3],
    ])('where many are expected, they come once and in order, too: %s', async (_, count, limit, pages) => {
      const ids = partners(count);
      const few = { ...options, ...(limit && { limit }) };
      const rows = await connect({ pageSize: 10 }).searchRead('res.partner', [], { ...few, many: true });
      expect(idsOf(rows)).toEqual(ids.slice(0, limit));
      expect(odoo.of('search')).toHaveLength(1);
      expect(odoo.of('search_read').filter(({ model }) => model === 'res.partner')).toHaveLength(pages);
    });

    test.each([true, false])('what is left out first is left out once, many expected: %s', async (many) => {
      partners(57);
      const rows = await connect({ pageSize: 10 }).searchRead('res.partner', [], {
        ...options,
        ...{ many, offset: 5, limit: 20 },
      });
      expect(idsOf(rows)).toEqual(Array.from({ length: 20 }, (_, at) => at + 6));
    });

    test('where a page fails, no others are asked for', async () => {
      const ids = Array.from({ length: 200 }, (_, at) => at + 1);
      odoo.answers(({ method, model, named }) => {
        if (method === 'login') return undefined;
        if (model !== 'res.partner') return [];
        if (method === 'search') return ids;
        return JSON.stringify(named).includes('11') ? html(502) : [{ id: 1 }];
      });
      const api = connect({ pageSize: 10, retries: 0 });
      expect((await failure(api.searchRead('res.partner', [], { ...options, many: true }))).code).toBe('unreachable');
      await new Promise((resolve) => setTimeout(resolve, 100));
      const pages = odoo.of('search_read').filter(({ model }) => model === 'res.partner');
      expect(pages.length).toBeLessThan(6);
    });

    test('a row deleted between two pages shifts nothing', async () => {
      const ids = partners(30, ({ method }) => {
        if (method === 'search') ids.splice(0, 1);
      });
      const rows = await connect({ pageSize: 10 }).searchRead('res.partner', [], options);
      expect(idsOf(rows)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    });

    test("groups come without Odoo's own additions", async () => {
      odoo.answersInTurn([
        { employee_id: [3, 'Eva'], 'unit_amount:sum': 6.5, __extra_domain: [['employee_id', '=', 3]] },
      ]);
      const groups = await connect().readGroup('account.analytic.line', [], ['employee_id'], ['unit_amount:sum']);
      expect(groups).toEqual([{ employee_id: [3, 'Eva'], 'unit_amount:sum': 6.5 }]);
    });
  });

  describe('trying again', () => {
    const read = (api: ReturnType<typeof connect>) => api.searchCount('res.partner', []);

    test('helps a read over a gateway that has no Odoo for a moment', async () => {
      odoo.answersInTurn(html(502), html(503), 3);
      expect(await read(connect({ retries: 2 }))).toBe(3);
    });

    test('ends after the given number', async () => {
      odoo.answersInTurn(html(502));
      expect((await failure(read(connect({ retries: 1 })))).code).toBe('unreachable');
      expect(odoo.of('search_count')).toHaveLength(2);
    });

    test.each([
      ['a fault', raises.exception('KeyError: 1')],
      ['a refusal', raises.refusal('no')],
      ['a missing right', raises.missingRight('no')],
      ['another server', html(200)],
    ])('is not done for %s', async (_, reply) => {
      odoo.answersInTurn(reply, 3);
      await failure(read(connect({ retries: 2 })));
      expect(odoo.of('search_count')).toHaveLength(1);
    });

    test.each([502, 503, 504, 500])(
      'is never done for a write, whose outcome is unknown after HTTP %i',
      async (status) => {
        odoo.answersInTurn(html(status), 3);
        const error = await failure(connect({ retries: 2 }).call('account.move', 'action_post', [[1]]));
        expect(error.outcomeUnknown).toBe(true);
        expect(error.message).toContain('account.move.action_post: it may or may not have been done');
        expect(odoo.of('action_post')).toHaveLength(1);
      },
    );
  });

  describe('errors', () => {
    test.each([
      [
        'access',
        raises.missingRight("You are not allowed to modify 'User' (res.users) records."),
        /modify 'User' \(res\.users\)/,
      ],
      ['refused', raises.refusal('Contacts require a name'), /^Contacts require a name$/],
      ['login', raises.denied(), /does not accept .*"robot"/],
      ['database', raises.exception('psycopg2.OperationalError: FATAL:  database "firm" does not exist'), /"firm"/],
      ['addon', raises.noModel('x_billing_part'), /x_billing_part/],
      ['addon', raises.exception("ValueError: Invalid field 'x_billing_trace' on 'account.move'"), /x_billing_trace/],
      ['addon', raises.exception("ValueError: Invalid field 'x_version' on model 'x_billing_audit'"), /x_version/],
      ['fault', raises.noModel('hr.leave'), /does not know hr\.leave/],
      [
        'fault',
        raises.exception('ZeroDivisionError: division by zero'),
        /res\.users\.write: ZeroDivisionError: division/,
      ],
      ['not-odoo', html(404), /HTTP 404/],
      ['refused', html(413), /no request of this size \(HTTP 413\)/],
      ['not-odoo', html(301, { Location: 'https://new.test/xmlrpc/2/object' }), /redirects/],
      ['unreachable', html(429), /limits the number of calls/],
      ['timeout', html(200), /may or may not have been done/],
    ])('of a write: %s', async (code, reply, message) => {
      odoo.answersInTurn(reply);
      const error = await failure(connect().call('res.users', 'write', [[1], {}]));
      expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
      expect(error.mend).toMatch(/\w+/);
      expect(error.message).not.toContain('Traceback');
    });

    test.each([
      ['HTML', html(200)],
      ['an empty reply', new HttpResponse(null, { status: 200 })],
      ['JSON', HttpResponse.json({ jsonrpc: '2.0', error: {} })],
      ['a page that is not there', html(404)],
    ])('at login: %s is no Odoo', async (_, reply) => {
      odoo.answers(() => reply);
      expect((await failure(connect().searchCount('res.partner', []))).code).toBe('not-odoo');
    });

    test('a redirect says where to', async () => {
      odoo.answersInTurn(html(308, { Location: 'https://odoo.example.com/xmlrpc/2/object' }));
      const error = await failure(connect().call('a', 'b', []));
      expect(error.mend).toContain('https://odoo.example.com.');
    });

    test('a failed module import tells its cause without the traceback', async () => {
      const text = `Error while importing module 'x'.\n\n ${traceback('odoo.tools.convert.ParseError: while parsing a.xml:1')}`;
      odoo.answersInTurn(raises.refusal(text));
      const { code, message } = await failure(connect().call('base.import.module', 'import_module', [[1]]));
      expect({ code, message }).toEqual({
        code: 'refused',
        message: "Error while importing module 'x'. odoo.tools.convert.ParseError: while parsing a.xml:1",
      });
    });
  });

  describe('writing', () => {
    test('a method that returns None was carried out', async () => {
      odoo.answersInTurn(null);
      expect(await connect().call('account.move', 'button_draft', [[1]])).toBeUndefined();
    });

    test('one new record has an id, several have a list', async () => {
      odoo.answers(({ method, named }) => {
        if (method === 'login') return undefined;
        return name === 'json-2' || Array.isArray(named.vals_list) ? [5] : 5;
      });
      expect(await connect().call('res.partner', 'create', [{ name: 'x' }])).toBe(5);
      expect(await connect().call('res.partner', 'create', [[{ name: 'x' }]])).toEqual([5]);
    });

    test('what no protocol can carry is not sent', async () => {
      odoo.answersInTurn(true);
      await expect(connect().call('a', 'write', [[1], { hours: NaN }])).rejects.toThrow(TypeError);
      await connect().call('a', 'write', [[1], { name: 'a\0b' }]);
      expect(odoo.of('write').map(({ named }) => named.vals)).toEqual([{ name: 'ab' }]);
    });

    test('the arguments stay as they were', async () => {
      odoo.answersInTurn(true);
      const args = [[1], { name: 'x', note: undefined }];
      await connect().call('res.partner', 'write', args, { context: { lang: 'de_DE' } });
      expect(args).toEqual([[1], { name: 'x', note: undefined }]);
      expect(odoo.of('write')).toEqual([
        { model: 'res.partner', method: 'write', named: { ids: [1], vals: { name: 'x' }, context: { lang: 'de_DE' } } },
      ]);
    });
  });

  describe('an action of the add-on', () => {
    const withAction = (answer: (call: Call) => unknown) =>
      odoo.answers((call) => {
        if (call.method === 'login') return undefined;
        return call.method === 'search_read' ? [{ id: 90, res_id: 41 }] : answer(call);
      });

    test('is found once by its name and given its payload in the context', async () => {
      withAction(() => ({ found: {} }));
      const api = connect();
      expect(await api.runAction('action_find_drafts', { keys: ['a'] })).toEqual({ found: {} });
      await api.runAction('action_find_drafts', { keys: [] });
      expect(odoo.of('search_read')).toHaveLength(1);
      expect(odoo.of('search_read')[0]?.named.domain).toContainEqual(['name', '=', 'action_find_drafts']);
      expect(odoo.of('run')[0]).toEqual({
        model: 'ir.actions.server',
        method: 'run',
        named: { ids: [41], context: { billing: btoa('{"keys":["a"]}') } },
      });
    });

    test('that is missing means the add-on is; it is looked for again next time', async () => {
      odoo.answersInTurn([]);
      const api = connect();
      expect((await failure(api.runAction('action_draft', {}))).code).toBe('addon');
      await failure(api.runAction('action_draft', {}));
      expect(odoo.of('search_read')).toHaveLength(2);
    });

    test('that refuses the user is named', async () => {
      withAction(() => raises.missingRight("You don't have enough access rights to run this action."));
      const { code, message } = await failure(connect().runAction('action_draft', {}));
      expect(code).toBe('access');
      expect(message).toContain('billing_automation.action_draft');
    });

    test('whose answer cannot travel is an error, not an empty answer', async () => {
      withAction(() => ({ found: null }));
      const { code, message } = await failure(connect().runAction('action_draft', {}));
      expect(code).toBe('schema');
      expect(message).toContain('was carried out');
    });
  });
});
