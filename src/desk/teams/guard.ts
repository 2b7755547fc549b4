import type { RequestHandler } from 'express';
import { z } from 'zod/v4';
import type { TeamsConfig } from '../config.ts';
import type { RefusalCode } from '../store/refusals.ts';

/** Who signs what Teams sends to a bot. Nobody else is let near the SDK. */
const ISSUER = 'https://api.botframework.com';
const BEARER = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/;

const tenant = z.object({ id: z.string() });
const activity = z.object({
  channelId: z.literal('msteams'),
  serviceUrl: z.url(),
  conversation: z.object({ id: z.string(), tenantId: z.string().optional() }),
  channelData: z.object({ tenant: tenant.optional() }).optional(),
});

/**
 * Stands before the Teams SDK, which takes a token of any Entra tenant for this app, asks nothing of its `serviceUrl`, and
 * sends the bot's own token wherever that points. The signature itself is the SDK's to check.
 */
export function guard(
  { tenants, serviceUrl }: Pick<TeamsConfig, 'tenants' | 'serviceUrl'>,
  refused: (code: RefusalCode, detail: string) => void,
): RequestHandler {
  const origin = new URL(serviceUrl).origin;
  return (req, res, next) => {
    const refuse = (status: number, code: RefusalCode, detail: string) => {
      refused(code, detail);
      res.sendStatus(status);
    };
    if (issuerOf(req.get('authorization')) !== ISSUER) {
      return refuse(401, 'issuer', 'The token is missing, unreadable or not of the Bot Framework.');
    }
    const { data } = activity.safeParse(req.body);
    if (!data) return refuse(400, 'signature', 'What was sent is no activity of Teams.');
    if (new URL(data.serviceUrl).origin !== origin) {
      return refuse(401, 'service-url', 'The activity names a service that is not the one configured.');
    }
    const named = [data.channelData?.tenant?.id, data.conversation.tenantId].filter((id) => id !== undefined);
    if (named.length === 0 || !named.every((id) => tenants.includes(id))) {
      return refuse(403, 'tenant', 'The activity comes from a tenant that is not on the list.');
    }
    next();
  };
}

function issuerOf(header: string | undefined): unknown {
  const [, , claims = ''] = BEARER.exec(header ?? '') ?? [];
  try {
    return (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { iss?: unknown } | null)?.iss;
  } catch {
    return undefined;
  }
}
