import type { Request, RequestHandler, Response, Router } from 'express';
import { html } from 'htm/preact';
import type { Context } from '../context.ts';
import type { StoredRequest } from '../store/requests.ts';
import { ask, whomToAsk } from '../verbs/ask.ts';
import { handOn, takersFor } from '../verbs/hand-on.ts';
import { type Said, standpoint, together } from '../verbs/said.ts';
import { notice } from './outcome.ts';
import { askPage, type Frame, handOnPage, textOf, WRONG_LENGTH } from './say.ts';
import type { SignedIn } from './signed-in.ts';

/** Somebody who is on the page of a request, by whichever way. */
export interface Here {
  request: StoredRequest;
  email: string;
  back: string;
  verified?: string;
  you?: SignedIn | undefined;
}

/**
 * Asking and handing on, below the page of an invoice. Opening either does nothing.
 *
 * @param enter who it is, and that they may be here; undefined where the answer is given already
 */
export function sayRoutes(
  context: Context,
  router: Router,
  base: '/a/:token' | '/inbox/:id',
  before: RequestHandler[],
  enter: (req: Request, res: Response) => Promise<Here | undefined>,
): void {
  const frame = ({ request, you, back }: Here, problem?: string): Frame => ({ request, you, back, problem });
  const saying = ({ verified }: Here, text: string) =>
    ({ text, channel: 'page', ...(verified && { verified }) }) as const;

  async function showAsk(here: Here, res: Response, problem?: string): Promise<void> {
    const stand = await standpoint(context, here.request.id, here.email, saying(here, ''), 'rejected');
    if ('no' in stand) return answer(here, res, stand.no);
    const to = await whomToAsk(context, stand);
    res.status(problem ? 422 : 200).send(askPage(frame(here, problem), to?.length ? together(to, 'or') : undefined));
  }

  async function showHandOn(here: Here, res: Response, problem?: string): Promise<void> {
    const found = await takersFor(context, here.request.id, here.email, saying(here, ''));
    if ('no' in found) return answer(here, res, found.no);
    res.status(problem ? 422 : 200).send(handOnPage(frame(here, problem), found.takers));
  }

  router.get(`${base}/ask`, async (req, res) => {
    const here = await enter(req, res);
    if (here) await showAsk(here, res);
  });
  router.post(`${base}/ask`, ...before, async (req, res) => {
    const here = await enter(req, res);
    if (!here) return;
    const text = textOf(req.body);
    if (!text) return showAsk(here, res, WRONG_LENGTH);
    const said = await ask(context, here.request.id, here.email, saying(here, text));
    answer(here, res, said, (to) => [
      'Your question is on its way',
      `It goes to ${to}. You are told when there is an answer; until then you are still asked to decide.`,
    ]);
  });

  router.get(`${base}/hand-on`, async (req, res) => {
    const here = await enter(req, res);
    if (here) await showHandOn(here, res);
  });
  router.post(`${base}/hand-on`, ...before, async (req, res) => {
    const here = await enter(req, res);
    if (!here) return;
    const text = textOf(req.body);
    const to = Number(req.body?.to);
    if (!text || !Number.isInteger(to) || to <= 0) {
      return showHandOn(here, res, text ? 'Choose who decides instead of you.' : WRONG_LENGTH);
    }
    const said = await handOn(context, here.request.id, here.email, { ...saying(here, text), to });
    const done = (name: string): [string, string] => [
      `${name} decides instead of you`,
      'They are being asked now. There is nothing left for you to do.',
    ];
    answer(here, res, said, done, said.status !== 'done');
  });
}

/** @param stays whether the invoice is still theirs to look at */
function answer(
  { you, back }: Here,
  res: Response,
  said: Said,
  done: (to: string) => [string, string] = () => ['', ''],
  stays = true,
) {
  const { request } = said;
  const isOpen = stays && request.state === 'open' && said.status !== 'late';
  const [href, label] = you && !isOpen ? ['/inbox', 'Inbox'] : [back, 'Back to the invoice'];
  const below = (you || stays) && html`<p><a class="button second" href=${href}>${label}</a></p>`;
  if (said.status === 'done') {
    const [title, line] = done(said.to);
    res.send(notice('good', title, [line], { request, you, below }));
  } else if (said.status === 'late') {
    res.status(410).send(notice('plain', 'This is no longer needed', [said.why], { request, you, below }));
  } else {
    res.status(403).send(notice('bad', 'That can’t be done', [said.why, 'Nothing was changed.'], { you, below }));
  }
}
