import { Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Context } from './context.ts';

export const HINT_PATH = '/odoo/submitted';
export const EVENT_HINT_PATH = '/odoo/happened';

/** Odoo's webhook. Nothing in the call is believed: it only makes the desk look now. */
export function odooHint({ outbox }: Pick<Context, 'outbox'>): Router {
  const router = Router();
  const hints = { [HINT_PATH]: 'submissions', [EVENT_HINT_PATH]: 'events' } as const;
  for (const [path, job] of Object.entries(hints)) {
    router.post(
      path,
      rateLimit({ windowMs: 60_000, limit: 600, standardHeaders: false }),
      async (_request, response) => {
        await outbox((_tx, send) => send(job, {}));
        response.status(204).end();
      },
    );
  }
  return router;
}
