import { type ErrorRequestHandler, json, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { TeamsConfig } from '../config.ts';
import type { Context } from '../context.ts';
import { logRefusal, type RefusalCode } from '../store/refusals.ts';
import type { Bot } from './bot.ts';
import { clicks } from './clicks.ts';
import { guard } from './guard.ts';

const PATH = '/teams/messages';
const BODY_LIMIT = '256kb';
/** Of one address. What is not answered yet counts among them, so there is room for a crowd of clicks at once. */
const FORGED_PER_MINUTE = 600;

/** Teams' way in: nothing reaches the SDK but through the guard. */
export function teamsRoutes(context: Context, bot: Bot, config: TeamsConfig): Router {
  const { sql, now, log } = context;
  const refused = (code: RefusalCode, detail: string) =>
    void logRefusal(sql, { channel: 'teams', who: 'unknown', code, detail }, now()).catch((error: Error) =>
      log.error({ err: error }, 'a refusal could not be logged'),
    );
  const answer = clicks(context, bot, config);
  bot.app.on('card.action', async ({ activity }) => answer(activity));

  const unreadable: ErrorRequestHandler = (error: { status?: number }, _req, res, _next) => {
    res.sendStatus(error.status ?? 500);
  };

  return Router()
    .use(PATH, rateLimit({ windowMs: 60_000, limit: FORGED_PER_MINUTE, skipSuccessfulRequests: true }))
    .post(PATH, json({ limit: BODY_LIMIT }), guard(config, refused), async (req, res) => {
      const headers = { authorization: req.get('authorization') ?? '' };
      const { status, body } = await bot.receive({ body: req.body, headers });
      if (status === 401) refused('signature', 'The signature is wrong, or the token is for somebody else or too old.');
      res.status(status).send(body);
    })
    .use(PATH, unreadable);
}
