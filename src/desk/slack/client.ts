import { ErrorCode, WebClient, type WebClientOptions } from '@slack/web-api';
import type { SlackConfig } from '../config.ts';
import { Refused, Unanswered, unanswered } from '../errors.ts';

/** The queue owns retries; left to itself the client would go on for half an hour. */
export function clientOptions({ apiUrl }: SlackConfig): WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    allowAbsoluteUrls: false,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 1, minTimeout: 200, maxTimeout: 500 },
    timeout: 10_000,
  };
}

export function slackClient(config: SlackConfig): WebClient {
  return new WebClient(config.botToken, clientOptions(config));
}

/** For what nobody may get twice: asked once, and the queue goes on only where Slack said no. */
export function postOnce(
  config: SlackConfig,
): (message: Parameters<WebClient['chat']['postMessage']>[0]) => Promise<void> {
  const client = new WebClient(config.botToken, { ...clientOptions(config), retryConfig: { retries: 0 } });
  return async (message) => {
    await client.chat.postMessage(message).catch((error: Failure) => {
      throw answerOf(error);
    });
  };
}

type Failure = Error & { code?: string; data?: { error?: unknown } };

/** Slack's words for trouble of its own, and for too much at once. */
const PASSES = [
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'ratelimited',
  'rate_limited',
];
const SLACKS_WORD = /^[a-z][a-z0-9_]+$/;

/** `Refused` where Slack said no, `Unanswered` where it may have done it; else it was not done, and may be asked again. */
export function answerOf(error: Failure): Error {
  const { code, data } = error;
  if (code === ErrorCode.RateLimitedError) return error;
  if (code === ErrorCode.RequestError) return unanswered(error);
  const said = code === ErrorCode.PlatformError && typeof data?.error === 'string' ? data.error : '';
  // A proxy's page stands there in full.
  if (!SLACKS_WORD.test(said)) return new Unanswered(said ? 'Slack gave no answer of its own' : error.message);
  return PASSES.includes(said) ? error : new Refused(`Slack says ${said}`);
}
