import { App, type BlockAction, type ButtonAction, ExpressReceiver, type Logger, LogLevel } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { type RequestHandler, Router } from 'express';
import type { SlackConfig } from '../config.ts';
import type { Context } from '../context.ts';
import { logRefusal, type RefusalCode } from '../store/refusals.ts';
import { failed } from '../not-taken.ts';
import { clicks } from './clicks.ts';
import { clientOptions } from './client.ts';
import { REASON_MAX, REASON_MIN } from '../view/reason.ts';
import { isVerb, VERBS } from './verbs.ts';

const PATH = '/slack/events';
const BODY_LIMIT = 256 * 1024;
const CLOCK_SKEW_SECONDS = 60;

/** Slack's way in. Must come before any body parser: the signature covers the raw body. */
export function slackRoutes(context: Context, client: WebClient, config: SlackConfig): Router {
  const logger = boltLogger(context);
  const receiver = new ExpressReceiver({
    signingSecret: config.signingSecret,
    endpoints: PATH,
    bodyLimit: BODY_LIMIT,
    logger,
  });
  const app = new App({
    receiver,
    logger,
    clientOptions: clientOptions(config),
    // The team is checked on every click; asking Slack at every start would tie the desk's start to Slack's health.
    authorize: async () => ({ botToken: config.botToken, teamId: config.teamId }),
    ignoreSelf: false,
  });
  const { click, submit, say } = clicks(context, client, config);

  app.action<BlockAction>(/.*/, async ({ ack, body, action }) => {
    const { action_id: id } = action;
    // Opening a form keeps nothing, and may have to ask Odoo for longer than Slack waits.
    if (isVerb(id)) await ack();
    if (id === 'approve' || id === 'reject' || isVerb(id)) await click(body, action as ButtonAction);
    // What is acknowledged is kept. Where nothing is within three seconds, Slack says so to whoever clicked.
    if (!isVerb(id)) await ack();
  });
  app.view('reject-reason', async ({ ack, body, view }) => {
    const reason = view.state.values.reason?.text?.value?.trim() ?? '';
    if (reason.length < REASON_MIN || reason.length > REASON_MAX) {
      await ack({
        response_action: 'errors',
        errors: { reason: 'Say in a few words what is wrong with the invoice.' },
      });
      return;
    }
    try {
      await submit({ body, reason });
      await ack();
    } catch (error) {
      context.log.error({ err: error }, 'a rejection in Slack failed');
      await ack({ response_action: 'errors', errors: { reason: failed() } });
    }
  });
  app.error(async (error) => {
    context.log.error({ err: error }, 'a Slack action failed');
    throw error;
  });
  for (const verb of VERBS)
    app.view(verb, async ({ ack, body, view }) => {
      const text = view.state.values.reason?.text?.value?.trim() ?? '';
      if (text.length < REASON_MIN || text.length > REASON_MAX) {
        await ack({ response_action: 'errors', errors: { reason: 'Say it in a few words.' } });
        return;
      }
      try {
        await say(body, { verb, text, to: Number(view.state.values.to?.person?.selected_option?.value) });
        await ack();
      } catch (error) {
        context.log.error({ err: error }, 'what was said in Slack was not kept');
        await ack({ response_action: 'errors', errors: { reason: failed() } });
      }
    });

  return Router().post(PATH, witness(context), receiver.router);
}

/** Bolt refuses stale and forged signatures by itself, silently, and takes timestamps of the future. */
function witness({ sql, now, log }: Context): RequestHandler {
  const refuse = (code: RefusalCode, detail: string) =>
    logRefusal(sql, { channel: 'slack', who: 'unknown', code, detail }, now()).catch((error: Error) =>
      log.error({ err: error }, 'a refusal could not be logged'),
    );
  return (req, res, next) => {
    const stamp = Number(req.get('x-slack-request-timestamp'));
    if (stamp > now().getTime() / 1000 + CLOCK_SKEW_SECONDS) {
      void refuse('future', 'The timestamp of the signature lies in the future.');
      res.sendStatus(401);
      return;
    }
    res.on('finish', () => {
      if (res.statusCode === 401) void refuse('signature', 'The signature is wrong, missing or too old.');
    });
    next();
  };
}

function boltLogger({ log }: Context): Logger {
  return {
    // Bolt's debug lines carry whole bodies.
    debug: () => undefined,
    info: (...words) => log.info(words.join(' ')),
    warn: (...words) => log.warn(words.join(' ')),
    error: (...words) => log.error(words.join(' ')),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
