import { parseSetCookie } from 'cookie';
import { eventually, type Started } from './start.ts';

export interface Page {
  status: number;
  url: string;
  text: string;
  headers: Headers;
}

/** A browser without its screen: keeps cookies by host, follows redirects as browsers do, sends forms from the page it is on. */
let visitors = 0;

export function visitor(home: string) {
  // Each comes from an address of its own, as far as the desk can tell.
  visitors += 1;
  const from = `10.0.${visitors >> 8}.${visitors & 255}`;
  const cookies = new Map<string, string>();
  let at: Page | undefined;

  async function go(address: string, init: RequestInit = {}): Promise<Page> {
    let url = new URL(address, at?.url ?? home);
    let request = init;
    for (let hop = 0; hop < 20; hop++) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const own = { 'x-forwarded-for': from, ...(cookie ? { cookie } : {}) };
      const headers = { ...(request.headers as Record<string, string>), ...own };
      const response = await fetch(url, { ...request, headers, redirect: 'manual' });
      for (const line of response.headers.getSetCookie()) {
        const { name, value, maxAge, expires } = parseSetCookie(line);
        if (!value || maxAge === 0 || (expires && expires.getTime() < Date.now())) cookies.delete(name);
        else cookies.set(name, value);
      }
      const to = response.headers.get('location');
      if (!to) {
        at = { status: response.status, url: url.href, text: await response.text(), headers: response.headers };
        return at;
      }
      await response.body?.cancel();
      url = new URL(to, url);
      request = { headers: {} };
    }
    throw new Error(`${address} never ends`);
  }

  return {
    cookies,
    cookie: (name: string) => cookies.get(name),
    go,
    /** Stops at the first redirect and gives where it goes. */
    peek: async (address: string): Promise<{ status: number; to: string }> => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(new URL(address, home), {
        redirect: 'manual',
        headers: { cookie, 'x-forwarded-for': from },
      });
      for (const line of response.headers.getSetCookie()) {
        const { name, value } = parseSetCookie(line);
        if (value) cookies.set(name, value);
      }
      await response.body?.cancel();
      return { status: response.status, to: response.headers.get('location') ?? '' };
    },
    /** Sends the form of the page it is on, its hidden fields as they are; the one to `action` where there are several. */
    submit: async (fields: Record<string, string | string[]> = {}, action = '', headers = {}): Promise<Page> => {
      if (!at) throw new Error('Go somewhere first.');
      const forms = at.text.match(/<form[\s\S]*?<\/form>/g) ?? [];
      const form = forms.find(
        (each) =>
          !/class="you"/.test(each) &&
          each.includes(action && `action="${action}"`) &&
          (action === '/signout' || !each.includes('action="/signout"')),
      );
      if (!form) throw new Error(`No form here: ${at.url} ${at.status}`);
      const to = /action="([^"]*)"/.exec(form)?.[1] ?? at.url;
      const body = new URLSearchParams();
      for (const [input] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
        const name = /name="([^"]*)"/.exec(input)?.[1] ?? '';
        if (!(name in fields)) body.append(name, (/value="([^"]*)"/.exec(input)?.[1] ?? '').replaceAll('&amp;', '&'));
      }
      for (const [name, value] of Object.entries(fields)) [value].flat().forEach((each) => body.append(name, each));
      return go(to, { method: 'POST', body, headers: { 'sec-fetch-site': 'same-origin', ...headers } });
    },
  };
}
export type Visitor = ReturnType<typeof visitor>;

/** Somebody who signed in by a mailed link. */
export async function signedIn(desk: Started, email: string): Promise<Visitor> {
  const browser = visitor(desk.url);
  const mails = () => desk.mailbox.to(email).filter(({ subject }) => subject.includes('sign in'));
  const before = mails().length;
  await browser.go('/signin');
  await browser.submit({ email });
  await browser.go((await eventually(() => mails()[before])).link ?? '');
  await browser.submit({ do: 'enter' });
  return browser;
}
