import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually, type Started, startDesk } from './start.ts';
import { type Page, signedIn, type Visitor, visitor } from './visitor.ts';

let desk: Started;
let ann: Visitor;
let next = 1;

beforeAll(async () => {
  desk = await startDesk({ config: { linkLimit: { EUR: '20000', USD: '500' } } });
  ann = await signIn('ann@firm.test');
});
afterAll(() => desk.stop());
beforeEach(async () => {
  // What an earlier test left open is none of the next one's business.
  await desk.database.query(`update desk.requests set state = 'void', void_reason = 'over' where state = 'open'`);
});

const signIn = (email: string) => signedIn(desk, email);

type Change = Parameters<Started['odoo']['add']>[1];
/** A draft with nothing unusual about it, and the request for it. */
async function asked(change: Change = {}, approvers = ['ann@firm.test', 'bob@firm.test']) {
  const invoiceId = next++;
  desk.odoo.add(invoiceId, { findings: [], ...change });
  const { id } = await desk.ask(invoiceId, approvers);
  return { id, invoiceId };
}
const made = (id: string) => desk.odoo.decisions.filter(({ requestId }) => requestId === id);
const customer = (name: string) => ({ customer: { id: 40, name } });
const order = (page: Page, names: string[]) => names.map((name) => page.text.indexOf(name));

describe('the inbox', () => {
  it('is for those who are signed in', async () => {
    const stranger = visitor(desk.url);
    for (const path of ['/', '/inbox', '/inbox/0b0f1f9e-5c54-4a7e-9a55-0f3f5d6c7b8a']) {
      expect((await stranger.go(path)).url).toContain('/signin?to=/inbox');
    }
  });

  it('says so where nothing waits', async () => {
    const page = await ann.go('/inbox');
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('Nothing waits for you')]);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('adds up by currency and never across', async () => {
    await asked({ total: '100.10' });
    await asked({ total: '200.20' });
    await asked({ total: '1000', currency: 'JPY' });
    const { text } = await ann.go('/inbox');
    expect(text).toContain('3 invoices wait for you');
    expect(text).toContain('300.30 <small>EUR</small>');
    expect(text).toContain('1,000 <small>JPY</small>');
    expect(text).not.toContain('1,300');
  });

  it('puts what is unusual first, then what waits longest; or the largest; or by customer', async () => {
    await asked({ ...customer('Zeta'), total: '50.00' });
    await asked({ ...customer('Alpha'), total: '900.00' });
    await asked({ ...customer('Mid'), total: '70.00', findings: [{ code: 'x', message: 'Twice the usual.' }] });
    const names = ['Mid', 'Zeta', 'Alpha'].map((name) => `who">${name}`);
    const rising = (found: number[]) => found.every((at, index) => at > (found[index - 1] ?? 0));
    expect(rising(order(await ann.go('/inbox'), names))).toBe(true);
    const largest = ['Alpha', 'Mid', 'Zeta'].map((name) => `who">${name}`);
    expect(rising(order(await ann.go('/inbox?sort=largest'), largest))).toBe(true);
    expect(rising(order(await ann.go('/inbox?sort=customer'), largest))).toBe(true);
    expect((await ann.go('/inbox?sort=nonsense&page=-1')).status).toBe(200);
  });

  it('shows what waits and is not for this person, and why', async () => {
    await asked(customer('Own GmbH'), ['bob@firm.test']);
    await asked(
      { ...customer('Prepared AG'), preparers: [{ userId: 5, name: 'Ann Approver', email: 'ann@firm.test' }] },
      ['bob@firm.test'],
    );
    await asked({ ...customer('Elsewhere Inc'), company: { id: 2, name: 'Other Ltd' } }, ['dora@firm.test']);
    const { text } = await ann.go('/inbox');
    expect(text).toContain('Nothing waits for you');
    expect(text).toContain('Asked: Bob Boss.');
    expect(text).toContain('You prepared it. Asked: Bob Boss.');
    expect(text).not.toContain('Elsewhere Inc');
  });

  it('goes on pages from 25 on, and takes 220', async () => {
    const { id } = await asked();
    await desk.database.query(
      `insert into desk.requests
       select gen_random_uuid(), 100000 + n, content_hash, facts, note, state, null, requested_at, route, steps, questions
       from desk.requests, generate_series(1, 219) n where id = $1`,
      [id],
    );
    await desk.database.query(
      `insert into desk.approvers select request.id, user_id, name, email, asked
       from desk.approvers, desk.requests request where request_id = $1 and invoice_id > 100000`,
      [id],
    );
    const first = await ann.go('/inbox');
    expect(first.text).toContain('220 invoices wait for you');
    expect(first.text.match(/name="pick"/g)).toHaveLength(25);
    expect(first.text).toContain('1–25 of 220');
    const last = await ann.go('/inbox?page=9');
    expect(last.text.match(/name="pick"/g)).toHaveLength(20);
    expect(last.text).toContain('201–220 of 220');
    expect((await ann.go('/inbox?page=99')).text).toContain('201–220 of 220');
  });

  it('shows what was decided lately, and by whom', async () => {
    const { id } = await asked(customer('Lately KG'));
    await ann.go(`/inbox/${id}`);
    await ann.submit({ decision: 'approve' });
    await eventually(async () => (await desk.state(id)) === 'approved');
    const { text } = await ann.go('/inbox');
    expect(text).toContain('Lately KG');
    expect(text).toContain('Approved by you');
    const bob = await signIn('bob@firm.test');
    expect((await bob.go('/inbox')).text).toContain('Approved by Ann Approver');
  });

  it('while Odoo is away, shows what the person was asked, to be opened one by one', async () => {
    const { id } = await asked(customer('Patient GmbH'));
    desk.odoo.down = true;
    const page = await ann.go('/inbox').finally(() => (desk.odoo.down = false));
    expect(page.text).toContain('Patient GmbH');
    expect(page.text).toContain("Odoo can't be reached");
    expect(page.text).not.toContain('name="pick"');
    expect(page.text).toContain(`/inbox/${id}`);
  });

  it('shows nothing to somebody who may not approve any more', async () => {
    await asked(customer('Secret GmbH'));
    const [person] = desk.odoo.people;
    if (person) person.mayApprove = false;
    const page = await ann.go('/inbox').finally(() => person && (person.mayApprove = true));
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('may not approve invoices')]);
    expect(page.text).not.toContain('Secret GmbH');
  });
});

describe('one invoice', () => {
  it('is decided as behind a link, and the next one is offered', async () => {
    const { id } = await asked(customer('First GmbH'));
    const second = await asked(customer('Second GmbH'));
    const page = await ann.go(`/inbox/${id}`);
    expect(page.text).toContain('You decide as Ann Approver');
    const taken = await ann.submit({ decision: 'approve' });
    expect([taken.status, taken.text]).toEqual([200, expect.stringContaining('You approved this invoice')]);
    expect(taken.text).toContain('Next: Second GmbH');
    expect(taken.text).toContain(`href="/inbox/${second.id}"`);
    await eventually(async () => (await desk.state(id)) === 'approved');
    expect(made(id)).toMatchObject([{ channel: 'page', person: { userId: 5 }, outcome: 'approved' }]);
  });

  it('is rejected with a reason only', async () => {
    const { id } = await asked();
    await ann.go(`/inbox/${id}`);
    expect((await ann.submit({ decision: 'reject', reason: ' ' })).status).toBe(422);
    await ann.go(`/inbox/${id}`);
    expect((await ann.submit({ decision: 'reject', reason: 'Wrong rate' })).text).toContain('You rejected');
  });

  it('of which something became unusual since it was shown is shown again first', async () => {
    const { id, invoiceId } = await asked();
    await ann.go(`/inbox/${id}`);
    desk.odoo.edit(invoiceId, { findings: [{ code: 'work.gone', message: 'Billed, but deleted in Odoo since.' }] });
    const page = await ann.submit({ decision: 'approve' });
    expect([page.status, page.text]).toEqual([409, expect.stringContaining('you were not shown')]);
    expect(page.text).toContain('Billed, but deleted');
    expect(await desk.state(id)).toBe('open');
    expect((await ann.submit({ decision: 'approve' })).status).toBe(200);
  });

  it('somebody was not asked about does not exist for them', async () => {
    const { id } = await asked(customer('Private AG'), ['bob@firm.test']);
    const page = await ann.go(`/inbox/${id}`);
    expect([page.status, page.text]).toEqual([404, expect.not.stringContaining('Private AG')]);
    expect((await desk.refusals()).at(-1)).toMatchObject({ code: 'not-asked', who: 'ann@firm.test' });
  });

  it('is refused to whoever lost the right since the page was opened, though the session lives', async () => {
    const { id } = await asked();
    await ann.go(`/inbox/${id}`);
    const [person] = desk.odoo.people;
    if (person) person.mayApprove = false;
    const page = await ann.submit({ decision: 'approve' }).finally(() => person && (person.mayApprove = true));
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('may not approve invoices')]);
    expect(await desk.state(id)).toBe('open');
  });

  it('is refused to whoever was archived since the page was opened', async () => {
    const { id } = await asked();
    const browser = await signIn('bob@firm.test');
    await browser.go(`/inbox/${id}`);
    const [bob] = desk.odoo.people.splice(1, 1);
    const page = await browser.submit({ decision: 'approve' });
    if (bob) desk.odoo.people.splice(1, 0, bob);
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('You are signed out')]);
    expect(await desk.state(id)).toBe('open');
  });

  it.each([
    ['from another site', { 'sec-fetch-site': 'cross-site' }, {}],
    ['from a sister site', { 'sec-fetch-site': 'same-site' }, {}],
    ['without its token', {}, { form: '' }],
    ['with the token of another session', {}, { form: 'A'.repeat(43) }],
  ])('is not decided by a form %s', async (_what, headers, fields) => {
    const { id } = await asked();
    await ann.go(`/inbox/${id}`);
    expect((await ann.submit({ decision: 'approve', ...fields }, '', headers)).status).toBe(403);
    expect(await desk.state(id)).toBe('open');
  });
});

describe('several at once', () => {
  /** Picks these and goes as far as the page that lists them. */
  async function review(ids: string[]): Promise<Page> {
    await ann.go('/inbox');
    return ann.submit({ pick: ids });
  }

  it('are listed exactly, with totals by currency, before anything is decided', async () => {
    const some = [
      await asked({ total: '10.00' }),
      await asked({ total: '20.00' }),
      await asked({ total: '30.00', currency: 'USD' }),
    ];
    await asked({ total: '99.00' });
    const page = await review(some.map(({ id }) => id));
    expect(page.text).toContain('Decide on 3 invoices');
    expect(page.text).toContain('30.00 EUR');
    expect(page.text).toContain('30.00 USD');
    expect(page.text).not.toContain('99.00');
    for (const { id } of some) expect(await desk.state(id)).toBe('open');
  });

  it('are approved one by one, each recorded by itself', async () => {
    const some = [await asked(), await asked(), await asked()];
    await review(some.map(({ id }) => id));
    const page = await ann.submit({ decision: 'approve' }, '/inbox/decide');
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('You approved 3 invoices')]);
    for (const { id, invoiceId } of some) {
      await eventually(async () => (await desk.state(id)) === 'approved');
      expect(made(id)).toMatchObject([
        { invoiceId, outcome: 'approved', content: `invoice ${invoiceId} as first drafted` },
      ]);
    }
  });

  it('sent twice are taken once', async () => {
    const some = [await asked(), await asked()];
    const page = await review(some.map(({ id }) => id));
    await ann.submit({ decision: 'approve' }, '/inbox/decide');
    const sealed = /name="shown" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
    const token = /name="form" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
    const body = new URLSearchParams({ shown: sealed, form: token, decision: 'reject', reason: 'no, wait' });
    const again = await ann.go('/inbox/decide', { method: 'POST', body });
    expect(again.text).toContain('Nothing was decided');
    expect(again.text).toContain('Ann Approver approved it already');
    for (const { id } of some) {
      await eventually(async () => (await desk.state(id)) === 'approved');
      expect(made(id)).toHaveLength(1);
    }
  });

  it('come back with the reason where they changed, were decided, or are out of reach by now; the rest is taken', async () => {
    const good = await asked(customer('Good GmbH'));
    const edited = await asked(customer('Edited GmbH'));
    const decided = await asked(customer('Decided GmbH'));
    const prepared = await asked(customer('Prepared GmbH'));
    const odd = await asked(customer('Odd GmbH'));
    await review([good, edited, decided, prepared, odd].map(({ id }) => id));
    desk.odoo.edit(edited.invoiceId, { content: 'edited meanwhile' });
    const bobs = await desk.linkFor('bob@firm.test', decided.id);
    await fetch(bobs, { method: 'POST', body: new URLSearchParams({ decision: 'reject', reason: 'too late' }) });
    desk.odoo.edit(prepared.invoiceId, { preparers: [{ userId: 5, name: 'Ann Approver', email: 'ann@firm.test' }] });
    desk.odoo.edit(odd.invoiceId, { findings: [{ code: 'work.gone', message: 'Gone.' }] });
    const { text } = await ann.submit({ decision: 'approve' }, '/inbox/decide');
    expect(text).toContain('You approved 1 invoice');
    expect(text).toContain('4 came back');
    expect(text).toContain('The invoice was edited after it was sent for approval.');
    expect(text).toContain('Bob Boss rejected it already');
    expect(text).toContain('prepared this invoice');
    expect(text).toContain('Something about it is unusual by now.');
    expect(await desk.state(edited.id)).toBe('void');
    expect([await desk.state(prepared.id), await desk.state(odd.id)]).toEqual(['open', 'open']);
    await eventually(async () => (await desk.state(good.id)) === 'approved');
    expect([edited, prepared, odd].flatMap(({ id }) => made(id))).toEqual([]);
  });

  it('come back where the desk itself failed on one; the rest is taken, and the page says so', async () => {
    const [good, bad, last] = [await asked(), await asked(), await asked()];
    await review([good, bad, last].map(({ id }) => id));
    await desk.database.query(
      `create function fail() returns trigger language plpgsql as $$ begin
         if new.request_id = '${bad.id}' then raise 'disk full'; end if; return new; end $$`,
    );
    await desk.database.query(
      'create trigger failing before insert on desk.decisions for each row execute function fail()',
    );
    const { text } = await ann.submit({ decision: 'approve' }, '/inbox/decide');
    await desk.database.query('drop function fail cascade');
    expect(text).toContain('You approved 2 invoices');
    expect(text).toContain('One came back');
    expect(text).toContain('Something went wrong at the desk');
    expect(await desk.state(bad.id)).toBe('open');
    for (const { id } of [good, last]) await eventually(async () => (await desk.state(id)) === 'approved');
  });

  it('leave out what is unusual, changed, or not this person’s, already when listed', async () => {
    const odd = await asked({ ...customer('Odd GmbH'), findings: [{ code: 'x', message: 'Twice the usual.' }] });
    const edited = await asked(customer('Edited GmbH'));
    const others = await asked(customer('Others GmbH'), ['bob@firm.test']);
    const good = await asked(customer('Good GmbH'));
    desk.odoo.edit(edited.invoiceId, { content: 'edited' });
    const page = await review([odd.id, edited.id, others.id, good.id]);
    expect(page.text).toContain('Decide on 1 invoice');
    expect(page.text).toContain('Something about it is unusual: open it');
    expect(page.text).toContain('was edited after it was sent');
    expect(page.text).not.toContain('Others GmbH');
    await ann.submit({ decision: 'approve' }, '/inbox/decide');
    await eventually(async () => (await desk.state(good.id)) === 'approved');
    expect([odd, edited, others].flatMap(({ id }) => made(id))).toEqual([]);
  });

  it('can be all of a page that have nothing unusual', async () => {
    await asked();
    await asked();
    await asked({ ...customer('Odd GmbH'), findings: [{ code: 'x', message: 'Twice the usual.' }] });
    await ann.go('/inbox');
    expect((await ann.submit({ all: 'yes' })).text).toContain('Decide on 2 invoices');
  });

  it('are 25 at most, and one at least', async () => {
    const some = [];
    for (let each = 0; each < 26; each++) some.push((await asked()).id);
    expect((await review(some)).text).toContain('Select 25 invoices at most');
    expect((await review([])).text).toContain('Select the invoices');
    expect((await review(['nonsense'])).status).toBe(422);
  });

  it('can’t be slipped in: what was not listed is not decided', async () => {
    const listed = await asked();
    const slipped = await asked();
    const page = await review([listed.id]);
    const sealed = /name="shown" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
    const [body = '', mac = ''] = sealed.split('.');
    const shown = JSON.parse(Buffer.from(body, 'base64url').toString()) as string[][];
    shown.push([slipped.id, shown[0]?.[1] ?? '']);
    const forged = `${Buffer.from(JSON.stringify(shown)).toString('base64url')}.${mac}`;
    expect((await ann.submit({ decision: 'approve', shown: forged }, '/inbox/decide')).status).toBe(403);
    expect([await desk.state(listed.id), await desk.state(slipped.id)]).toEqual(['open', 'open']);
  });

  it('are not decided with another person’s list', async () => {
    const { id } = await asked();
    const page = await review([id]);
    const sealed = /name="shown" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
    const bob = await signIn('bob@firm.test');
    await bob.go('/inbox');
    const own = await bob.submit({ pick: [id] });
    expect(own.text).toContain('Decide on 1 invoice');
    expect((await bob.submit({ decision: 'approve', shown: sealed }, '/inbox/decide')).status).toBe(403);
    expect(await desk.state(id)).toBe('open');
  });

  it('are rejected with a reason only, which each of them gets', async () => {
    const some = [await asked(), await asked()];
    await review(some.map(({ id }) => id));
    expect((await ann.submit({ decision: 'reject', reason: '' }, '/inbox/decide')).status).toBe(422);
    await ann.submit({ decision: 'reject', reason: 'The new rates are missing.' }, '/inbox/decide');
    for (const { id } of some) {
      await eventually(async () => (await desk.state(id)) === 'rejected');
      expect(made(id)).toMatchObject([{ outcome: 'rejected', reason: 'The new rates are missing.' }]);
    }
  });

  it('are listed only where Odoo says what they are now', async () => {
    const { id } = await asked();
    await ann.go('/inbox');
    desk.odoo.down = true;
    const page = await ann.submit({ pick: [id] }).finally(() => (desk.odoo.down = false));
    expect(page.text).not.toContain('Decide on');
    expect(await desk.state(id)).toBe('open');
  });
});

describe('above an amount', () => {
  it.each([
    ['more than the limit', { total: '20000.01' }],
    ['a credit note of more than the limit', { total: '-20000.01' }],
    ['a currency without a limit', { total: '1.00', currency: 'CHF' }],
  ])('a link alone is not enough: %s', async (_what, change) => {
    const { id } = await asked(change);
    const link = await desk.linkFor('ann@firm.test', id);
    const shown = await fetch(link);
    expect([shown.status, await shown.text()]).toEqual([200, expect.stringContaining(`/signin?to=/inbox/${id}`)]);
    const pressed = await fetch(link, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }) });
    expect(pressed.status).toBe(403);
    expect(await desk.state(id)).toBe('open');
    expect((await ann.go(`/signin?to=/inbox/${id}`)).url).toBe(`${desk.url}/inbox/${id}`);
    expect((await ann.submit({ decision: 'approve' })).status).toBe(200);
  });

  it('up to it, it is', async () => {
    const { id } = await asked({ total: '20000.00' });
    const link = await desk.linkFor('ann@firm.test', id);
    const pressed = await fetch(link, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }) });
    expect(pressed.status).toBe(200);
  });
});
