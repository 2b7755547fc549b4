import { Router, urlencoded } from 'express';
import type { Context } from '../context.ts';
import { asPage, perMinute } from '../page/routes.ts';
import { endSession, endSessionsOf, findSession } from '../store/sessions.ts';
import type { Cookies } from './cookies.ts';
import { isOurForm } from './forms.ts';
import { otherSite, signedOut } from './pages.ts';

const REQUESTS_PER_MINUTE = 60;

export function signOutRoutes({ sql, now }: Context, cookies: Cookies): Router {
  const router = Router();
  router.use('/signout', perMinute(REQUESTS_PER_MINUTE), (_req, res, next) => {
    res.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' });
    next();
  });
  router.get('/signout', async (req, res) => {
    const secret = cookies.read(req, 'session');
    if (secret && (await findSession(sql, secret, now()))) res.redirect(303, '/inbox');
    else res.send(signedOut());
  });
  router.post('/signout', urlencoded({ extended: false, limit: '4kb', parameterLimit: 10 }), async (req, res) => {
    const secret = cookies.read(req, 'session');
    const session = secret && (await findSession(sql, secret, now()));
    if (secret && session) {
      if (!isOurForm(req, secret)) return void res.status(403).send(otherSite());
      await endSession(sql, secret);
      if (req.body.where === 'everywhere') await endSessionsOf(sql, session.userId);
    }
    cookies.clear(res, 'session');
    // Takes the pages behind the back button out of the browser.
    res.set('Clear-Site-Data', '"cache"').redirect(303, '/signout');
  });
  router.use('/signout', asPage);
  return router;
}
