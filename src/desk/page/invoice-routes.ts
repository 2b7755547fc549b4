import { Router } from 'express';
import type { Context } from '../context.ts';
import type { Cookies } from '../signin/cookies.ts';
import { disputeRoutes } from './dispute-routes.ts';
import { draftRoutes } from './draft-routes.ts';
import { asPage, perMinute, REQUESTS_PER_MINUTE } from './routes.ts';

/** Invoices as whoever is signed in works on them, asked to decide or not. Opening a page does nothing. */
export function invoiceRoutes(context: Context, cookies: Cookies): Router {
  const router = Router();
  router.use('/invoices', perMinute(REQUESTS_PER_MINUTE), (_req, res, next) => {
    res.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' });
    next();
  });
  disputeRoutes(context, cookies, router);
  draftRoutes(context, cookies, router);
  router.use('/invoices', asPage);
  return router;
}
