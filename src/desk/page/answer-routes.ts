import { type Request, type RequestHandler, type Response, Router, urlencoded } from 'express';
import { html } from 'htm/preact';
import { z } from 'zod/v4';
import type { Context } from '../context.ts';
import type { Cookies } from '../signin/cookies.ts';
import { isSameSite } from '../signin/forms.ts';
import { findAnswerLink, renewAnswerLink } from '../store/answerers.ts';
import { logRefusal } from '../store/refusals.ts';
import { findSession } from '../store/sessions.ts';
import { answer, type Open, openQuestion } from '../verbs/answer.ts';
import { BY_LINK } from '../verified.ts';
import { written } from '../view/text.ts';
import * as outcome from './outcome.ts';
import { asPage, perMinute } from './routes.ts';
import { answerPage, textOf, WRONG_LENGTH } from './say.ts';
import type { SignedIn } from './signed-in.ts';
import { doorkeeper } from './visitor.ts';

const FORM_LIMIT = '4kb';
const REQUESTS_PER_MINUTE = 60;

/** Where a question is answered: by the link that was mailed, or signed in. Opening it answers nothing. */
export function answerRoutes(context: Context, cookies: Cookies): Router {
  const { sql, now } = context;
  const arrive = doorkeeper(context, cookies);
  const form = urlencoded({ extended: false, limit: FORM_LIMIT, parameterLimit: 10 });

  function show({ question, request, over }: Open, res: Response, you?: SignedIn, problem?: string): void {
    const asker = request.approvers.find(({ userId }) => userId === question.askedBy)?.name ?? 'Somebody';
    if (over) res.status(410).send(outcome.notice('plain', 'No answer is needed any more', [over], { request, you }));
    else res.status(problem ? 422 : 200).send(answerPage({ request, you, problem }, asker, written(question.text)));
  }

  async function take(open: Open, req: Request, res: Response, verified?: string, you?: SignedIn): Promise<void> {
    const text = textOf(req.body);
    if (open.over || !text) return show(open, res, you, WRONG_LENGTH);
    const saying = { text, channel: 'page', ...(verified && { verified }) } as const;
    const said = await answer(context, open.question.questionId, open.question, saying);
    if (said?.status === 'done') {
      const line = `${said.to} is told, and everybody who is asked about the invoice can read it.`;
      return void res.send(outcome.notice('good', 'Your answer is on its way', [line], { request: said.request, you }));
    }
    const why = said?.why ?? 'Nobody asked you this question.';
    const title = said?.status === 'late' ? 'No answer is needed any more' : 'You can’t answer this';
    res.status(said?.status === 'late' ? 410 : 403).send(outcome.notice('plain', title, [why], { you }));
  }

  /** What the link is about, and whether it still is good; undefined where the answer is given already. */
  async function byLink(req: Request, res: Response): Promise<(Open & { expired: boolean }) | undefined> {
    const link = await findAnswerLink(sql, String(req.params.token));
    const open = link && (await openQuestion(context, link.questionId, link.userId));
    const secret = cookies.read(req, 'session');
    const session = secret && (await findSession(sql, secret, now()));
    if (link && open && session && session.userId !== link.userId) {
      const detail = `This link was mailed to ${open.question.name}, and you are signed in as ${session.name}.`;
      const refusal = { channel: 'page', requestId: open.request.id, who: session.email, code: 'not-asked' } as const;
      await logRefusal(sql, { ...refusal, detail }, now());
      res.status(403).send(outcome.notice('bad', 'You can’t answer this', [detail, 'Nothing was changed.']));
      return undefined;
    }
    if (link && open) return { ...open, expired: link.expiresAt <= now() };
    const detail = 'Nobody was sent this link.';
    await logRefusal(sql, { channel: 'page', who: 'unknown', code: 'unknown-link', detail }, now());
    res.status(404).send(outcome.unknown());
    return undefined;
  }

  const sameSite: RequestHandler = async (req, res, next) => {
    if (isSameSite(req)) return next();
    const detail = 'The form was sent from another site.';
    await logRefusal(sql, { channel: 'page', who: 'unknown', code: 'cross-site', detail }, now());
    res.status(403).send(outcome.notice('bad', 'This can’t be taken', [detail, 'Nothing was changed.']));
  };

  const router = Router();
  router.use(['/q', '/inbox/answer'], perMinute(REQUESTS_PER_MINUTE), (_req, res, next) => {
    res.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' });
    next();
  });
  router.get('/q/:token', async (req, res) => {
    const open = await byLink(req, res);
    if (open?.expired && !open.over) res.status(410).send(expired());
    else if (open) show(open, res);
  });
  router.post('/q/:token', sameSite, form, async (req, res) => {
    const token = String(req.params.token);
    const open = await byLink(req, res);
    if (!open) return;
    if (!open.expired || open.over) return take(open, req, res, BY_LINK);
    if (req.body?.renew !== 'yes') return void res.status(410).send(expired());
    const { requestId, questionId, userId } = open.question;
    if (await renewAnswerLink(sql, token, now()))
      await context.outbox((_tx, send) => send('question', { requestId, questionId, userId }));
    res.send(outcome.notice('good', 'A new link is on its way', ['It goes to the address the first one went to.']));
  });

  /** The question, if this person was asked it. */
  async function signedIn(req: Request, res: Response): Promise<{ open: Open; you: SignedIn } | undefined> {
    const visitor = await arrive(req, res);
    if (!visitor) return undefined;
    const id = z.uuid().safeParse(req.params.question).data;
    const open = id && (await openQuestion(context, id, visitor.session.userId));
    if (open) return { open, you: visitor.you };
    res.status(404).send(outcome.notice('plain', 'No such question', ['Nobody asked you this.'], { you: visitor.you }));
    return undefined;
  }
  router.get('/inbox/answer/:question', async (req, res) => {
    const here = await signedIn(req, res);
    if (here) show(here.open, res, here.you);
  });
  router.post('/inbox/answer/:question', form, async (req, res) => {
    const here = await signedIn(req, res);
    if (here) await take(here.open, req, res, undefined, here.you);
  });
  router.use(['/q', '/inbox/answer'], asPage);
  return router;
}

function expired(): string {
  const below = html`<form method="post">
    <button class="primary" name="renew" value="yes">Mail me a new link</button>
  </form>`;
  return outcome.notice('plain', 'This link has expired', ['The question still waits for an answer.'], {
    below,
    mark: '⧗',
  });
}
