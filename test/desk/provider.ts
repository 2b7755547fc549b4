import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type KoaContextWithOIDC } from 'oidc-provider';
import type { OidcConfig } from '../../src/desk/config.ts';

export type Claims = Record<string, unknown>;

const CLIENT = { id: 'billing-desk', secret: randomUUID() };

/** A real OpenID provider on this machine, with a login page that takes any password. */
export async function startProvider(accounts: Record<string, Claims>, { inIdToken = true } = {}) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let handle: RequestListener = (_req, res) => res.writeHead(503).end();
  const server = createServer((req, res) => handle(req, res)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config: OidcConfig = {
    issuer,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    name: 'Northwind ID',
    scope: 'openid email',
    emailClaim: 'email',
    verifiedClaim: 'email_verified',
    require: {},
  };
  const twist: { idToken?: ((claims: Claims) => string) | undefined } = {};

  return {
    config,
    issuer,
    twist,
    /** Registers the desk. */
    serve: (deskUrl: string): void => {
      const provider = new Provider(issuer, {
        clients: [
          {
            client_id: CLIENT.id,
            client_secret: CLIENT.secret,
            redirect_uris: [`${deskUrl}/signin/callback`],
            token_endpoint_auth_method: 'client_secret_post',
          },
        ],
        claims: { openid: ['sub', 'tid'], email: ['email', 'email_verified'] },
        conformIdTokenClaims: !inIdToken,
        cookies: { keys: [randomUUID()] },
        ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
        jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: 'own' }] },
        findAccount: async (_ctx, accountId) => ({
          accountId,
          claims: async () => ({ sub: accountId, ...accounts[accountId] }),
        }),
      });
      provider.use(async (ctx: KoaContextWithOIDC, next) => {
        await next();
        const body = ctx.body as { id_token?: string } | undefined;
        if (twist.idToken && ctx.oidc?.route === 'token' && body?.id_token) {
          const claims = JSON.parse(Buffer.from(body.id_token.split('.')[1] ?? '', 'base64url').toString()) as Claims;
          body.id_token = twist.idToken(claims);
        }
      });
      handle = provider.callback();
    },
    /** An ID token that says what one likes, signed with the provider's own key or another one. */
    forge: (claims: Claims, key = privateKey): string => {
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const text = `${part({ alg: 'RS256', typ: 'JWT', kid: 'own' })}.${part(claims)}`;
      return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
    },
    breakDown: () => (handle = (_req, res) => void res.destroy()),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
export type LocalProvider = Awaited<ReturnType<typeof startProvider>>;
