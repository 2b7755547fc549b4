import { fileURLToPath } from 'node:url';
import { type ErrorRequestHandler, type RequestHandler, type Response, Router, urlencoded } from 'express';
import { rateLimit } from 'express-rate-limit';
import { authority } from '../../approvals/authority.ts';
import type { Context } from '../context.ts';
import { decide } from '../decide.ts';
import { look } from '../look.ts';
import { findLink, type Link } from '../store/links.ts';
import { logRefusal, type RefusalCode } from '../store/refusals.ts';
import { type Approver, loadRequest, type StoredRequest } from '../store/requests.ts';
import { invoicePage, REASON_MAX, REASON_MIN, type View } from './invoice.ts';
import * as outcome from './outcome.ts';

const CSS = fileURLToPath(new URL('./desk.css', import.meta.url));
const FORM_LIMIT = '4kb';
const REQUESTS_PER_MINUTE = 60;

interface Visit {
  link: Link;
  request: StoredRequest;
  you: Approver;
}

/** The page behind a single-use link. Opening it changes nothing: mail scanners do that too. */
export function pageRoutes(context: Context): Router {
  const { sql, now } = context;

  const refuse = (res: Response, status: number, code: RefusalCode, reason: string, visit?: Visit) => {
    const refusal = { channel: 'page' as const, requestId: visit?.request.id, who: visit?.you.email ?? 'unknown' };
    const body = code === 'unknown-link' ? outcome.unknown() : outcome.refused(reason);
    return logRefusal(sql, { ...refusal, code, detail: reason }, now()).then(() => res.status(status).send(body));
  };

  /** Who holds the link; undefined where the answer is given already. */
  async function arrive(token: string, res: Response): Promise<Visit | undefined> {
    const link = await findLink(sql, token);
    const request = link && (await loadRequest(sql, link.requestId));
    const you = request?.approvers.find(({ userId }) => userId === link?.userId);
    if (link && request && you) return { link, request, you };
    await refuse(res, 404, 'unknown-link', 'Nobody was sent this link.');
    return undefined;
  }

  /** What is left to say where this link can't take a decision, as things stand at the desk. */
  function over({ link, request }: Visit): string | undefined {
    if (request.state !== 'open') return outcome.late(request);
    if (link.usedAt) return outcome.spent(request);
    return link.expiresAt <= now() ? outcome.expired(request) : undefined;
  }

  async function show(visit: Visit, res: Response, problem?: string): Promise<void> {
    const { request, you } = visit;
    const seen = await look(context.odoo, request);
    if (seen.is === 'changed') {
      res.status(410).send(outcome.late({ ...request, state: 'void', voidReason: seen.why }));
      return;
    }
    const facts = seen.is === 'same' ? seen.facts : request.facts;
    if (seen.is === 'same') {
      const verdict = authority(await context.odoo.personByEmail(you.email), facts);
      if (!verdict.allowed) return void (await refuse(res, 403, verdict.code, verdict.reason, visit));
    }
    const view: View = { request, facts, you, fresh: seen.is === 'same', ...(problem ? { problem } : {}) };
    res.status(problem ? 422 : 200).send(invoicePage(view));
  }

  async function take(visit: Visit, body: Record<string, unknown>, res: Response): Promise<void> {
    const reason = String(body.reason ?? '').trim();
    const rejects = body.decision === 'reject';
    if (!rejects && body.decision !== 'approve') return show(visit, res, 'Please press one of the two buttons.');
    if (rejects && (reason.length < REASON_MIN || reason.length > REASON_MAX)) {
      return show(visit, res, `A rejection needs a reason of ${REASON_MIN} to ${REASON_MAX} characters.`);
    }
    const wish = rejects ? { outcome: 'rejected' as const, reason } : { outcome: 'approved' as const, reason: '' };
    const answer = await decide(context, visit.request.id, visit.you.email, { ...wish, channel: 'page' });
    if (answer.status === 'taken') res.send(outcome.taken(answer.request));
    else if (answer.status === 'late') res.status(410).send(outcome.late(answer.request));
    else res.status(403).send(outcome.refused(answer.reason));
  }

  async function renew({ link, request }: Visit, res: Response): Promise<void> {
    await context.outbox((_tx, send) => send('mail', { requestId: request.id, userId: link.userId, kind: 'ask' }));
    res.send(outcome.renewed());
  }

  const router = Router();
  router.get('/assets/desk.css', (_req, res) => res.sendFile(CSS, { maxAge: '1h' }));
  router.use('/a', limit, (_req, res, next) => {
    res.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' });
    next();
  });
  router.get('/a/:token', async (req, res) => {
    const visit = await arrive(req.params.token, res);
    if (!visit) return;
    const said = over(visit);
    if (said) res.status(410).send(said);
    else await show(visit, res);
  });
  const sameSite: RequestHandler = async (req, res, next) => {
    if (['same-origin', 'none', undefined].includes(req.get('sec-fetch-site'))) return next();
    await refuse(res, 403, 'cross-site', 'The form was sent from another site.');
  };
  const form = urlencoded({ extended: false, limit: FORM_LIMIT, parameterLimit: 10 });
  router.post('/a/:token', sameSite, form, async (req, res) => {
    const visit = await arrive(String(req.params.token), res);
    if (!visit) return;
    const said = over(visit);
    if (!said) return take(visit, req.body ?? {}, res);
    const renewable = visit.request.state === 'open' && !visit.link.usedAt && req.body?.decision === 'renew';
    if (renewable) return renew(visit, res);
    const detail = `The link is spent or expired and the request is ${visit.request.state}.`;
    const refusal = { channel: 'page' as const, requestId: visit.request.id, who: visit.you.email };
    await logRefusal(sql, { ...refusal, code: 'state', detail }, now());
    res.status(410).send(said);
  });
  router.use('/a', asPage);
  return router;
}

const limit = rateLimit({
  windowMs: 60_000,
  limit: REQUESTS_PER_MINUTE,
  standardHeaders: 'draft-8',
  legacyHeaders: false,
  handler: (_req, res) => void res.status(429).send(outcome.tooMany()),
});

const asPage: ErrorRequestHandler = (error: Error & { status?: number }, req, res, _next) => {
  const status = error.status ?? 500;
  if (status >= 500) req.log.error({ err: error }, 'page');
  res.status(status).send(outcome.failed());
};
