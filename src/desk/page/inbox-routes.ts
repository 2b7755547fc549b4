import { type Response, Router, urlencoded } from 'express';
import { html } from 'htm/preact';
import { z } from 'zod/v4';
import { sameEmail } from '../../approvals/authority.ts';
import type { Context } from '../context.ts';
import { decide } from '../decide.ts';
import { money } from '../format.ts';
import { type Inbox, inboxOf, type Sort, SORTS } from '../inbox/inbox.ts';
import { decideAll, MOST, review, type Shown, shownOf } from '../inbox/review.ts';
import type { Cookies } from '../signin/cookies.ts';
import { seal, unseal } from '../signin/forms.ts';
import { otherSite } from '../signin/pages.ts';
import { questionsFor } from '../store/answerers.ts';
import { logRefusal } from '../store/refusals.ts';
import { findRequest, type StoredRequest } from '../store/requests.ts';
import { decidedFor, openRequests } from '../store/waiting.ts';
import { inboxPage, pageOf } from './inbox.ts';
import { invoicePage } from './invoice.ts';
import * as outcome from './outcome.ts';
import { resultPage, reviewPage } from './review.ts';
import { asPage, perMinute, REQUESTS_PER_MINUTE } from './routes.ts';
import { sayRoutes } from './say-routes.ts';
import { sight } from './sight.ts';
import { doorkeeper, type Visitor } from './visitor.ts';
import { wishOf } from './wish.ts';

const LATELY_MS = 14 * 86_400_000;
const LATELY_SHOWN = 10;

const shownForm = z.array(z.tuple([z.uuid(), z.string()])).max(MOST);
const query = z.object({
  sort: z.enum(SORTS).catch('pressing'),
  page: z.coerce.number().int().min(1).catch(1),
});

/** The inbox of whoever is signed in. The session says who it is; what they may is asked of Odoo every time. */
export function inboxRoutes(context: Context, cookies: Cookies): Router {
  const { sql, now } = context;

  const arrive = doorkeeper(context, cookies);

  async function inboxFor({ session, person }: Visitor, sort: Sort): Promise<Inbox> {
    return inboxOf(await openRequests(sql), session, person, sort, now());
  }

  async function show(visitor: Visitor, res: Response, asked: z.infer<typeof query>, problem?: string): Promise<void> {
    const { person, you, session } = visitor;
    const questions = await questionsFor(sql, session.userId);
    if (person && !person.mayApprove && questions.length === 0) {
      const why = `${person.name} may not approve invoices: not in Odoo's group of billing approvers.`;
      return void res.status(403).send(outcome.nothingForYou(why, you));
    }
    const inbox = await inboxFor(visitor, asked.sort);
    const number = Math.min(asked.page, Math.max(1, Math.ceil(inbox.yours.length / MOST)));
    const since = new Date(now().getTime() - LATELY_MS);
    const decided = await decidedFor(sql, session.userId, since, LATELY_SHOWN);
    const fresh = person !== undefined;
    const view = { you, inbox, decided, questions, sort: asked.sort, number, fresh, problem };
    res.status(problem ? 422 : 200).send(inboxPage(view));
  }

  /** What to do next: the first that waits, or the inbox. */
  async function next(visitor: Visitor, but?: string) {
    const { yours } = await inboxFor(visitor, 'pressing');
    const first = yours.find(({ id }) => id !== but);
    const left = yours.length === 1 ? '1 invoice waits' : `${yours.length} invoices wait`;
    return html`<nav class="next">
      ${
        first &&
        html`<a class="button primary" href=${`/inbox/${first.id}`}>
          Next: ${first.facts.customer.name}, ${money(first.facts.total, first.facts.currency)}
        </a>`
      }
      <a class="button second" href="/inbox">${first ? `Inbox: ${left}` : 'Inbox: nothing else waits'}</a>
    </nav>`;
  }

  /** The request, if this person was asked about it. */
  async function requestFor({ session }: Visitor, id: unknown, res: Response): Promise<StoredRequest | undefined> {
    const request = z.uuid().safeParse(id).success ? await findRequest(sql, String(id)) : undefined;
    if (request?.approvers.some((each) => each.userId === session.userId && sameEmail(each.email, session.email)))
      return request;
    const detail = 'You were not asked to decide on this invoice.';
    await logRefusal(sql, { channel: 'page', code: 'not-asked', detail, who: session.email }, now());
    res.status(404).send(outcome.unknown());
    return undefined;
  }

  async function open(
    visitor: Visitor,
    request: StoredRequest,
    res: Response,
    said: { problem?: string; news?: string } = {},
  ): Promise<void> {
    const { session, you } = visitor;
    const more = async () => ({ you, below: await next(visitor, request.id) });
    const asked = request.approvers.find(({ userId }) => userId === session.userId)?.asked;
    if (request.state !== 'open' || !asked) {
      const yours = request.decisions.find(({ userId }) => userId === session.userId);
      const { below, ...rest } = await more();
      const posted = request.state === 'approved';
      const disputed = html`<p class="muted small">
        <a href=${`/invoices/${request.facts.id}/dispute`}>The customer disputes it</a>, once it is posted.
      </p>`;
      return void res.send(outcome.late(request, yours, { ...rest, below: html`${below} ${posted && disputed}` }));
    }
    const seen = await sight(context, request, session.email);
    if (seen.is === 'over') return void res.status(410).send(outcome.late(seen.request, undefined, await more()));
    if (seen.is === 'denied') return void res.status(403).send(outcome.refused(seen.denial.reason, await more()));
    const path = `/inbox/${request.id}`;
    const view = { ...seen, ...said, request, you: { ...session }, signedIn: you, path };
    res.status(said.problem ? 422 : said.news ? 409 : 200).send(invoicePage(view));
  }

  const router = Router();
  const form = urlencoded({ extended: false, limit: '16kb', parameterLimit: 50 });
  router.use('/inbox', perMinute(REQUESTS_PER_MINUTE), (_req, res, next) => {
    res.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' });
    next();
  });
  router.get('/', (_req, res) => res.redirect(303, '/inbox'));

  router.get('/inbox', async (req, res) => {
    const visitor = await arrive(req, res);
    if (visitor) await show(visitor, res, query.parse(req.query));
  });

  router.post('/inbox/review', form, async (req, res) => {
    const visitor = await arrive(req, res);
    if (!visitor) return;
    const asked = query.parse(req.body);
    if (!visitor.person?.mayApprove) return show(visitor, res, asked);
    const page = pageOf((await inboxFor(visitor, asked.sort)).yours, asked.page);
    const all = page.filter(({ isPlain }) => isPlain).map(({ id }) => id);
    const ids = req.body.all ? all : [req.body.pick ?? []].flat().filter((id) => z.uuid().safeParse(id).success);
    if (ids.length === 0) return show(visitor, res, asked, 'Select the invoices you want to decide on together.');
    if (ids.length > MOST) return show(visitor, res, asked, `Select ${MOST} invoices at most.`);
    const picked = await review(context, [...new Set(ids)], visitor.person);
    res.send(reviewPage(visitor.you, picked, seal(visitor.secret, JSON.stringify(shownOf(picked)))));
  });

  router.post('/inbox/decide', form, async (req, res) => {
    const visitor = await arrive(req, res);
    if (!visitor) return;
    const text = unseal(visitor.secret, req.body.shown);
    if (text === undefined) return void res.status(403).send(otherSite());
    const shown: Shown = shownForm.parse(JSON.parse(text));
    const wish = wishOf(req.body);
    if (typeof wish === 'string') {
      if (!visitor.person) return show(visitor, res, query.parse({}), wish);
      const picked = await review(
        context,
        shown.map(([id]) => id),
        visitor.person,
      );
      const page = reviewPage(visitor.you, picked, seal(visitor.secret, JSON.stringify(shownOf(picked))), wish);
      return void res.status(422).send(page);
    }
    const results = await decideAll(context, shown, visitor.session.email, wish);
    res.send(resultPage(visitor.you, wish.outcome, results, await next(visitor)));
  });

  router.get('/inbox/:id', async (req, res) => {
    const visitor = await arrive(req, res);
    const request = visitor && (await requestFor(visitor, req.params.id, res));
    if (visitor && request) await open(visitor, request, res);
  });
  router.post('/inbox/:id', form, async (req, res) => {
    const visitor = await arrive(req, res);
    const request = visitor && (await requestFor(visitor, req.params.id, res));
    if (!visitor || !request) return;
    const wish = wishOf(req.body);
    if (typeof wish === 'string') return open(visitor, request, res, { problem: wish });
    const answer = await decide(context, request.id, visitor.session.email, wish);
    if (answer.status === 'unseen') return open(visitor, request, res, { news: outcome.NEWS });
    const more = { you: visitor.you, below: await next(visitor, request.id) };
    if (answer.status === 'taken') res.send(outcome.taken(answer.request, answer.yours, more));
    else if (answer.status === 'late') res.status(410).send(outcome.late(answer.request, answer.yours, more));
    else if (answer.code === 'unsaid') await open(visitor, request, res, { news: answer.reason });
    else res.status(403).send(outcome.refused(answer.reason, more));
  });

  sayRoutes(context, router, '/inbox/:id', [form], async (req, res) => {
    const visitor = await arrive(req, res);
    const request = visitor && (await requestFor(visitor, req.params.id, res));
    if (!visitor || !request) return undefined;
    return { request, email: visitor.session.email, back: `/inbox/${request.id}`, you: visitor.you };
  });
  router.use('/inbox', asPage);
  return router;
}
