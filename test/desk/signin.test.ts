import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Claims, type LocalProvider, startProvider } from './provider.ts';
import { type Started, startDesk } from './start.ts';
import { type Page, type Visitor, visitor } from './visitor.ts';

let provider: LocalProvider;
let desk: Started;

const accounts: Record<string, Claims> = {
  ann: { email: 'Ann@firm.test', email_verified: true, tid: 'ours' },
  sloppy: { email: 'ann@firm.test', email_verified: false, tid: 'ours' },
  silent: { email: 'ann@firm.test', tid: 'ours' },
  nobody: { email: 'nobody@firm.test', email_verified: true, tid: 'ours' },
  foreign: { email: 'ann@firm.test', email_verified: true, tid: 'theirs' },
  nameless: { tid: 'ours' },
};

beforeAll(async () => {
  provider = await startProvider(accounts);
  desk = await startDesk({ config: { oidc: { ...provider.config, require: { tid: 'ours' } } } });
  provider.serve(desk.url);
});
afterAll(async () => {
  await desk.stop();
  await provider.stop();
});
afterEach(() => {
  provider.twist.idToken = undefined;
});

/** Types the name at the provider and agrees, as far as it asks. */
async function throughProvider(browser: Visitor, account: string, from = '/signin/provider'): Promise<Page> {
  let page = await browser.go(from);
  for (let step = 0; page.url.startsWith(provider.issuer) && step < 3; step++) {
    const asksWho = page.text.includes('name="login"');
    page = await browser.submit(asksWho ? { login: account, password: 'x' } : {});
  }
  return page;
}

/** Signs in at the provider, but keeps the answer instead of bringing it to the desk. */
async function answerFor(browser: Visitor, account: string): Promise<URL> {
  const real = await browser.peek('/signin/provider');
  const begun = await browser.go(real.to);
  const held: { url?: URL } = {};
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    const url = new URL(String(input));
    if (url.href.startsWith(`${desk.url}/signin/callback`)) {
      held.url = url;
      return new Response('held');
    }
    return fetch(input, init);
  };
  try {
    let page = begun;
    for (let step = 0; page.url.startsWith(provider.issuer) && step < 3; step++) {
      page = await browser.submit(page.text.includes('name="login"') ? { login: account, password: 'x' } : {});
    }
  } finally {
    globalThis.fetch = fetch;
  }
  if (!held.url) throw new Error('The provider sent nobody back.');
  return held.url;
}

const lastRefusal = async () => (await desk.refusals()).at(-1);

describe('signing in at the provider', () => {
  it('leads to the inbox, letter case of the address aside', async () => {
    const browser = visitor(desk.url);
    const first = await browser.go('/inbox');
    expect(first.url).toBe(`${desk.url}/signin?to=/inbox`);
    expect(first.text).toContain('Continue with Northwind ID');
    const page = await throughProvider(browser, 'ann', '/signin/provider?to=/inbox');
    expect([page.status, page.url]).toEqual([200, `${desk.url}/inbox`]);
    expect(page.text).toContain('Ann Approver');
  });

  it('sends PKCE, state and nonce, each time new', async () => {
    const [first, second] = await Promise.all([1, 2].map(() => visitor(desk.url).peek('/signin/provider')));
    const asked = [first, second].map((each) => Object.fromEntries(new URL(each?.to ?? '').searchParams));
    expect(asked[0]).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      scope: 'openid email',
      redirect_uri: `${desk.url}/signin/callback`,
    });
    for (const each of ['state', 'nonce', 'code_challenge']) expect(asked[0]?.[each]).not.toBe(asked[1]?.[each]);
  });

  it('offers no mailed link beside it: that would be a way around what the provider asks for', async () => {
    const browser = visitor(desk.url);
    expect((await browser.go('/signin')).text).not.toContain('Mail me a link');
    expect((await browser.go('/signin/link', { method: 'POST' })).status).toBe(404);
  });

  it('takes an address the provider tells only when asked for the user’s info', async () => {
    const other = await startProvider(accounts, { inIdToken: false });
    const there = await startDesk({ config: { oidc: other.config } });
    other.serve(there.url);
    const browser = visitor(there.url);
    let page = await browser.go('/signin/provider');
    page = await browser.submit({ login: 'ann', password: 'x' });
    if (page.url.startsWith(other.issuer)) page = await browser.submit({});
    expect([page.status, page.url]).toEqual([200, `${there.url}/inbox`]);
    await there.stop();
    await other.stop();
  });

  it.each([
    ['sloppy', 403, 'unverified-email', 'does not vouch for your address ann@firm.test'],
    ['silent', 403, 'unverified-email', 'does not vouch'],
    ['nobody', 403, 'unknown-person', 'No active Odoo user has the address nobody@firm.test'],
    ['foreign', 403, 'other-domain', 'not of the organisation'],
    ['nameless', 403, 'sign-in', 'did not give your e-mail address'],
  ])('is refused to %s', async (account, status, code, says) => {
    const browser = visitor(desk.url);
    const page = await throughProvider(browser, account);
    expect([page.status, page.text]).toEqual([status, expect.stringContaining(says)]);
    expect(browser.cookies.has('desk-session')).toBe(false);
    expect(await lastRefusal()).toMatchObject({ channel: 'page', code });
  });

  it('is refused to somebody archived in Odoo', async () => {
    const [ann] = desk.odoo.people.splice(0, 1);
    try {
      const page = await throughProvider(visitor(desk.url), 'ann');
      expect([page.status, page.text]).toEqual([403, expect.stringContaining('No active Odoo user')]);
    } finally {
      if (ann) desk.odoo.people.unshift(ann);
    }
  });

  it('waits for Odoo, which alone knows who may come in', async () => {
    desk.odoo.down = true;
    const page = await throughProvider(visitor(desk.url), 'ann').finally(() => (desk.odoo.down = false));
    expect([page.status, page.text]).toEqual([503, expect.stringContaining('Odoo can’t be reached')]);
  });
});

describe('an answer is not taken', () => {
  it('with a state nobody gave', async () => {
    const browser = visitor(desk.url);
    await browser.go('/signin');
    const page = await browser.go('/signin/callback?code=abc&state=forged');
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('was not begun in this browser')]);
    expect(await lastRefusal()).toMatchObject({ code: 'sign-in' });
  });

  it('in another browser than the one that began: nobody is signed in as somebody else unawares', async () => {
    const attacker = visitor(desk.url);
    const answer = await answerFor(attacker, 'ann');
    const victim = visitor(desk.url);
    await victim.go('/signin');
    expect((await victim.go(answer.href)).status).toBe(403);
    expect(victim.cookies.has('desk-session')).toBe(false);
    expect((await attacker.go(answer.href)).status).toBe(200);
  });

  it('twice', async () => {
    const browser = visitor(desk.url);
    const answer = await answerFor(browser, 'ann');
    const cookie = browser.cookie('desk-browser');
    expect((await browser.go(answer.href)).url).toBe(`${desk.url}/inbox`);
    browser.cookies.set('desk-browser', cookie ?? '');
    expect((await browser.go(answer.href)).status).toBe(403);
  });

  it('with a code that was used for another sign-in, though the state is new', async () => {
    const browser = visitor(desk.url);
    const used = await answerFor(browser, 'ann');
    await browser.go(used.href);
    const again = visitor(desk.url);
    const fresh = await answerFor(again, 'ann');
    fresh.searchParams.set('code', used.searchParams.get('code') ?? '');
    const page = await again.go(fresh.href);
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('could not be trusted')]);
  });

  it('after ten minutes', async () => {
    const browser = visitor(desk.url);
    const answer = await answerFor(browser, 'ann');
    desk.advance(0.2);
    try {
      expect((await browser.go(answer.href)).status).toBe(403);
    } finally {
      desk.advance(-0.2);
    }
  });

  it('where it names another provider as the one that answers', async () => {
    const browser = visitor(desk.url);
    const answer = await answerFor(browser, 'ann');
    answer.searchParams.set('iss', 'https://evil.test');
    expect((await browser.go(answer.href)).status).toBe(403);
  });

  it('where the person turned back', async () => {
    const browser = visitor(desk.url);
    const answer = await answerFor(browser, 'ann');
    answer.searchParams.delete('code');
    answer.searchParams.set('error', 'access_denied');
    const page = await browser.go(answer.href);
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('did not let you in')]);
  });

  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  it.each<[string, (claims: Claims) => string]>([
    ['of another issuer', (claims) => provider.forge({ ...claims, iss: 'https://evil.test' })],
    ['for another client', (claims) => provider.forge({ ...claims, aud: 'other-app' })],
    ['for another sign-in', (claims) => provider.forge({ ...claims, nonce: 'other' })],
    ['that expired', (claims) => provider.forge({ ...claims, exp: 1_700_000_000 })],
    ['signed with another key', (claims) => provider.forge(claims, stranger)],
    [
      'signed by nobody',
      (claims) =>
        `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`,
    ],
  ])('with an ID token %s', async (_what, idToken) => {
    provider.twist.idToken = idToken;
    const browser = visitor(desk.url);
    const page = await throughProvider(browser, 'ann');
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('could not be trusted')]);
    expect(browser.cookies.has('desk-session')).toBe(false);
  });

  it('and the same token untouched is', async () => {
    provider.twist.idToken = (claims) => provider.forge(claims);
    expect((await throughProvider(visitor(desk.url), 'ann')).url).toBe(`${desk.url}/inbox`);
  });
});

describe('the session', () => {
  it('gets a new id at sign-in; one planted before is worth nothing', async () => {
    const browser = visitor(desk.url);
    browser.cookies.set('desk-session', 'planted-by-somebody-who-waits-for-the-victim');
    const page = await throughProvider(browser, 'ann');
    expect(page.status).toBe(200);
    expect(browser.cookie('desk-session')).toMatch(/^[\w-]{43}$/);
    const attacker = visitor(desk.url);
    attacker.cookies.set('desk-session', 'planted-by-somebody-who-waits-for-the-victim');
    expect((await attacker.go('/inbox')).url).toContain('/signin');
  });

  it('of before ends when somebody signs in anew', async () => {
    const browser = visitor(desk.url);
    await throughProvider(browser, 'ann');
    const old = browser.cookie('desk-session') ?? '';
    await throughProvider(browser, 'ann');
    expect(browser.cookie('desk-session')).not.toBe(old);
    const thief = visitor(desk.url);
    thief.cookies.set('desk-session', old);
    expect((await thief.go('/inbox')).url).toContain('/signin');
  });

  it('is kept as a hash only, and so is whatever leads to one', async () => {
    const browser = visitor(desk.url);
    await throughProvider(browser, 'ann');
    const rows = await desk.database.query('select * from desk.sessions');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(browser.cookie('desk-session'));
    const { to } = await browser.peek('/signin/provider');
    const begun = JSON.stringify(await desk.database.query('select * from desk.sign_ins'));
    expect(begun).not.toContain(new URL(to).searchParams.get('state'));
    expect(begun).not.toContain(browser.cookie('desk-browser'));
  });

  it.each([
    ['an hour', 1.01, '/signin'],
    ['less', 0.9, '/inbox'],
  ])('left alone for %s', async (_what, hours, leads) => {
    const browser = visitor(desk.url);
    await throughProvider(browser, 'ann');
    desk.advance(hours);
    try {
      expect(new URL((await browser.go('/inbox')).url).pathname).toBe(leads);
    } finally {
      desk.advance(-hours);
    }
  });

  it('ends after twelve hours however busy, and is forgotten by the sweep', async () => {
    const browser = visitor(desk.url);
    await throughProvider(browser, 'ann');
    let gone = 0;
    try {
      for (; gone < 11.9; gone += 0.9) {
        expect(new URL((await browser.go('/inbox')).url).pathname).toBe('/inbox');
        desk.advance(0.9);
      }
      expect(new URL((await browser.go('/inbox')).url).pathname).toBe('/signin');
      await desk.desk.tick();
      await expect.poll(() => desk.database.query('select from desk.sessions'), { timeout: 20_000 }).toEqual([]);
    } finally {
      desk.advance(-gone);
    }
  });

  it('ends on this device by signing out, and on all by signing out everywhere', async () => {
    const [desktop, phone, tablet] = [visitor(desk.url), visitor(desk.url), visitor(desk.url)];
    for (const each of [desktop, phone, tablet]) await throughProvider(each, 'ann');
    const stolen = desktop.cookie('desk-session') ?? '';
    expect((await desktop.go('/signout')).url).toBe(`${desk.url}/inbox`);
    const page = await desktop.submit({ where: 'here' }, '/signout');
    expect(page.text).toContain('You are signed out');
    desktop.cookies.set('desk-session', stolen);
    expect((await desktop.go('/inbox')).url).toContain('/signin');
    expect((await phone.go('/inbox')).url).toContain('/inbox');
    await phone.submit({ where: 'everywhere' }, '/signout');
    expect((await tablet.go('/inbox')).url).toContain('/signin');
  });

  it('is over as soon as Odoo no longer knows the person', async () => {
    const browser = visitor(desk.url);
    await throughProvider(browser, 'ann');
    const [ann] = desk.odoo.people.splice(0, 1);
    try {
      const page = await browser.go('/inbox');
      expect([page.status, page.text]).toEqual([403, expect.stringContaining('You are signed out')]);
    } finally {
      if (ann) desk.odoo.people.unshift(ann);
    }
    expect((await browser.go('/inbox')).url).toContain('/signin');
  });
});

describe('the address to return to', () => {
  it.each([
    'https://evil.test/inbox',
    '//evil.test',
    '/\\evil.test',
    '/inbox/../../evil',
    '/inbox@evil.test',
    'javascript:alert(1)',
    '/a/xyz',
  ])('%s is not one', async (to) => {
    const browser = visitor(desk.url);
    const page = await throughProvider(browser, 'ann', `/signin/provider?to=${encodeURIComponent(to)}`);
    expect(page.url).toBe(`${desk.url}/inbox`);
    expect((await browser.peek(`/signin?to=${encodeURIComponent(to)}`)).to).toBe('/inbox');
  });

  it('is the page that was asked for', async () => {
    const id = '0b0f1f9e-5c54-4a7e-9a55-0f3f5d6c7b8a';
    const page = await throughProvider(visitor(desk.url), 'ann', `/signin/provider?to=/inbox/${id}`);
    expect(page.url).toBe(`${desk.url}/inbox/${id}`);
  });
});

describe('a provider that is down', () => {
  it('is said so, and asked again the next time', async () => {
    const other = await startProvider(accounts);
    const there = await startDesk({ config: { oidc: other.config, signInByLink: true } });
    other.breakDown();
    const browser = visitor(there.url);
    const page = await browser.go('/signin/provider');
    expect([page.status, page.text]).toEqual([503, expect.stringContaining('The sign-in provider can’t be reached')]);
    expect((await browser.go('/signin')).text).toContain('Mail me a link');
    other.serve(there.url);
    expect((await browser.go('/signin/provider')).url).toContain(other.issuer);
    await browser.submit({ login: 'ann', password: 'x' });
    await there.stop();
    await other.stop();
  });
});

it('nothing of a sign-in is ever logged', async () => {
  const browser = visitor(desk.url);
  const answer = await answerFor(browser, 'ann');
  await browser.go(answer.href);
  const written = desk.log.join('');
  expect(written).toContain('/signin/callback');
  for (const secret of [
    answer.searchParams.get('code'),
    answer.searchParams.get('state'),
    browser.cookie('desk-session'),
  ]) {
    expect(secret).toBeTruthy();
    expect(written).not.toContain(secret);
  }
});
