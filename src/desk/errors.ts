/** Something the caller can mend, with the HTTP status that says whose turn it is. */
export class DeskError extends Error {
  override readonly name = 'DeskError';
  readonly status: number;
  readonly mend: string;

  constructor(status: number, message: string, mend: string) {
    super(message);
    this.status = status;
    this.mend = mend;
  }
}

/** What was asked got no answer: it may have been done all the same. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

/** Whoever was asked said no, and says so again: it was not done. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Nobody was there to be asked, or nobody who could be trusted: it was not done. */
const NEVER_ARRIVED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'NO_TOKEN',
]);

/** The failure of a call without answer: `Unanswered`, unless the connection never came to be. */
export function unanswered(error: Error, message = error.message): Error {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; depth += 1) {
    const { code, original, cause } = at as Error & { code?: string; original?: unknown };
    if (code !== undefined && NEVER_ARRIVED.has(code)) return new Error(message);
    at = original ?? cause;
  }
  return new Unanswered(message);
}
