import { fileURLToPath } from 'node:url';
import {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  Router,
  urlencoded,
} from 'express';
import { rateLimit } from 'express-rate-limit';
import type { LinkLimit } from '../config.ts';
import type { Context } from '../context.ts';
import { decide } from '../decide.ts';
import type { Cookies } from '../signin/cookies.ts';
import { isSameSite } from '../signin/forms.ts';
import { findLink, type Link, markRenewed } from '../store/links.ts';
import { logRefusal, type RefusalCode } from '../store/refusals.ts';
import { type Asked, loadRequest, type StoredRequest } from '../store/requests.ts';
import { findSession } from '../store/sessions.ts';
import { BY_LINK } from '../verified.ts';
import { invoicePage } from './invoice.ts';
import { asksForSignIn } from './link-limit.ts';
import * as outcome from './outcome.ts';
import { sayRoutes } from './say-routes.ts';
import { sight } from './sight.ts';
import { STYLES } from './styles.ts';
import { wishOf } from './wish.ts';

const FORM_LIMIT = '4kb';
/** An office has one address: at the end of a month that is ten people with fifty invoices each. */
export const REQUESTS_PER_MINUTE = 1000;

interface Visit {
  link: Link;
  request: StoredRequest;
  you: Asked;
}

/** The page behind a single-use link. Opening it changes nothing: mail scanners do that too. */
export function pageRoutes(context: Context, cookies: Cookies, linkLimit?: LinkLimit): Router {
  const { sql, now } = context;

  const refuse = (res: Response, status: number, code: RefusalCode, reason: string, visit?: Visit) => {
    const refusal = { channel: 'page' as const, requestId: visit?.request.id, who: visit?.you.email ?? 'unknown' };
    const body = code === 'unknown-link' ? outcome.unknown() : outcome.refused(reason);
    return logRefusal(sql, { ...refusal, code, detail: reason }, now()).then(() => res.status(status).send(body));
  };

  /** Whose link it is; undefined where the answer is given already, and where somebody else is signed in here. */
  async function arrive(req: Request, res: Response): Promise<Visit | undefined> {
    const link = await findLink(sql, String(req.params.token));
    const request = link && (await loadRequest(sql, link.requestId));
    const you = request?.approvers.find(({ userId }) => userId === link?.userId);
    if (!link || !request || !you) {
      await refuse(res, 404, 'unknown-link', 'Nobody was sent this link.');
      return undefined;
    }
    const secret = cookies.read(req, 'session');
    const session = secret && (await findSession(sql, secret, now()));
    if (!session || session.userId === link.userId) return { link, request, you };
    const reason = `This link was mailed to ${you.name}, and you are signed in as ${session.name}. Decide in your own inbox.`;
    await refuse(res, 403, 'not-asked', reason, { link, request, you: { ...you, email: session.email } });
    return undefined;
  }

  /** What is left to say where this link can't take a decision, as things stand at the desk. */
  function over({ link, request, you }: Visit): string | undefined {
    if (request.state !== 'open') return outcome.late(request);
    const yours = request.decisions.find(({ userId }) => userId === you.userId);
    if (yours || !you.asked) return outcome.late(request, yours);
    if (link.usedAt) return outcome.spent(request);
    return link.expiresAt <= now() ? outcome.expired(request) : undefined;
  }

  async function show(visit: Visit, res: Response, said: { problem?: string; news?: string } = {}): Promise<void> {
    const { request, you } = visit;
    const seen = await sight(context, request, you.email);
    if (seen.is === 'over') res.status(410).send(outcome.late(seen.request));
    else if (seen.is === 'denied') await refuse(res, 403, seen.denial.code, seen.denial.reason, visit);
    else
      res
        .status(said.problem ? 422 : said.news ? 409 : 200)
        .send(invoicePage({ ...seen, ...said, request, you, path: res.req.path }));
  }

  async function take(visit: Visit, body: Record<string, unknown>, res: Response): Promise<void> {
    const wish = wishOf(body);
    if (typeof wish === 'string') return show(visit, res, { problem: wish });
    const answer = await decide(context, visit.request.id, visit.you.email, { ...wish, verified: BY_LINK });
    if (answer.status === 'taken') res.send(outcome.taken(answer.request, answer.yours));
    else if (answer.status === 'late') res.status(410).send(outcome.late(answer.request, answer.yours));
    else if (answer.status === 'unseen') await show(visit, res, { news: outcome.NEWS });
    else if (answer.code === 'unsaid') await show(visit, res, { news: answer.reason });
    else res.status(403).send(outcome.refused(answer.reason));
  }

  async function renew(token: string, { link, request }: Visit, res: Response): Promise<void> {
    if (await markRenewed(sql, token, now())) {
      await context.outbox((_tx, send) => send('mail', { requestId: request.id, userId: link.userId, kind: 'ask' }));
    }
    res.send(outcome.renewed());
  }

  const mustSignIn = ({ route, facts }: StoredRequest) => route.signIn || asksForSignIn(linkLimit, facts);

  const router = Router();
  for (const name of STYLES) {
    const file = fileURLToPath(new URL(`./${name}`, import.meta.url));
    router.get(`/assets/${name}`, (_req, res) => res.sendFile(file, { maxAge: '1h' }));
  }
  router.use('/a', perMinute(REQUESTS_PER_MINUTE), (_req, res, next) => {
    res.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' });
    next();
  });
  router.get('/a/:token', async (req, res) => {
    const visit = await arrive(req, res);
    if (!visit) return;
    const said = over(visit);
    if (said) res.status(410).send(said);
    else if (mustSignIn(visit.request)) res.send(outcome.signInFirst(visit.request));
    else await show(visit, res);
  });
  /** For whoever holds a link that can still take something. */
  async function enter(req: Request, res: Response): Promise<Visit | undefined> {
    const visit = await arrive(req, res);
    const said = visit && (over(visit) ?? (mustSignIn(visit.request) && outcome.signInFirst(visit.request)));
    if (!said) return visit;
    res.status(mustSignIn(visit.request) ? 403 : 410).send(said);
    return undefined;
  }

  const sameSite: RequestHandler = async (req, res, next) => {
    if (isSameSite(req)) return next();
    await refuse(res, 403, 'cross-site', 'The form was sent from another site.');
  };
  const form = urlencoded({ extended: false, limit: FORM_LIMIT, parameterLimit: 10 });
  router.post('/a/:token', sameSite, form, async (req, res) => {
    const visit = await arrive(req, res);
    if (!visit) return;
    const said = over(visit);
    if (!said && mustSignIn(visit.request)) {
      return void (await refuse(
        res,
        403,
        'above-link-limit',
        'Sign in to decide on an invoice of this amount.',
        visit,
      ));
    }
    if (!said) return take(visit, req.body ?? {}, res);
    const renewable = visit.request.state === 'open' && !visit.link.usedAt && req.body?.decision === 'renew';
    if (renewable) return renew(String(req.params.token), visit, res);
    const detail = `The link is spent or expired and the request is ${visit.request.state}.`;
    const refusal = { channel: 'page' as const, requestId: visit.request.id, who: visit.you.email };
    await logRefusal(sql, { ...refusal, code: 'state', detail }, now());
    res.status(410).send(said);
  });
  sayRoutes(context, router, '/a/:token', [sameSite, form], async (req, res) => {
    const visit = await enter(req, res);
    const back = `/a/${String(req.params.token)}`;
    return visit && { request: visit.request, email: visit.you.email, back, verified: BY_LINK };
  });
  router.use('/a', asPage);
  return router;
}

/** By address of whoever asks, a minute. */
export const perMinute = (most: number) =>
  rateLimit({
    windowMs: 60_000,
    limit: most,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_req, res) => void res.status(429).send(outcome.tooMany()),
  });

export const asPage: ErrorRequestHandler = (error: Error & { status?: number }, req, res, _next) => {
  const status = error.status ?? 500;
  if (status >= 500) req.log.error({ err: error }, 'page');
  res.status(status).send(outcome.failed());
};
