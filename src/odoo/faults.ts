import { notAccepted } from './access.ts';
import type { OdooAccess } from './api.ts';
import { OdooError } from './errors.ts';

/** What Odoo says where Python raised an exception: for people (`user`), or with a traceback (`other`). */
export class Raised extends Error {
  override readonly name = 'Raised';
  readonly kind: 'user' | 'denied' | 'access' | 'other';
  readonly text: string;

  constructor(kind: Raised['kind'], text: string) {
    super(text);
    this.kind = kind;
    this.text = text.trim();
  }
}

/** A model, field or action of the add-on that this Odoo does not have. */
const ADDON_MISSING = [
  /Object x_billing_\w+ doesn't exist/,
  /the model 'x_billing_\w+' does not exist/,
  /Invalid field '?([\w.]+\.)?x_billing_\w+/,
  /Invalid field '\w+' on (model )?'x_billing_\w+'/,
  /KeyError: 'x_billing_\w+'/,
  /External ID not found in the system: billing_automation\.\w+/,
];

/** An action of an add-on that did not yet take a text (`given.ts`) stops at its first line. */
const TAKES_NO_TEXT = /string indices must be integers[^]*env\.context\[\W*billing/;

export function faultError(raised: Raised, request: string, access: OdooAccess): OdooError {
  const { kind, text } = raised;
  const { login, database, url } = access;
  const last = exceptionIn(text);
  const as = (code: OdooError['code'], message: string, mend: string) =>
    new OdooError(code, message, mend, { cause: raised });

  if (ADDON_MISSING.some((sign) => sign.test(text))) {
    return as('addon', `Odoo lacks part of the billing add-on: ${last}`, 'Install or upgrade the billing add-on.');
  }
  if (TAKES_NO_TEXT.test(text))
    return as('addon', 'The billing add-on in Odoo is older than this package.', 'Upgrade it: run odoo-billing setup.');
  if (/database "[^"]*" does not exist/.test(text)) {
    return as('database', `${url} has no database "${database}".`, 'Check the database name.');
  }
  const model = /^(?:Object (?<rpc>\S+) doesn't|the model '(?<json>\S+)' does not) exist/.exec(text)?.groups;
  if (model) {
    const name = model.rpc ?? model.json;
    return as('fault', `This Odoo does not know ${name}.`, 'Install the Odoo app that brings it.');
  }
  switch (kind) {
    case 'access':
      return as(
        'access',
        `The Odoo user "${login}" may not do ${request}: ${text}`,
        `Ask an Odoo administrator to give "${login}" the right that is named, or use another user.`,
      );
    case 'denied':
      return notAccepted(access, { cause: raised });
    case 'user':
      return as('refused', withoutTraceback(text), 'Odoo refused for the reason given: mend it there, then try again.');
    default:
      return as('fault', `Odoo failed in ${request}: ${last}`, "Odoo's own log has the details of this failure.");
  }
}

const TRACEBACK = 'Traceback (most recent call last)';
const EXCEPTION = /^[A-Za-z_][\w.]*(Error|Exception|Denied|Violation|Failure|Warning)\b/;
const LONGEST = 800;

/** What Odoo puts behind an error in a server action: its whole code. */
const QUOTED_CODE = / while evaluating\n[\s\S]*$/;

/** A traceback ends with what went wrong, at times in several lines. */
function exceptionIn(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim());
  const start = lines.findLastIndex((line) => EXCEPTION.test(line));
  return lines.slice(start).join('\n').replace(QUOTED_CODE, '').slice(0, LONGEST);
}

/** Odoo's module import quotes a whole traceback in a message for people. */
function withoutTraceback(text: string): string {
  const [message = '', ...rest] = text.split(TRACEBACK);
  return rest.length ? `${message.trim()} ${exceptionIn(text)}` : text;
}
