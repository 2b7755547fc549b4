import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { visitor } from './visitor.ts';
import { eventually, press as pressed, type Started, startDesk } from './start.ts';

let desk: Started;
let next = 1;
const [ANN, BOB, PAUL, CLARA, DORA] = [5, 6, 7, 8, 9];

beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

let visitors = 0;
/** From an address of its own: a page is not shown more often than somebody looks. */
const from = () => {
  visitors += 1;
  return { 'x-forwarded-for': `10.2.${visitors >> 8}.${visitors & 255}` };
};
async function press(link: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await pressed(link, fields, { ...from(), ...headers });
  return { status: response.status, text: (await response.text()).replace(/\s+/g, ' ') };
}
async function look(link: string, method = 'GET') {
  const response = await fetch(link, { method, headers: from() });
  return { status: response.status, text: (await response.text()).replace(/\s+/g, ' ') };
}

async function asked(change: Parameters<Started['odoo']['add']>[1] = {}, approvers = ['ann@firm.test']) {
  const invoiceId = next++;
  desk.odoo.add(invoiceId, change);
  const { id } = await desk.ask(invoiceId, approvers);
  return { invoiceId, id, link: await desk.linkFor(approvers[0] ?? '', id) };
}
const questionsOf = async (id: string) => {
  const [row] = await desk.database.query<{ questions: { id: string; text: string; answer?: object }[] }>(
    'select questions from desk.requests where id = $1',
    [id],
  );
  return row?.questions ?? [];
};
const told = (id: string, kind: string) =>
  desk.odoo.events.filter((event) => event.requestId === id && event.kind === kind);
/** The link this person was mailed with the question. */
async function questionFor(email: string, id: string): Promise<string> {
  const [question] = await questionsOf(id);
  const mails = () => desk.mailbox.to(email).filter(({ raw }) => raw.includes(`<question.${question?.id}`));
  const mail = await eventually(() => mails().at(-1));
  const body = mail.raw.replace(/=\r\n/g, '');
  return (/https?:\/\/[^\s"<]+\/q\/[\w-]{43}/.exec(body)?.[0] ?? '').replace(/^https?:\/\/[^/]+/, desk.url);
}

describe('a question', () => {
  it('goes to who prepared the invoice, decides nothing, and its answer comes back', async () => {
    const { id, link } = await asked();
    const form = await look(`${link}/ask`);
    expect([form.status, form.text]).toEqual([200, expect.stringContaining('<strong>Paul Preparer</strong>')]);
    const sent = await press(`${link}/ask`, { text: 'Why two days of travel?' });
    expect([sent.status, sent.text]).toEqual([200, expect.stringContaining('It goes to Paul Preparer.')]);
    expect(await desk.state(id)).toBe('open');
    const open = await look(link);
    for (const part of ['Ann Approver asked Paul Preparer', 'Why two days of travel?', 'No answer yet.', 'Approve'])
      expect(open.text).toContain(part);

    const answering = await questionFor('paul@firm.test', id);
    const page = await look(answering);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('Why two days of travel?')]);
    expect(page.text).toContain('Ann Approver asks');
    const answered = await press(answering, { text: 'The line was closed by snow.' });
    expect([answered.status, answered.text]).toEqual([200, expect.stringContaining('Ann Approver is told')]);

    const mail = await eventually(() =>
      desk.mailbox.to('ann@firm.test').find(({ raw }) => raw.includes(`<answered.${id}`)),
    );
    expect(mail.raw).toContain('The line was closed by snow.');
    expect(mail.link).toBeDefined();
    const after = await look(link);
    expect(after.text).toContain('Paul Preparer answered Ann Approver');
    expect(after.text).not.toContain('No answer yet.');
    await eventually(() => told(id, 'answered').length > 0);
    expect(told(id, 'asked')).toMatchObject([
      { what: 'Ann Approver asked Paul Preparer', reason: 'Why two days of travel?', person: { userId: ANN } },
    ]);
    expect(told(id, 'answered')).toMatchObject([
      {
        what: 'Paul Preparer answered Ann Approver',
        person: { userId: PAUL, name: 'Paul Preparer' },
        verified: 'link mailed to the person',
        reason: 'The line was closed by snow.',
      },
    ]);
    expect(desk.odoo.decisions.filter(({ requestId }) => requestId === id)).toEqual([]);
    expect((await press(link, { decision: 'approve' })).status).toBe(200);
    await eventually(async () => (await desk.state(id)) === 'approved');
    const late = await press(answering, { text: 'And another thing.' });
    expect([late.status, late.text]).toEqual([410, expect.stringContaining('Paul Preparer answered Ann Approver')]);
  });

  it('of many copies is one, and so is its answer', async () => {
    const { id, link } = await asked();
    const answers = await Promise.all(Array.from({ length: 25 }, () => press(`${link}/ask`, { text: 'Why so much?' })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 410]));
    expect(await questionsOf(id)).toHaveLength(1);
    const answering = await questionFor('paul@firm.test', id);
    const given = await Promise.all(Array.from({ length: 25 }, (_, n) => press(answering, { text: `Because ${n}.` })));
    expect(given.filter(({ status }) => status === 200)).toHaveLength(1);
    // A copy that comes late is no second question.
    expect((await press(`${link}/ask`, { text: 'Why so much?' })).status).toBe(410);
    expect(await questionsOf(id)).toHaveLength(1);
    await eventually(() => told(id, 'answered').length > 0);
    expect([told(id, 'asked').length, told(id, 'answered').length]).toEqual([1, 1]);
    const mails = () => desk.mailbox.to('ann@firm.test').filter(({ raw }) => raw.includes(`<answered.${id}`));
    await eventually(() => mails().length > 0);
    expect(mails()).toHaveLength(1);
  });

  it('goes to the project manager where the billing run prepared it, and to nobody else', async () => {
    desk.odoo.about.set(CLARA, { roles: ['project-manager'] });
    const { id, link } = await asked({ preparers: [] });
    expect((await look(`${link}/ask`)).text).toContain('<strong>Clara Clerk</strong>');
    await press(`${link}/ask`, { text: 'Is this approved by the customer?' });
    expect(await questionFor('clara@firm.test', id)).toContain('/q/');
    desk.odoo.about.delete(CLARA);
    const other = await asked({ preparers: [] });
    const none = await press(`${other.link}/ask`, { text: 'Is this approved?' });
    expect([none.status, none.text]).toEqual([403, expect.stringContaining('There is nobody to ask')]);
    expect(await questionsOf(other.id)).toEqual([]);
  });

  it('is kept while Odoo is down, and is on the record once it is back', async () => {
    const { id, link } = await asked();
    desk.odoo.down = true;
    const sent = await press(`${link}/ask`, { text: 'Why in March?' });
    const answering = await questionFor('paul@firm.test', id);
    const answered = await press(answering, { text: 'It was delivered in March.' });
    desk.odoo.down = false;
    expect([sent.status, answered.status]).toEqual([200, 200]);
    await eventually(() => told(id, 'asked').length === 1 && told(id, 'answered').length === 1);
  });

  it('is answered by nobody else, from nowhere else, and never by looking', async () => {
    const { id, link } = await asked();
    expect((await look(`${link}/ask`, 'HEAD')).status).toBe(200);
    const cross = await press(`${link}/ask`, { text: 'From elsewhere' }, { 'sec-fetch-site': 'cross-site' });
    expect(cross.status).toBe(403);
    expect((await press(`${link}/ask`, { text: 'x' })).status).toBe(422);
    expect(await questionsOf(id)).toEqual([]);
    await press(`${link}/ask`, { text: 'Why so much?' });
    const answering = await questionFor('paul@firm.test', id);
    for (const method of ['GET', 'HEAD']) await look(answering, method);
    const posted = await press(answering, { text: 'From elsewhere' }, { 'sec-fetch-site': 'cross-site' });
    expect(posted.status).toBe(403);
    expect((await press(`${desk.url}/q/${'x'.repeat(43)}`, { text: 'Somebody' })).status).toBe(404);
    expect((await questionsOf(id))[0]?.answer).toBeUndefined();
    // Of somebody whose address went to another since.
    const paul = desk.odoo.people.find(({ userId }) => userId === PAUL);
    if (!paul) throw new Error('no Paul');
    paul.userId = 77;
    expect((await press(answering, { text: 'Somebody else' })).status).toBe(403);
    paul.userId = PAUL;
    expect((await questionsOf(id))[0]?.answer).toBeUndefined();
  });

  it('keeps nobody from deciding; what comes after that is not needed any more', async () => {
    const { id, link } = await asked();
    await press(`${link}/ask`, { text: 'Why so much?' });
    const answering = await questionFor('paul@firm.test', id);
    await press(link, { decision: 'reject', reason: 'Nobody answers' });
    await eventually(async () => (await desk.state(id)) === 'rejected');
    const late = await look(answering);
    expect([late.status, late.text]).toEqual([410, expect.stringContaining('No answer is needed any more')]);
    expect((await press(answering, { text: 'Sorry, too late' })).status).toBe(410);
    expect((await press(`${link}/ask`, { text: 'One more?' })).status).toBe(410);
  });

  it('gets a new link once, where the first is too old', async () => {
    const { id, link } = await asked();
    await press(`${link}/ask`, { text: 'Why so much?' });
    const answering = await questionFor('paul@firm.test', id);
    desk.advance(100);
    const old = await press(answering, { text: 'Because.' });
    expect([old.status, old.text]).toEqual([410, expect.stringContaining('This link has expired')]);
    const mails = () => desk.mailbox.to('paul@firm.test').length;
    const before = mails();
    await press(answering, { renew: 'yes' });
    await eventually(() => mails() > before);
    await press(answering, { renew: 'yes' });
    const anew = await questionFor('paul@firm.test', id);
    expect(anew).not.toBe(answering);
    expect((await press(anew, { text: 'Because of the rate.' })).status).toBe(200);
    expect(mails()).toBe(before + 1);
  });
});

async function signIn(email: string) {
  const browser = visitor(desk.url);
  const mails = () => desk.mailbox.to(email).filter(({ subject }) => subject.includes('sign in'));
  const before = mails().length;
  await browser.go('/signin');
  await browser.submit({ email });
  await browser.go((await eventually(() => mails()[before])).link ?? '');
  await browser.submit({ do: 'enter' });
  return browser;
}

describe('signed in', () => {
  it('they ask, answer and hand on by forms of their own session only', async () => {
    const { id } = await asked();
    const ann = await signIn('ann@firm.test');
    await ann.go(`/inbox/${id}/ask`);
    const forged = await ann.submit({ text: 'Not from our page', form: 'made-up' });
    expect(forged.status).toBe(403);
    await ann.go(`/inbox/${id}/ask`);
    expect((await ann.submit({ text: 'Why so much?' })).text).toContain('It goes to Paul Preparer.');
    expect((await ann.go(`/inbox/${id}`)).text).toContain('Why so much?');

    const paul = await signIn('paul@firm.test');
    const answering = `/inbox/answer/${(await questionsOf(id))[0]?.id}`;
    const inbox = await paul.go('/inbox');
    expect(inbox.text).toMatch(/questions? waits? for your answer/);
    expect(inbox.text).toContain(answering);
    expect((await ann.go(answering)).status).toBe(404);
    expect((await paul.go(`/inbox/${id}/ask`)).status).toBe(404);
    await paul.go(answering);
    expect((await paul.submit({ text: 'Two more days.' })).text).toContain('Ann Approver is told');
    expect((await paul.go(answering)).status).toBe(410);
    expect((await paul.go('/inbox')).text).not.toContain(answering);

    await ann.go(`/inbox/${id}/hand-on`);
    expect((await ann.submit({ to: String(BOB), text: 'On leave' })).text).toContain('Bob Boss decides instead of you');
    for (const path of ['', '/ask', '/hand-on'])
      expect((await ann.go(`/inbox/${id}${path}`)).text).toContain('Ann Approver handed it on to Bob Boss');
    const kinds = ['asked', 'answered', 'delegated'];
    await eventually(() => kinds.every((kind) => told(id, kind).length > 0));
    const how = kinds.flatMap((kind) => told(id, kind).map(({ verified }) => verified));
    expect(how).toEqual(kinds.map(() => 'signed in at the desk'));
  });

  it('whoever may decide on nothing still finds the question they were asked', async () => {
    desk.odoo.about.set(CLARA, { roles: ['project-manager'] });
    const { link } = await asked({ preparers: [] });
    await press(`${link}/ask`, { text: 'Was this approved?' });
    desk.odoo.about.delete(CLARA);
    const clara = await signIn('clara@firm.test');
    expect((await clara.go('/inbox')).text).toContain('Was this approved?');
  });
});

describe('handing on', () => {
  it('gives the seat to somebody else, with a reason; the old link leads nowhere any more', async () => {
    const { id, link } = await asked();
    const form = await look(`${link}/hand-on`);
    // Paul prepared it, Clara may not approve, Dora is of another company, Ann hands on.
    expect(form.text.match(/<option value="\d+"/g)).toEqual([`<option value="${BOB}"`]);
    const done = await press(`${link}/hand-on`, { to: String(BOB), text: 'On leave from tomorrow' });
    expect([done.status, done.text]).toEqual([200, expect.stringContaining('Bob Boss decides instead of you')]);
    const bobs = await desk.linkFor('bob@firm.test', id);
    const page = await look(bobs);
    for (const part of [
      'Ann Approver handed it on to Bob Boss',
      'On leave from tomorrow',
      '(handed on by Ann Approver)',
    ])
      expect(page.text).toContain(part);

    for (const late of [
      await look(link),
      await press(link, { decision: 'approve' }),
      await press(link, { decision: 'reject', reason: 'After all' }),
      await look(`${link}/ask`),
      await press(`${link}/hand-on`, { to: String(BOB), text: 'Once more' }),
    ]) {
      expect(late.status).toBe(410);
      expect(late.text).toContain('Ann Approver handed it on to Bob Boss');
    }
    await eventually(() => told(id, 'delegated').length > 0);
    expect(told(id, 'delegated')).toMatchObject([
      { what: 'Ann Approver handed it on to Bob Boss', reason: 'On leave from tomorrow', person: { userId: ANN } },
    ]);
    expect((await press(bobs, { decision: 'approve' })).status).toBe(200);
    await eventually(async () => (await desk.state(id)) === 'approved');
    expect(desk.odoo.decisions.filter(({ requestId }) => requestId === id)).toMatchObject([
      { outcome: 'approved', person: { userId: BOB } },
    ]);
    expect((await look(link)).text).toContain('Bob Boss decided');
  });

  it('is never to the preparer, to who may not, or to who was asked already', async () => {
    const { id, link } = await asked({}, ['ann@firm.test', 'bob@firm.test']);
    for (const [to, why] of [
      [PAUL, 'Paul Preparer prepared this invoice'],
      [CLARA, 'Clara Clerk may not approve invoices'],
      [DORA, 'Dora Distant may not act for Northwind Services'],
      [BOB, 'Bob Boss was asked about it already'],
      [ANN, 'Ann Approver was asked about it already'],
      [4711, 'Odoo knows nobody by this name'],
    ] as const) {
      const no = await press(`${link}/hand-on`, { to: String(to), text: 'Please do' });
      expect([no.status, no.text]).toEqual([403, expect.stringContaining(why)]);
    }
    for (const fields of [{ text: 'No name' }, { to: String(BOB), text: '' }])
      expect((await press(`${link}/hand-on`, fields)).status).toBe(422);
    desk.odoo.down = true;
    const down = await press(`${link}/hand-on`, { to: String(BOB), text: 'Please do' });
    desk.odoo.down = false;
    expect([down.status, down.text]).toEqual([403, expect.stringContaining('Odoo can’t be reached')]);
    expect(await desk.state(id)).toBe('open');
    expect(told(id, 'delegated')).toEqual([]);
    expect((await look(link)).status).toBe(200);
  });

  it('of many copies at once to two people goes to one of them', async () => {
    desk.odoo.people.push({ userId: 11, name: 'Eve Else', email: 'eve@firm.test', mayApprove: true, companyIds: [1] });
    const { id, link } = await asked();
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, n) =>
        press(`${link}/hand-on`, { to: String(n % 2 ? BOB : 11), text: 'Whoever is first' }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 410]));
    const approvers = await desk.database.query('select from desk.approvers where request_id = $1 and asked', [id]);
    expect(approvers).toHaveLength(1);
    await eventually(() => told(id, 'delegated').length > 0);
    expect(told(id, 'delegated')).toHaveLength(1);
  });
});
