import type { IncomingMessage } from 'node:http';
import type { OdooAccess } from './api.ts';
import { OdooError } from './errors.ts';
import { faultError, Raised } from './faults.ts';

/** One request to Odoo, for messages. A write is everything that may change something. */
export interface Request {
  name: string;
  write: boolean;
  timeoutMs: number;
}

const RUNNING = 'Check the address, and that Odoo is running and can be reached from here.';

/** No connection came about: nothing was sent. */
const NO_CONNECTION: Record<string, [what: string, mend: string]> = {
  ECONNREFUSED: ['refuses connections', RUNNING],
  ENOTFOUND: ['has a host name nobody knows', 'Check the address for a typing mistake.'],
  EAI_AGAIN: ['has a host name that could not be looked up', 'Check the network and its name server.'],
  EHOSTUNREACH: ['has no route to it', RUNNING],
  ENETUNREACH: ['has no route to it', RUNNING],
  ETIMEDOUT: ['does not answer', RUNNING],
  EPROTO: ['does not speak https', 'Try the address with http://, or another port.'],
};

/** Node's and OpenSSL's names for a certificate they don't trust. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|^ERR_TLS/;

/** A gateway that has no Odoo behind it, or a limit on calls: gone after a while. */
const PASSING_STATUS = new Set([429, 502, 503, 504]);

interface RawError extends Error {
  code?: string | number;
  syscall?: string;
  res?: IncomingMessage;
}

/** The one place where what the protocols throw (errors of several kinds) becomes an OdooError. */
export function toOdooError(raw: unknown, request: Request, access: OdooAccess): OdooError {
  if (raw instanceof OdooError) return raw;
  if (raw instanceof Raised) return faultError(raw, request.name, access);
  const error = raw as RawError;
  return noConnection(error, access) ?? refusedByHttp(error, access) ?? noAnswer(error, request, access);
}

/** The client's own error holds the request, password included: it must not get into a log. */
const causeOf = ({ message, code }: RawError): { cause: Error } => ({
  cause: Object.assign(new Error(message), { code }),
});

function noConnection(error: RawError, { url }: OdooAccess): OdooError | undefined {
  const code = String(error.code ?? '');
  if (CERTIFICATE.test(code)) {
    const mend = 'Install a valid certificate, or make its authority known to Node (NODE_EXTRA_CA_CERTS).';
    return new OdooError('unreachable', `The certificate of ${url} is not trusted (${code}).`, mend, causeOf(error));
  }
  const known = code.startsWith('ERR_SSL') ? NO_CONNECTION.EPROTO : NO_CONNECTION[code];
  // ETIMEDOUT and the like also end a connection that was in use.
  if (!known || (error.syscall && /^(read|write)$/.test(error.syscall) && code !== 'EPROTO')) return undefined;
  return new OdooError('unreachable', `Odoo's address ${url} ${known[0]} (${code}).`, known[1], causeOf(error));
}

/** Statuses that mean nothing was done. */
function refusedByHttp(error: RawError, { url }: OdooAccess): OdooError | undefined {
  const { res } = error;
  const status = res?.statusCode ?? 200;
  if (status < 300 || status >= 500) return undefined;
  const target = res?.headers.location;
  if (status < 400 && target) {
    const mend = `Enter the address it redirects to, ${URL.canParse(target) ? new URL(target).origin : target}.`;
    return new OdooError('not-odoo', `${url} redirects elsewhere (HTTP ${status}).`, mend, causeOf(error));
  }
  if (status === 429) {
    const mend = 'Wait a while; run fewer calls at a time.';
    return new OdooError('unreachable', `${url} limits the number of calls (HTTP 429).`, mend, causeOf(error));
  }
  if (status === 413) {
    const mend = 'Raise the limit of the proxy before Odoo (nginx: client_max_body_size) to 32 MB.';
    return new OdooError('refused', `${url} takes no request of this size (HTTP 413).`, mend, causeOf(error));
  }
  const mend =
    "Check the address: it must be the Odoo server's own, and its /json/2 or /xmlrpc/2 must be open to API calls.";
  const message = `${url} answered HTTP ${status} (${res?.statusMessage || 'no reason given'}) to an Odoo API call.`;
  return new OdooError('not-odoo', message, mend, causeOf(error));
}

/** Sent, but no answer we can read: of a write nobody knows whether it happened. */
function noAnswer(error: RawError, request: Request, { url }: OdooAccess): OdooError {
  const status = error.res?.statusCode ?? 200;
  const late = error.name === 'AbortError';
  const broken = late
    ? `gave no answer within ${request.timeoutMs / 1000} s`
    : status >= 500
      ? `answered HTTP ${status}`
      : `broke off the connection or sent no valid answer (${error.message})`;
  if (request.write) {
    return new OdooError(
      'timeout',
      `Odoo at ${url} ${broken} to ${request.name}: it may or may not have been done.`,
      "Don't repeat it blindly: look in Odoo whether it happened.",
      causeOf(error),
    );
  }
  if (late) {
    return new OdooError(
      'timeout',
      `Odoo at ${url} ${broken} to ${request.name}.`,
      'Read less at once, or allow more time.',
      causeOf(error),
    );
  }
  // Node's HTTP parser names what it can't read HPE_….
  const cutOff = typeof error.code === 'string' && !error.code.startsWith('HPE_');
  if (cutOff || PASSING_STATUS.has(status)) {
    return new OdooError('unreachable', `Odoo at ${url} ${broken} to ${request.name}.`, RUNNING, causeOf(error));
  }
  return new OdooError(
    'not-odoo',
    `${url} answers, but not as Odoo does (${error.message}).`,
    RUNNING_ODOO,
    causeOf(error),
  );
}

const RUNNING_ODOO = "Check the address: it must be the Odoo server's own, without a page or path behind it.";
