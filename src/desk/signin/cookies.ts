import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';

/** `session`: who is signed in. `browser`: nobody yet; ties a sign-in to the browser that began it. */
export type CookieName = 'session' | 'browser';

export interface Cookies {
  read(req: Request, name: CookieName): string | undefined;
  set(res: Response, name: CookieName, value: string, maxAgeMs: number): void;
  clear(res: Response, name: CookieName): void;
}

/**
 * `__Host-` cookies: sent over TLS to this very host only, out of reach of scripts and of other sites' forms. Browsers
 * take that prefix over https alone, so a desk on plain http has cookies by a plainer name.
 */
export function hostCookies(isSecure: () => boolean): Cookies {
  const full = (name: CookieName) => `${isSecure() ? '__Host-' : ''}desk-${name}`;
  const write = (res: Response, name: CookieName, value: string, maxAge: number) =>
    void res.append(
      'Set-Cookie',
      stringifySetCookie({
        name: full(name),
        value,
        maxAge,
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure: isSecure(),
      }),
    );
  return {
    read: (req, name) => parseCookie(req.get('cookie') ?? '')[full(name)] || undefined,
    set: (res, name, value, maxAgeMs) => write(res, name, value, Math.round(maxAgeMs / 1000)),
    clear: (res, name) => write(res, name, '', 0),
  };
}
