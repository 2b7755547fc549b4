import { ClientSecretPost, clientCredentialsGrant, Configuration, allowInsecureRequests } from 'openid-client';
import type { TeamsConfig } from '../config.ts';

const SCOPE = 'https://api.botframework.com/.default';
const EARLY_MS = 300_000;

/**
 * The bot's own token, asked of Entra when the last one is about to end.
 *
 * @throws with nothing of the secret in it
 */
export function botToken({ appId, appSecret, tenantId, login }: TeamsConfig): () => Promise<string> {
  const issuer = `${login}/${tenantId}`;
  const server = { issuer: `${issuer}/v2.0`, token_endpoint: `${issuer}/oauth2/v2.0/token` };
  const entra = new Configuration(server, appId, undefined, ClientSecretPost(appSecret));
  if (login.startsWith('http:')) allowInsecureRequests(entra);
  let held: { token: string; until: number } | undefined;
  return async () => {
    if (held && Date.now() < held.until) return held.token;
    const { access_token: token, expires_in: seconds = 0 } = await clientCredentialsGrant(entra, {
      scope: SCOPE,
    }).catch((error: Error & { error?: string }) => {
      // Without one nothing was asked of Teams.
      const code = 'NO_TOKEN';
      throw Object.assign(new Error(`Entra gave the bot no token: ${error.error ?? error.message}`), { code });
    });
    held = { token, until: Date.now() + seconds * 1000 - EARLY_MS };
    return token;
  };
}
