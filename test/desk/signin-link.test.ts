import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type Started, startDesk } from './start.ts';
import { type Visitor, visitor } from './visitor.ts';

let desk: Started;

beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

const mails = (email: string) => desk.mailbox.to(email).filter(({ subject }) => subject.includes('sign in'));

/** Asks for a link and waits for the mail to `arrivesAt`. */
async function linkFor(browser: Visitor, email: string, to = '/inbox', arrivesAt = email.toLowerCase()) {
  const before = mails(arrivesAt).length;
  await browser.go(`/signin?to=${to}`);
  await browser.submit({ email });
  const mail = await eventually(() => mails(arrivesAt)[before]);
  return mail.link ?? '';
}

/** Lets the limit of three links in fifteen minutes pass. */
const later = () => desk.advance(0.3);

describe('a link to sign in', () => {
  it('is mailed to the address Odoo has, and lets in by its button', async () => {
    const browser = visitor(desk.url);
    const link = await linkFor(browser, 'ANN@firm.test', '/inbox');
    const shown = await browser.go(link);
    expect(shown.text).toContain('Sign in as ann@firm.test');
    const page = await browser.submit({ do: 'enter' });
    expect([page.status, page.url]).toEqual([200, `${desk.url}/inbox`]);
    expect(page.text).toContain('Ann Approver');
    const [mail] = mails('ann@firm.test');
    expect(mail?.raw).toContain('Hello Ann Approver');
    expect(mail?.raw).toMatch(/text\/plain[\s\S]*text\/html/);
    expect(mail?.raw).toMatch(/^Auto-Submitted: auto-generated/m);
    later();
  });

  it('lets nobody in by being opened, however often', async () => {
    const browser = visitor(desk.url);
    const link = await linkFor(browser, 'ann@firm.test');
    for (let visit = 0; visit < 3; visit++) expect((await browser.go(link)).status).toBe(200);
    await fetch(link, { method: 'HEAD' });
    expect(browser.cookies.has('desk-session')).toBe(false);
    await browser.go(link);
    expect((await browser.submit({ do: 'enter' })).url).toBe(`${desk.url}/inbox`);
    later();
  });

  it('works once', async () => {
    const browser = visitor(desk.url);
    const link = await linkFor(browser, 'ann@firm.test');
    await browser.go(link);
    const secret = browser.cookie('desk-browser') ?? '';
    await browser.submit({ do: 'enter' });
    const again = visitor(desk.url);
    again.cookies.set('desk-browser', secret);
    const page = await again.go(link);
    expect([page.status, page.text]).toEqual([410, expect.stringContaining('no longer works')]);
    later();
  });

  it('pressed twice at the same moment makes one session', async () => {
    const browser = visitor(desk.url);
    const link = await linkFor(browser, 'bob@firm.test');
    await browser.go(link);
    const answers = await Promise.all([browser.submit({ do: 'enter' }), browser.submit({ do: 'enter' })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410]);
    later();
  });

  it('works for fifteen minutes', async () => {
    const browser = visitor(desk.url);
    const link = await linkFor(browser, 'ann@firm.test');
    await browser.go(link);
    desk.advance(0.26);
    const page = await browser.submit({ do: 'enter' });
    expect([page.status, page.text]).toEqual([410, expect.stringContaining('no longer works')]);
    later();
  });

  it('works in the browser that asked only; another one can have its own, by mail again', async () => {
    const desktop = visitor(desk.url);
    const link = await linkFor(desktop, 'ann@firm.test');
    const phone = visitor(desk.url);
    const page = await phone.go(link);
    expect(page.text).toContain('asked for in another browser');
    expect(page.text).not.toContain('ann@firm.test');
    expect((await phone.submit({ do: 'enter' })).status).toBe(410);
    await phone.go(link);
    const before = mails('ann@firm.test').length;
    expect((await phone.submit({ do: 'again' })).text).toContain('Look into your mail');
    const own = await eventually(() => mails('ann@firm.test')[before]?.link);
    await phone.go(own);
    expect((await phone.submit({ do: 'enter' })).url).toBe(`${desk.url}/inbox`);
    later();
  });

  it('is of no use to somebody archived since it was mailed', async () => {
    const browser = visitor(desk.url);
    await browser.go(await linkFor(browser, 'ann@firm.test'));
    const [ann] = desk.odoo.people.splice(0, 1);
    const page = await browser.submit({ do: 'enter' });
    if (ann) desk.odoo.people.unshift(ann);
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('No active Odoo user')]);
    later();
  });

  it('is kept as a hash and logged nowhere', async () => {
    const browser = visitor(desk.url);
    const link = await linkFor(browser, 'ann@firm.test');
    await browser.go(link);
    const token = link.split('/').at(-1) ?? '';
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(await desk.database.query('select * from desk.sign_ins'))).not.toContain(token);
    expect(desk.log.join('')).toContain('/signin/link/[link]');
    expect(desk.log.join('')).not.toContain(token);
    later();
  });
});

describe('asking for a link', () => {
  it('is answered alike whether or not somebody has the address', async () => {
    const answers = [];
    for (const email of ['ann@firm.test', 'nobody@firm.test']) {
      const browser = visitor(desk.url);
      await browser.go('/signin');
      const { status, text, url } = await browser.submit({ email });
      answers.push({ status, text, url });
    }
    expect(answers[0]).toEqual(answers[1]);
    await eventually(() => desk.log.some((line) => line.includes('an address nobody has in Odoo')));
    expect(desk.mailbox.to('nobody@firm.test')).toEqual([]);
    expect(desk.log.join('')).not.toContain('nobody@firm.test');
    later();
  });

  it('mails three in a quarter of an hour at most, whoever asks', async () => {
    const before = mails('dora@firm.test').length;
    for (let ask = 0; ask < 5; ask++) {
      const browser = visitor(desk.url);
      await browser.go('/signin');
      await browser.submit({ email: 'dora@firm.test' });
    }
    await eventually(() => desk.log.some((line) => line.includes('too many sign-in links')));
    await new Promise((pause) => setTimeout(pause, 1500));
    expect(mails('dora@firm.test').length - before).toBe(3);
  });

  it('arrives although the mail server refused it more than three times at first', async () => {
    const failures = () => desk.log.filter((line) => line.includes('job failed')).length;
    const before = failures();
    desk.mailbox.refusing.add('paul@firm.test');
    const browser = visitor(desk.url);
    await browser.go('/signin');
    await browser.submit({ email: 'paul@firm.test' });
    await eventually(() => failures() - before >= 3);
    desk.mailbox.refusing.delete('paul@firm.test');
    expect((await eventually(() => mails('paul@firm.test')[0])).link).toBeTruthy();
  });

  it('is stopped for an address of the network that asks for many', async () => {
    const browser = visitor(desk.url);
    const form = /name="form" value="([^"]*)"/.exec((await browser.go('/signin')).text)?.[1] ?? '';
    const ask = (email: string) =>
      browser.go('/signin/link', { method: 'POST', body: new URLSearchParams({ form, email }) });
    for (let guess = 0; guess < 20; guess++) expect((await ask(`guess-${guess}@firm.test`)).status).toBe(200);
    expect((await ask('guess@firm.test')).status).toBe(429);
  });

  it('takes no form from elsewhere', async () => {
    const browser = visitor(desk.url);
    await browser.go('/signin');
    const cross = await browser.submit({ email: 'ann@firm.test' }, '', { 'sec-fetch-site': 'cross-site' });
    expect(cross.status).toBe(403);
    await browser.go('/signin');
    expect((await browser.submit({ email: 'ann@firm.test', form: 'guessed' })).status).toBe(403);
    const noCookie = await fetch(`${desk.url}/signin/link`, {
      method: 'POST',
      body: new URLSearchParams({ email: 'ann@firm.test' }),
    });
    expect(noCookie.status).toBe(403);
  });

  it('asks again where the address is none', async () => {
    const browser = visitor(desk.url);
    await browser.go('/signin');
    const page = await browser.submit({ email: 'ann at firm' });
    expect([page.status, page.text]).toEqual([422, expect.stringContaining('no e-mail address')]);
  });
});

describe('cookies', () => {
  it('carry __Host- and Secure where the desk is reached over https', async () => {
    const safe = await startDesk({
      config: { publicUrl: 'https://desk.firm.test', mode: 'production', databaseUrl: 'postgres:given' },
    });
    const { headers } = await fetch(`${safe.url}/signin`);
    expect(headers.get('set-cookie')).toMatch(
      /^__Host-desk-browser=[\w-]{43}; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    await safe.stop();
  });

  it('are HttpOnly and of this site alone over plain http, too', async () => {
    const { headers } = await fetch(`${desk.url}/signin`);
    expect(headers.get('set-cookie')).toMatch(
      /^desk-browser=[\w-]{43}; Max-Age=3600; Path=\/; HttpOnly; SameSite=Lax$/,
    );
  });

  it('are not given at all over plain http in production: nobody can sign in', async () => {
    const open = await startDesk({
      config: { publicUrl: 'http://desk.firm.test', mode: 'production', databaseUrl: 'postgres:given' },
    });
    const response = await fetch(`${open.url}/signin`);
    expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('plain http')]);
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(open.log.some((line) => line.includes('nobody can sign in over plain http'))).toBe(true);
    await open.stop();
  });
});

it('without mail and provider the page says what is missing', async () => {
  const mute = await startDesk({ withMail: false });
  const response = await fetch(`${mute.url}/signin`);
  expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('SMTP_URL')]);
  await mute.stop();
});
