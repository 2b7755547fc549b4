import { createHash, timingSafeEqual } from 'node:crypto';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { OdooError } from '../odoo/errors.ts';
import { DeskError } from './errors.ts';

const UNAUTHORIZED = 401;
const knewTheToken = (_req: unknown, res: { statusCode: number }) => res.statusCode !== UNAUTHORIZED;

/** Twenty wrong ones a minute. */
export const fewWrongTokens = (): RequestHandler =>
  rateLimit({ windowMs: 60_000, limit: 20, skipSuccessfulRequests: true, requestWasSuccessful: knewTheToken });

/** @param mend what to tell whoever doesn't know the token */
export function bearer(token: string, mend: string): RequestHandler {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${token}`);
  return (req, _res, next) => {
    if (timingSafeEqual(digest(req.get('authorization') ?? ''), expected)) return next();
    throw new DeskError(UNAUTHORIZED, 'The token is missing or wrong.', mend);
  };
}

/** What went wrong, for programs. */
export const asJson: ErrorRequestHandler = (error: Error & { status?: number }, req, res, _next) => {
  if (error instanceof DeskError) {
    res.status(error.status).json({ error: error.message, mend: error.mend });
  } else if (error instanceof OdooError) {
    req.log.warn({ err: error }, 'Odoo');
    res.status(error.code === 'refused' ? 422 : 502).json({ error: error.message, mend: error.mend });
  } else if (error.status && error.status < 500) {
    res.status(error.status).json({ error: error.message, mend: 'Send a smaller body of valid JSON.' });
  } else {
    req.log.error({ err: error }, 'api');
    res.status(500).json({ error: 'The desk failed.', mend: "See the desk's log for what happened." });
  }
};
