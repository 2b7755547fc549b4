import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { SlackConfig } from '../config.ts';

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
