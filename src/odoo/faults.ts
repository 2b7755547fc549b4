import type { OdooAccess } from './api.ts';
import { OdooError } from './errors.ts';

/** What Odoo's /xmlrpc/2 answers where Python raised an exception. */
interface Fault extends Error {
  faultCode: number;
  faultString: string;
}

/** Fault codes of Odoo's /xmlrpc/2 (odoo/addons/rpc); 1 is anything else, with a traceback. */
const USER_ERROR = 2;
const ACCESS_DENIED = 3;
const ACCESS_ERROR = 4;

/** A method that returns None answers with this fault *after* its transaction was committed. */
const NONE_RESULT = 'cannot marshal None';

/** A model, field or action of the add-on that this Odoo does not have. */
const ADDON_MISSING = [
  /Object x_billing_\w+ doesn't exist/,
  /Invalid field '?x_billing_\w+/,
  /KeyError: 'x_billing_\w+'/,
  /External ID not found in the system: billing_automation\.\w+/,
];

export const isFault = (error: unknown): error is Fault => error instanceof Error && 'faultString' in error;

export const isNoneResult = (error: unknown): boolean => isFault(error) && error.faultString.includes(NONE_RESULT);

export function faultError(fault: Fault, request: string, access: OdooAccess): OdooError {
  const text = String(fault.faultString).trim();
  const { login, database, url } = access;
  const last = exceptionIn(text);
  const as = (code: OdooError['code'], message: string, mend: string) =>
    // Not the client's error itself: that one holds the request, password included.
    new OdooError(code, message, mend, { cause: new Error(text) });

  if (ADDON_MISSING.some((sign) => sign.test(text))) {
    return as('addon', `Odoo lacks part of the billing add-on: ${last}`, 'Install or upgrade the billing add-on.');
  }
  if (/database "[^"]*" does not exist/.test(text)) {
    return as('database', `${url} has no database "${database}".`, 'Check the database name.');
  }
  const model = /^Object (\S+) doesn't exist/.exec(text)?.[1];
  if (model) return as('fault', `This Odoo does not know ${model}.`, 'Install the Odoo app that brings it.');
  switch (fault.faultCode) {
    case ACCESS_ERROR:
      return as(
        'access',
        `The Odoo user "${login}" may not do ${request}: ${text}`,
        `Ask an Odoo administrator to give "${login}" the right that is named, or use another user.`,
      );
    case ACCESS_DENIED:
      return as(
        'login',
        `Odoo no longer accepts the login "${login}" with this password.`,
        'Check password or API key; API keys expire after three months at most.',
      );
    case USER_ERROR:
      return as('refused', withoutTraceback(text), 'Odoo refused for the reason given: mend it there, then try again.');
    default:
      return as('fault', `Odoo failed in ${request}: ${last}`, "Odoo's own log has the details of this failure.");
  }
}

const TRACEBACK = 'Traceback (most recent call last)';
const EXCEPTION = /^[A-Za-z_][\w.]*(Error|Exception|Denied|Violation|Failure|Warning)\b/;
const LONGEST = 800;

/** A traceback ends with what went wrong, at times in several lines. */
function exceptionIn(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim());
  const start = lines.findLastIndex((line) => EXCEPTION.test(line));
  return lines.slice(start).join('\n').slice(0, LONGEST);
}

/** Odoo's module import quotes a whole traceback in a message for people. */
function withoutTraceback(text: string): string {
  const [message = '', ...rest] = text.split(TRACEBACK);
  return rest.length ? `${message.trim()} ${exceptionIn(text)}` : text;
}
