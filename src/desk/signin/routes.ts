import { type Request, type Response, Router, urlencoded } from 'express';
import { rateLimit } from 'express-rate-limit';
import { z } from 'zod/v4';
import type { Context } from '../context.ts';
import * as outcome from '../page/outcome.ts';
import { asPage, perMinute } from '../page/routes.ts';
import { logRefusal } from '../store/refusals.ts';
import { endSession, findSession, SESSION_MS, startSession } from '../store/sessions.ts';
import { beginAtProvider, findLinkSignIn, spendLinkSignIn, spendProviderSignIn } from '../store/sign-ins.ts';
import { newToken, tokenHash } from '../token.ts';
import type { Cookies } from './cookies.ts';
import { formToken, isOurForm } from './forms.ts';
import * as pages from './pages.ts';
import { newChallenge, type Provider } from './provider.ts';
import { SignInRefused } from './refused.ts';
import { returnTo } from './return-to.ts';

export interface SignIn {
  cookies: Cookies;
  /** Where people reach the desk, without trailing slash. */
  origin: () => string;
  provider: (Provider & { label: string }) | undefined;
  byLink: boolean;
  /** False over plain http in production: the cookie would be anybody's. */
  isSafe: () => boolean;
}

const MINUTE_MS = 60_000;
const BROWSER_MS = 60 * MINUTE_MS;
const AT_PROVIDER_MS = 10 * MINUTE_MS;
const REQUESTS_PER_MINUTE = 60;
const LINKS_PER_ADDRESS = 20;

/** Signing in: by OpenID Connect, or by a mailed link. Opening any of these addresses signs nobody in but the provider's answer. */
export function signInRoutes(context: Context, { cookies, origin, provider, byLink, isSafe }: SignIn): Router {
  const { sql, odoo, now } = context;
  const ways = { provider: provider?.label, link: byLink };

  /** The secret that ties what is begun here to this browser. */
  function browserOf(req: Request, res: Response): string {
    const secret = cookies.read(req, 'browser') ?? newToken();
    cookies.set(res, 'browser', secret, BROWSER_MS);
    return secret;
  }

  async function refuse(res: Response, status: number, problem: SignInRefused): Promise<void> {
    const { code, who, message, cause } = problem;
    const detail = cause instanceof Error ? `${message} (${cause.message})` : message;
    await logRefusal(sql, { channel: 'page', who, code, detail }, now());
    if (status >= 500) context.log.warn({ err: problem }, 'nobody could sign in');
    res.status(status).send(pages.notLetIn(message));
  }

  /** Lets this person in under a new id: one that was planted in the browser before is worth nothing. */
  async function enter(req: Request, res: Response, email: string, to: string, userId?: number): Promise<void> {
    const person = await odoo.personByEmail(email).catch((cause: unknown) => {
      const message = 'Odoo can’t be reached, and only Odoo knows who may come in. Try again in a minute.';
      throw new SignInRefused('odoo-down', message, email, { cause });
    });
    if (!person || (userId !== undefined && person.userId !== userId)) {
      throw new SignInRefused('unknown-person', `No active Odoo user has the address ${email}.`, email);
    }
    const before = cookies.read(req, 'session');
    if (before) await endSession(sql, before);
    cookies.set(res, 'session', await startSession(sql, person, now()), SESSION_MS);
    cookies.clear(res, 'browser');
    res.redirect(303, to);
  }

  async function mailLink(email: string, browser: string, to: string): Promise<void> {
    const asked = { email, browserHash: tokenHash(browser), returnTo: to, askedAt: now().toISOString() };
    await context.outbox((_tx, send) => send('signInLink', asked));
  }

  const router = Router();
  const form = urlencoded({ extended: false, limit: '4kb', parameterLimit: 10 });
  router.use('/signin', perMinute(REQUESTS_PER_MINUTE), (_req, res, next) => {
    res.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' });
    if (!isSafe() || !(provider || byLink)) return void res.status(503).send(pages.noWayIn(!isSafe()));
    next();
  });

  router.get('/signin', async (req, res) => {
    const to = returnTo(req.query.to);
    const session = cookies.read(req, 'session');
    if (session && (await findSession(sql, session, now()))) return res.redirect(303, to);
    res.send(pages.signInPage(ways, formToken(browserOf(req, res)), to));
  });
  router.get('/signin/sent', (_req, res) => void res.send(pages.linkSent()));

  if (provider) {
    router.get('/signin/provider', async (req, res) => {
      const challenge = newChallenge();
      const expiresAt = new Date(now().getTime() + AT_PROVIDER_MS);
      const begun = { browserHash: tokenHash(browserOf(req, res)), returnTo: returnTo(req.query.to), expiresAt };
      const state = await beginAtProvider(sql, { ...begun, ...challenge });
      res.redirect(303, (await provider.address({ state, ...challenge })).href);
    });
    router.get('/signin/callback', async (req, res) => {
      const state = String(req.query.state ?? '');
      const browser = cookies.read(req, 'browser');
      const begun = browser && (await spendProviderSignIn(sql, state, browser, now()));
      if (!begun) {
        throw new SignInRefused('sign-in', 'This sign-in was not begun in this browser, or took too long.');
      }
      const email = await provider.emailOf(new URL(req.originalUrl, origin()), { state, ...begun });
      await enter(req, res, email, begun.returnTo);
    });
  }

  if (byLink) {
    const fewLinks = rateLimit({
      windowMs: 15 * MINUTE_MS,
      limit: LINKS_PER_ADDRESS,
      handler: (_req, res) => void res.status(429).send(outcome.tooMany()),
    });
    router.post('/signin/link', fewLinks, form, async (req, res) => {
      const browser = cookies.read(req, 'browser');
      if (!browser || !isOurForm(req, browser)) return void res.status(403).send(pages.otherSite());
      const to = returnTo(req.body.to);
      const email = z
        .email()
        .max(254)
        .safeParse(String(req.body.email ?? '').trim());
      if (!email.success) {
        const problem = 'That is no e-mail address.';
        return void res.status(422).send(pages.signInPage(ways, formToken(browser), to, problem));
      }
      await mailLink(email.data, browser, to);
      res.redirect(303, '/signin/sent');
    });
    router.get('/signin/link/:token', async (req, res) => {
      const browser = browserOf(req, res);
      const begun = await findLinkSignIn(sql, req.params.token);
      if (!begun || begun.usedAt || begun.expiresAt <= now()) return void res.status(410).send(pages.badLink());
      const here = begun.browserHash === tokenHash(browser);
      const token = formToken(browser);
      res.send(here ? pages.enterPage(begun.email, token) : pages.otherBrowser(token));
    });
    router.post('/signin/link/:token', fewLinks, form, async (req, res) => {
      const browser = cookies.read(req, 'browser');
      if (!browser || !isOurForm(req, browser)) return void res.status(403).send(pages.otherSite());
      const token = String(req.params.token);
      if (req.body.do === 'again') {
        const begun = await findLinkSignIn(sql, token);
        if (begun && !begun.usedAt) await mailLink(begun.email, browser, begun.returnTo);
        return res.redirect(303, '/signin/sent');
      }
      const begun = await spendLinkSignIn(sql, token, browser, now());
      if (!begun) return void res.status(410).send(pages.badLink());
      await enter(req, res, begun.email, begun.returnTo, begun.userId);
    });
  }

  router.use('/signin', async (error: Error, _req: Request, res: Response, next: (error?: Error) => void) => {
    if (!(error instanceof SignInRefused)) return next(error);
    const isDown = error.code === 'provider-down' || error.code === 'odoo-down';
    await refuse(res, isDown ? 503 : 403, error);
  });
  router.use('/signin', asPage);
  return router;
}
