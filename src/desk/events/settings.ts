import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod/v4';
import { INVOICE_EVENTS } from './kinds.ts';
import { keyOf, type Webhook } from './webhook.ts';

/** The specification asks for 24 to 64 bytes. */
const [LEAST, MOST] = [24, 64];
const NEW_SECRET = 'make one with `echo whsec_$(openssl rand -base64 32)`';
const LOCAL = new Set(['127.0.0.1', '[::1]', 'localhost']);

const secret = z
  .string({ error: `is missing: ${NEW_SECRET}` })
  .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, `must be whsec_ and base64: ${NEW_SECRET}`)
  .refine((text) => {
    const { length } = keyOf(text);
    return length >= LEAST && length <= MOST;
  }, `must be of ${LEAST} to ${MOST} bytes: ${NEW_SECRET}`);

const webhook = (mayBePlain: boolean) =>
  z.strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,49}$/, 'must be small letters, digits and hyphens: it is kept with each delivery'),
    url: z
      .string({ error: 'is missing' })
      .refine((text) => isAllowed(text, mayBePlain), 'must be an https address without user and password'),
    secret: z.preprocess(
      (one) => (Array.isArray(one) ? one : [one]),
      z.array(secret).min(1).max(3, 'are more than three'),
    ),
    events: z
      .array(z.enum(INVOICE_EVENTS, { error: `is no event: there are ${INVOICE_EVENTS.join(', ')}` }))
      .min(1, 'names no event'),
  });

function isAllowed(text: string, mayBePlain: boolean): boolean {
  const url = URL.parse(text);
  if (!url || url.username || url.password) return false;
  return url.protocol === 'https:' || (mayBePlain && url.protocol === 'http:' && LOCAL.has(url.hostname));
}

/**
 * Reads the file of webhooks.
 *
 * @param mayBePlain http on this machine will do: demos and tests
 * @returns what is wrong instead, a sentence each; never what a secret or an address is
 */
export function readWebhooks(file: string, mayBePlain: boolean): { webhooks: Webhook[] } | { problems: string[] } {
  let written: unknown;
  try {
    written = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { problems: [`names ${file}, which can't be read${code ? ` (${code})` : ': it is no YAML'}`] };
  }
  const schema = z.strictObject({ webhooks: z.array(webhook(mayBePlain)).max(20, 'are more than twenty') });
  const { data, error } = schema.safeParse(written);
  if (error)
    return {
      problems: error.issues.map(
        ({ path, message }) => `names ${file}, where ${path.join('.') || 'the file'} ${message}`,
      ),
    };
  const names = data.webhooks.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice) return { problems: [`names ${file}, where two webhooks are called ${twice}`] };
  return {
    webhooks: data.webhooks.map(({ secret: secrets, ...rest }) => ({ ...rest, secrets })),
  };
}
