import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';

/**
 * Against forms sent from other sites, for every form of the desk. A browser says where a form comes from
 * (`Sec-Fetch-Site`); one too old to say so is caught by the token, which only a page made for this browser's own cookie
 * holds.
 */
export const FORM_FIELD = 'form';

const SAME_SITE: (string | undefined)[] = ['same-origin', 'none', undefined];

export function isSameSite(req: Request): boolean {
  return SAME_SITE.includes(req.get('sec-fetch-site'));
}

/** @param secret value of the cookie the form goes with: the session's, or the browser's before there is one */
export function formToken(secret: string): string {
  return mac(secret, 'form');
}

export function isOurForm(req: Request, secret: string | undefined): boolean {
  const given: unknown = (req.body as Record<string, unknown> | undefined)?.[FORM_FIELD];
  return isSameSite(req) && secret !== undefined && typeof given === 'string' && same(given, formToken(secret));
}

/** Text that comes back in a form as it went out, or not at all. */
export function seal(secret: string, text: string): string {
  return `${Buffer.from(text).toString('base64url')}.${mac(secret, `sealed ${text}`)}`;
}

export function unseal(secret: string, sealed: unknown): string | undefined {
  const [body = '', given = ''] = typeof sealed === 'string' ? sealed.split('.') : [];
  const text = Buffer.from(body, 'base64url').toString();
  return same(given, mac(secret, `sealed ${text}`)) ? text : undefined;
}

function mac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}

function same(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
