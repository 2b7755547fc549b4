import * as oidc from 'openid-client';
import type { OidcConfig } from '../config.ts';
import { SignInRefused } from './refused.ts';

export interface Challenge {
  state: string;
  nonce: string;
  verifier: string;
}

/** The provider people sign in at by OpenID Connect. */
export interface Provider {
  /** Where to send the browser. @throws SignInRefused `provider-down` */
  address(challenge: Challenge): Promise<URL>;
  /**
   * The verified address of whoever comes back.
   *
   * @param answered the address the provider sent the browser back to
   * @throws SignInRefused
   */
  emailOf(answered: URL, challenge: Challenge): Promise<string>;
}

const TIMEOUT_S = 10;
const REDISCOVER_MS = 3_600_000;

export const newChallenge = () => ({ nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() });

/** @param redirectUri as registered with the provider */
export function oidcProvider(config: OidcConfig, redirectUri: () => string): Provider {
  let known: { at: number; found: Promise<oidc.Configuration> } | undefined;

  function discover(): Promise<oidc.Configuration> {
    if (known && Date.now() - known.at < REDISCOVER_MS) return known.found;
    const issuer = new URL(config.issuer);
    // The signature is checked too, though the token comes straight from the provider. Plain http is for this machine
    // alone: the settings refuse it elsewhere.
    const execute = [
      oidc.enableNonRepudiationChecks,
      ...(issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : []),
    ];
    const found = oidc.discovery(issuer, config.clientId, config.clientSecret, undefined, {
      execute,
      timeout: TIMEOUT_S,
    });
    known = { at: Date.now(), found };
    found.catch(() => (known = undefined));
    return found;
  }

  return {
    address: async ({ state, nonce, verifier }) => {
      const provider = await discover().catch((error: unknown) => {
        throw down(error);
      });
      return oidc.buildAuthorizationUrl(provider, {
        redirect_uri: redirectUri(),
        scope: config.scope,
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
    },
    emailOf: async (answered, { state, nonce, verifier }) => {
      const provider = await discover().catch((error: unknown) => {
        throw down(error);
      });
      try {
        const tokens = await oidc.authorizationCodeGrant(provider, answered, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        return verified(await claimsOf(provider, tokens, config.emailClaim), config);
      } catch (error) {
        throw refusal(error);
      }
    },
  };
}

type Tokens = Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>;

/** Some providers put the address into the ID token, others tell it at their user info address only. */
async function claimsOf(provider: oidc.Configuration, tokens: Tokens, emailClaim: string) {
  const claims = tokens.claims();
  if (!claims) throw new SignInRefused('sign-in', 'The sign-in provider did not say who you are.');
  if (claims[emailClaim] !== undefined || !provider.serverMetadata().userinfo_endpoint) return claims;
  return { ...(await oidc.fetchUserInfo(provider, tokens.access_token, claims.sub)), ...claims };
}

function verified(claims: Record<string, unknown>, config: OidcConfig): string {
  const email = claims[config.emailClaim];
  if (typeof email !== 'string' || !email.includes('@')) {
    throw new SignInRefused('sign-in', 'The sign-in provider did not give your e-mail address.');
  }
  for (const [claim, wanted] of Object.entries(config.require)) {
    if (claims[claim] !== wanted) {
      throw new SignInRefused('other-domain', 'This account is not of the organisation the desk is for.', email);
    }
  }
  // Entra ID writes its booleans as "1".
  if (![true, 'true', 1, '1'].includes(claims[config.verifiedClaim] as boolean)) {
    const message = `The sign-in provider does not vouch for your address ${email}.`;
    throw new SignInRefused('unverified-email', message, email);
  }
  return email;
}

function down(error: unknown): SignInRefused {
  return new SignInRefused(
    'provider-down',
    'The sign-in provider can’t be reached. Try again in a minute.',
    undefined,
    {
      cause: error,
    },
  );
}

function refusal(error: unknown): SignInRefused {
  if (error instanceof SignInRefused) return error;
  if (error instanceof oidc.AuthorizationResponseError) {
    const message = 'The sign-in provider did not let you in, or you turned back.';
    return new SignInRefused('cancelled', message, undefined, { cause: error });
  }
  const code = (error as { code?: string }).code;
  if (code === 'OAUTH_TIMEOUT' || (error instanceof TypeError && error.message === 'fetch failed')) return down(error);
  const message = 'The answer of the sign-in provider could not be trusted. Please sign in again.';
  return new SignInRefused('sign-in', message, undefined, { cause: error });
}
