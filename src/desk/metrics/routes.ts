import { type RequestHandler, Router } from 'express';
import { asJson, bearer, fewWrongTokens } from '../bearer.ts';
import type { Context } from '../context.ts';
import { within } from '../patience.ts';
import { ofOdoo } from './of-odoo.ts';

/** A database that gives no answer holds up no scrape; Prometheus waits ten seconds. */
const PATIENCE_MS = 3000;

/** Times every answer, whatever it is. */
export function timing({ metrics }: Pick<Context, 'metrics'>): RequestHandler {
  return (req, res, next) => {
    const { path } = req;
    const from = performance.now();
    res.once('finish', () => metrics.answered(path, res.statusCode, (performance.now() - from) / 1000));
    next();
  };
}

/** `/metrics` for Prometheus, behind a token of its own: who scrapes can't ask for approvals. None where the settings name no token. */
export function metricsRoutes(context: Context, token: string | undefined): Router {
  const { metrics, measuring, queued, now, log } = context;
  const router = Router();
  if (token === undefined) return router;
  const read = measuring && ofOdoo(measuring, now, log);
  router.use('/metrics', fewWrongTokens(), bearer(token, 'Give Prometheus the desk’s DESK_METRICS_TOKEN.'));
  router.get('/metrics', async (_req, res) => {
    const jobs = await within(PATIENCE_MS, queued()).catch((error: unknown) => {
      log.warn({ err: error }, 'the queue could not be counted');
      return undefined;
    });
    res.set({ 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' });
    res.send(await metrics.exposed({ queued: jobs, ofOdoo: read?.() }));
  });
  router.use('/metrics', asJson);
  return router;
}
