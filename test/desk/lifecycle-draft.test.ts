import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentHash } from '../../src/approvals/content.ts';
import { OdooError } from '../../src/odoo/errors.ts';
import { eventually, type Started, startDesk } from './start.ts';
import { type Page, signedIn, type Visitor, visitor } from './visitor.ts';

let desk: Started;
let paul: Visitor;
let next = 1;

const PAUL = 7;
const ENTRY = 'account.analytic.line,2026-03-04Mia Torres';

beforeAll(async () => {
  desk = await startDesk();
  paul = await signedIn(desk, 'paul@firm.test');
});
afterAll(() => desk.stop());

function draft(change: Parameters<Started['odoo']['add']>[1] = {}) {
  const id = next++;
  const { content } = desk.odoo.add(id, change);
  return { id, path: `/invoices/${id}`, seen: contentHash(content) };
}
const doneTo = (id: number) => desk.odoo.edited.filter(({ invoiceId }) => invoiceId === id);
const HOLD = { line: '2', act: 'hold', quantity: '2', entry: ENTRY, text: 'The customer asks what was done' };
/** The form of a line as the page has it. */
const formOf = ({ text }: Page, line: string) =>
  (text.match(/<form[\s\S]*?<\/form>/g) ?? []).find((each) => each.includes(`name="line" value="${line}"`)) ?? '';

describe('a draft at the desk', () => {
  it('shows each line with what can become of its work; looking changes nothing', async () => {
    const { id, path } = draft();
    const page = await paul.go(path);
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(page.text).toContain('Senior consulting');
    const form = formOf(page, '2');
    for (const act of ['hold', 'move', 'write-off', 'write-down', 'write-up']) expect(form).toContain(`value="${act}"`);
    expect(form).toContain('How many Hours?');
    expect(form).toContain('Mia Torres · Cutover rehearsal with the plant in Kassel · 32.5 h');
    // One entry needs no list; a line without work, a heading or a note has nothing to take off.
    expect(formOf(page, '3')).not.toContain('Whose work?');
    expect(['1', '4', '5'].map((line) => formOf(page, line))).toEqual(['', '', '']);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(doneTo(id)).toEqual([]);
  });

  it('is changed in Odoo in the name of who is signed in; then the page shows it as it is', async () => {
    const { id, path, seen } = draft();
    await paul.go(path);
    const page = await paul.submit(HOLD, path);
    expect(page.status).toBe(200);
    expect(page.text).toContain('hold by Paul Preparer, The customer asks what was done.');
    expect(page.text).toContain('13,000.00');
    expect(doneTo(id)).toEqual([
      {
        key: expect.any(String),
        ...{ invoiceId: id, seen, lineId: 2, isMissing: false, kind: 'hold', quantity: '2', entries: [ENTRY] },
        reason: 'The customer asks what was done',
        ...{ personId: PAUL, verified: 'signed in at the desk' },
      },
    ]);
  });

  it('voids what was asked of others, and says who changed what; approval is asked for anew', async () => {
    const { id, path } = draft();
    const { id: first } = await desk.ask(id);
    await paul.go(path);
    expect((await paul.go(path)).text).toContain('Approval of it is asked for anew');
    await paul.submit(HOLD, path);
    await eventually(async () => (await desk.state(first)) === 'void');
    const mail = await eventually(() =>
      desk.mailbox.to('ann@firm.test').find(({ raw }) => raw.includes(`changed.${first}`)),
    );
    expect(mail.raw).toContain('hold by Paul Preparer');
    expect(await desk.ask(id)).toMatchObject({ state: 'open', existing: false });
  });

  it.each([
    ['moved to a period', { act: 'move', until: '2026-12-01' }, { kind: 'hold', until: '2026-12-01' }],
    ['written off whole', { act: 'write-off' }, { kind: 'write-off' }],
    [
      'written down by percent',
      { act: 'write-down', by: '12.5', in: 'percent' },
      { kind: 'write-down', percent: '12.5' },
    ],
    ['written up by an amount', { act: 'write-up', by: '270', in: 'amount' }, { kind: 'write-up', amount: '270' }],
    // What the form hides of another choice goes nowhere.
    [
      'written down, with a quantity left over',
      { act: 'write-down', by: '5', quantity: '3', entry: ENTRY, until: '2026-12-01' },
      { kind: 'write-down', percent: '5' },
    ],
  ])('%s', async (_what, fields, done) => {
    const { id, path, seen } = draft();
    await paul.go(path);
    await paul.submit({ line: '3', text: 'Goodwill', ...fields }, path);
    const fixed = { invoiceId: id, seen, lineId: 3, isMissing: false, reason: 'Goodwill', personId: PAUL };
    expect(doneTo(id)).toEqual([{ key: expect.any(String), verified: 'signed in at the desk', ...fixed, ...done }]);
  });

  it.each([
    [{ act: '' }, 'Choose what becomes of it.'],
    [{ act: 'give-away' }, 'Choose what becomes of it.'],
    [{ quantity: '1,5' }, 'plain number'],
    [{ quantity: '-2' }, 'plain number'],
    [{ quantity: '0' }, 'plain number'],
    [{ act: 'move', until: '' }, 'Name a day'],
    [{ act: 'move', until: '2026-13-01' }, 'Name a day'],
    [{ act: 'write-down', by: '' }, 'by how much'],
    [{ text: ' x ' }, 'Say it in 3 to 500 characters.'],
  ])('says what is wrong with %j, and keeps what was filled in', async (change, words) => {
    const { id, path } = draft();
    await paul.go(path);
    const page = await paul.submit({ ...HOLD, ...change }, path);
    expect(page.status).toBe(422);
    const form = formOf(page, '2');
    expect(form).toContain(words);
    if (!('text' in change)) expect(form).toContain('The customer asks what was done');
    expect(form).toMatch(new RegExp(`value="${ENTRY}" checked`));
    expect(doneTo(id)).toEqual([]);
  });

  it('what Odoo refuses is said in its words, beside what was filled in', async () => {
    const { id, path } = draft();
    await paul.go(path);
    desk.odoo.refuseEdit = 'You (preparer) may hold up to 10 % of one entry under Framework.';
    const page = await paul.submit(HOLD, path);
    expect([page.status, formOf(page, '2')]).toEqual([
      422,
      expect.stringContaining('may hold up to 10 % of one entry'),
    ]);
    expect(formOf(page, '2')).toContain('value="2"');
    expect(doneTo(id)).toEqual([]);
    expect((await paul.submit(HOLD, path)).status).toBe(200);
    expect(doneTo(id)).toHaveLength(1);
  });
});

describe('a change', () => {
  it('takes as many entries as a line can have', async () => {
    const { id, path } = draft();
    const entry = Array.from({ length: 5000 }, (_, at) => `account.analytic.line,${1_000_000 + at}`);
    await paul.go(path);
    expect((await paul.submit({ ...HOLD, entry }, path)).status).toBe(200);
    expect(doneTo(id)).toMatchObject([{ entries: entry }]);
  });

  it('of a draft somebody else changed meanwhile is not made, until it was looked at as it is now', async () => {
    const { id, path } = draft();
    await paul.go(path);
    desk.odoo.edit(id, { content: 'edited by another', total: '99.00' });
    const page = await paul.submit(HOLD, path);
    expect([page.status, page.text]).toEqual([422, expect.stringContaining('changed since it was shown to you')]);
    expect(page.text).toContain('99.00');
    expect(doneTo(id)).toEqual([]);
    expect((await paul.submit(HOLD, path)).status).toBe(200);
  });

  it('sent twice is made once', async () => {
    const { id, path } = draft();
    const { text } = await paul.go(path);
    const form = formOf({ text } as Page, '2');
    const hidden = Object.fromEntries(
      [...form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    ) as Record<string, string>;
    const twice = async () => {
      await paul.go(path);
      return paul.submit({ ...hidden, ...HOLD }, path);
    };
    const pages = [await twice(), await twice()];
    expect(pages.map(({ status }) => status)).toEqual([200, 200]);
    expect(pages[1]?.text).toContain('hold by Paul Preparer');
    expect(doneTo(id)).toHaveLength(1);
  });

  it('while Odoo is down is kept on the page, and made when it is sent again', async () => {
    const { id, path } = draft();
    await paul.go(path);
    desk.odoo.down = true;
    const page = await paul.submit(HOLD, path).finally(() => (desk.odoo.down = false));
    expect([page.status, page.text]).toEqual([503, expect.stringContaining('What you filled in is kept on this page')]);
    expect(doneTo(id)).toEqual([]);
    const again = await paul.submit();
    expect(again.text).toContain('hold by Paul Preparer');
    expect(doneTo(id)).toMatchObject([{ quantity: '2', entries: [ENTRY] }]);
  });

  it.each(['addon', 'login', 'database', 'access', 'not-odoo'] as const)(
    'that Odoo can’t make as it is set up (%s) says so, and is kept',
    async (code) => {
      const { id, path } = draft();
      const failed = new OdooError(code, 'Odoo has no action edit_draft.', 'Install or upgrade the billing add-on.');
      await paul.go(path);
      desk.odoo.refuseEdit = failed;
      const page = await paul.submit(HOLD, path);
      const words = 'Odoo has no action edit_draft. Install or upgrade the billing add-on.';
      expect([page.status, formOf(page, '2')]).toEqual([422, expect.stringContaining(words)]);
      expect(formOf(page, '2')).toContain('The customer asks what was done');

      desk.odoo.trouble = failed;
      const looked = await paul.go(path).finally(() => (desk.odoo.trouble = undefined));
      expect([looked.status, looked.text]).toEqual([503, expect.stringContaining(words)]);
      expect(doneTo(id)).toEqual([]);
    },
  );

  it('sent while Odoo is not set up stays on the page, with what is to be mended', async () => {
    const { id, path } = draft();
    await paul.go(path);
    desk.odoo.trouble = new OdooError('login', 'Odoo does not accept the key.', 'Make a new one.');
    const page = await paul.submit(HOLD, path).finally(() => (desk.odoo.trouble = undefined));
    expect([page.status, page.text]).toEqual([
      503,
      expect.stringContaining('Odoo does not accept the key. Make a new'),
    ]);
    expect(page.text).toContain('Nothing was done.');
    expect(doneTo(id)).toEqual([]);
    expect((await paul.submit()).text).toContain('hold by Paul Preparer');
  });

  it.each([
    new OdooError('schema', 'No field said.', 'Update.'),
    new OdooError('unreachable', 'It refuses connections.', 'Start it.'),
    new Error('Lost'),
  ])('of which nobody knows whether it was made (%s) is kept, to be sent again', async (failed) => {
    const { id, path } = draft();
    await paul.go(path);
    desk.odoo.refuseEdit = failed;
    const page = await paul.submit(HOLD, path);
    expect([page.status, page.text]).toEqual([503, expect.stringContaining('Odoo gave no answer')]);
    await paul.submit();
    expect(doneTo(id)).toHaveLength(1);
  });

  it('whose answer got lost is made once, however often it is sent again', async () => {
    const { id, path } = draft();
    await paul.go(path);
    desk.odoo.loseNextEdit = true;
    expect((await paul.submit(HOLD, path)).status).toBe(503);
    expect((await paul.submit()).text).toContain('hold by Paul Preparer');
    expect(doneTo(id)).toHaveLength(1);
  });
});

describe('nobody changes a draft', () => {
  it('who is not signed in, is neither preparer nor approver, or works for another company', async () => {
    const { id, path } = draft();
    expect((await visitor(desk.url).go(path)).url).toContain(`/signin?to=${path}`);
    for (const email of ['clara@firm.test', 'dora@firm.test']) {
      const other = await signedIn(desk, email);
      const page = await other.go(path);
      expect([page.status, page.text]).toEqual([404, expect.stringContaining('There is no draft invoice')]);
      expect(page.text).not.toContain('Brandt');
    }
    expect(doneTo(id)).toEqual([]);
  });

  it('from another site, or without the page’s own token', async () => {
    const { id, path } = draft();
    await paul.go(path);
    expect((await paul.submit(HOLD, path, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    await paul.go(path);
    expect((await paul.submit({ ...HOLD, form: 'guessed' }, path)).status).toBe(403);
    expect(doneTo(id)).toEqual([]);
    expect((await desk.refusals()).at(-1)).toMatchObject({ code: 'cross-site', who: 'paul@firm.test' });
  });

  it('that is posted, cancelled, a credit note, or not there', async () => {
    const paths = [
      draft({ state: 'posted' }).path,
      draft({ state: 'cancel' }).path,
      draft({ moveType: 'out_refund' }).path,
      '/invoices/999999',
    ];
    for (const path of paths) expect((await paul.go(path)).status, path).toBe(404);
    expect((await paul.go('/invoices/nonsense')).status).toBe(404);
  });

  it('who lost the right since', async () => {
    const { id, path } = draft();
    await paul.go(path);
    const person = desk.odoo.people.find(({ userId }) => userId === PAUL);
    if (!person) throw new Error('Paul is missing');
    person.mayApprove = false;
    const page = await paul.submit(HOLD, path).finally(() => (person.mayApprove = true));
    expect(page.status).toBe(404);
    expect(doneTo(id)).toEqual([]);
  });
});

describe('what is missing already', () => {
  const message = '"Senior consulting": 59.5 Hours on the invoice, 3 less than the work behind it.';

  it('is said on its line: held, moved or written off, and nothing more is taken off it', async () => {
    const { id, path } = draft({ unsaid: [{ message, isMissing: true, code: 'work.unsaid' as const, lineId: 2 }] });
    const page = await paul.go(path);
    expect(page.text).toContain('3 less than the work behind it');
    const form = formOf(page, '2');
    expect(form).not.toMatch(/write-down|How many/);
    expect(form).toContain('Say so');
    // What the form is about is sent with it: by then somebody else may have said it.
    expect(form).toContain('name="missing" value="yes"');
    await paul.submit({ line: '2', missing: 'yes', act: 'write-off', text: 'Training' }, path);
    expect(doneTo(id)).toMatchObject([{ kind: 'write-off', lineId: 2, isMissing: true }]);
    expect(doneTo(id)[0]).not.toHaveProperty('quantity');
  });

  it('said meanwhile by somebody else: what was filled in is not proposed for what is billed', async () => {
    const { id, path } = draft({ unsaid: [{ message, isMissing: true, code: 'work.unsaid' as const, lineId: 2 }] });
    await paul.go(path);
    desk.odoo.edit(id, { unsaid: [] });
    desk.odoo.refuseEdit = '"Senior consulting": nothing is missing any more since it was shown to you.';
    const page = await paul.submit(
      { line: '2', missing: 'yes', act: 'write-off', entry: ENTRY, text: 'Training' },
      path,
    );
    const form = formOf(page, '2');
    expect([page.status, form]).toEqual([422, expect.stringContaining('nothing is missing any more')]);
    expect(form).toContain('Change the draft');
    expect(form).not.toMatch(/ checked|Training/);
    expect(doneTo(id)).toEqual([]);
  });

  it('of a line that is gone is said by its entries', async () => {
    const what = 'Taken off with its line: Steering committee, 18 h. Say what becomes of it.';
    const { id, path } = draft({
      unsaid: [{ message: what, isMissing: true, code: 'work.unsaid', entry: ENTRY, partId: 41 }],
    });
    expect(formOf(await paul.go(path), '0')).toContain('Steering committee');
    expect(formOf(await paul.go(path), '0')).toContain(`value="41" checked`);
    expect((await paul.submit({ line: '0', act: 'hold', text: 'Next month' }, path)).text).toContain('Tick whose work');
    await paul.submit({ line: '0', act: 'hold', entry: '41', text: 'Next month' }, path);
    expect(doneTo(id)).toMatchObject([{ kind: 'hold', partIds: [41] }]);
    expect(doneTo(id)[0]).not.toHaveProperty('lineId');
    expect(doneTo(id)[0]).not.toHaveProperty('entries');
  });

  it('more than was worked is put back in Odoo', async () => {
    const { path } = draft({
      unsaid: [{ message: 'Put 62.5 back.', isMissing: false, code: 'work.unsaid', lineId: 2 }],
    });
    const page = await paul.go(path);
    expect(page.text).toContain('Put 62.5 back.');
    expect(formOf(page, '2')).toBe('');
  });
});

it('what people write is text', async () => {
  const EVIL = '"><script>alert(1)</script>';
  const { path } = draft({ customer: { id: 1, name: EVIL } });
  expect((await paul.go(path)).text).not.toContain('<script>');
  const page = await paul.submit({ ...HOLD, act: '', text: EVIL, quantity: EVIL, until: EVIL, by: EVIL }, path);
  expect([page.status, page.text]).toEqual([422, expect.not.stringContaining('<script>')]);
});
