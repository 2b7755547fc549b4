import { ErrorCode, WebClient, type WebClientOptions } from '@slack/web-api';
import type { SlackConfig } from '../config.ts';
import { unanswered } from '../errors.ts';

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
    await client.chat.postMessage(message).catch((error: Error & { code?: string }) => {
      throw error.code === ErrorCode.RequestError ? unanswered(error) : error;
    });
  };
}
