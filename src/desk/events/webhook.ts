import { createHmac } from 'node:crypto';

/** A receiver, as the settings name it. */
export interface Webhook {
  name: string;
  /** A secret: an address may hold a key. */
  url: string;
  /** The newest first; each signs, so that a receiver may still know the old one. */
  secrets: string[];
  events: readonly string[];
}

const TIMEOUT_MS = 15_000;
const PREFIX = 'whsec_';

/** The bytes behind `whsec_…`. */
export const keyOf = (secret: string): Buffer =>
  Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, 'base64');

/** Headers of the Standard Webhooks specification (standardwebhooks.com): `v1,` and HMAC-SHA256 of `id.seconds.body`, base64. */
export function signed(id: string, seconds: number, body: string, secrets: readonly string[]): Record<string, string> {
  const signatures = secrets.map(
    (secret) => `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${seconds}.${body}`).digest('base64')}`,
  );
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatures.join(' '),
  };
}

/** What became of one attempt. Taken is any 2xx. */
export interface Attempt {
  status: number | null;
  /** Why it was not taken. */
  error: string | null;
  milliseconds: number;
}

/** Posts once. Follows no redirect: what is not in the settings is never called. The address is in no message. */
export async function post(webhook: Webhook, event: { id: string; body: string }, now: Date): Promise<Attempt> {
  const from = performance.now();
  const done = (status: number | null, error: string | null): Attempt => ({
    status,
    error,
    milliseconds: Math.round(performance.now() - from),
  });
  try {
    const response = await fetch(webhook.url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'n8n-nodes-odoo-billing',
        ...signed(event.id, Math.floor(now.getTime() / 1000), event.body, webhook.secrets),
      },
      body: event.body,
    });
    await response.body?.cancel();
    return done(response.status, response.ok ? null : `It answered HTTP ${response.status}.`);
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    const code = cause?.code ?? name;
    return done(
      null,
      name === 'TimeoutError' ? `It gave no answer in ${TIMEOUT_MS / 1000} s.` : `It can't be reached: ${code}.`,
    );
  }
}
