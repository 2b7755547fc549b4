import type { Request, Response } from 'express';
import type { Person } from '../../billing/ports.ts';
import type { Context } from '../context.ts';
import type { Cookies } from '../signin/cookies.ts';
import { formToken, isOurForm } from '../signin/forms.ts';
import { otherSite } from '../signin/pages.ts';
import { PATIENCE_MS } from '../look.ts';
import { within } from '../patience.ts';
import { returnTo } from '../signin/return-to.ts';
import { logRefusal, type RefusalCode } from '../store/refusals.ts';
import { endSession, findSession, type Session } from '../store/sessions.ts';
import { shut } from './outcome.ts';
import type { SignedIn } from './signed-in.ts';

/** Who is signed in, and what Odoo says of them at this moment; undefined where Odoo can't be asked. */
export interface Visitor {
  session: Session;
  secret: string;
  person: Person | undefined;
  /** Why Odoo can't be asked. */
  trouble?: unknown;
  you: SignedIn & { userId: number };
}

/** Says who it is that comes, and takes no form that is not ours; undefined where the answer is given already. */
export function doorkeeper({ sql, odoo, measuring, now, log }: Context, cookies: Cookies) {
  async function refuse(res: Response, page: string, code: RefusalCode, detail: string, who: string): Promise<void> {
    await logRefusal(sql, { channel: 'page', code, detail, who }, now());
    res.status(403).send(page);
  }

  async function ask(email: string): Promise<{ person?: Person | undefined; trouble?: unknown }> {
    try {
      return { person: await within(PATIENCE_MS, odoo.personByEmail(email)) };
    } catch (error) {
      log.warn({ err: error }, 'Odoo could not be asked who is signed in');
      return { trouble: error };
    }
  }

  return async (req: Request, res: Response): Promise<Visitor | undefined> => {
    const secret = cookies.read(req, 'session');
    const session = secret && (await findSession(sql, secret, now()));
    if (!secret || !session) {
      res.redirect(303, `/signin?to=${returnTo(req.method === 'GET' ? req.path : '')}`);
      return undefined;
    }
    const { userId, name, email } = session;
    if (req.method === 'POST' && !isOurForm(req, secret)) {
      const detail = 'The form did not come from a page of this session.';
      await refuse(res, otherSite(), 'cross-site', detail, email);
      return undefined;
    }
    const { person, trouble } = await ask(email);
    if (!trouble && person?.userId !== userId) {
      await endSession(sql, secret);
      cookies.clear(res, 'session');
      const detail = `No active Odoo user has the address ${email} any more.`;
      await refuse(res, shut(detail), 'unknown-person', detail, email);
      return undefined;
    }
    const controls = measuring && person?.controls;
    return { session, secret, person, trouble, you: { name, userId, token: formToken(secret), controls } };
  };
}
