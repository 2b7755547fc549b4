import type { RefusalCode } from '../store/refusals.ts';

export type SignInProblem = Extract<
  RefusalCode,
  'sign-in' | 'unverified-email' | 'other-domain' | 'unknown-person' | 'provider-down' | 'odoo-down' | 'cancelled'
>;

/** Nobody was signed in. The message is for the person; `detail` for the desk's own record. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
  readonly code: SignInProblem;
  readonly who: string;

  constructor(code: SignInProblem, message: string, who = 'unknown', options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.who = who;
  }
}
