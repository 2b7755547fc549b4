/**
 * `unreachable`: no connection, nothing was done. `timeout`: sent, no answer: the outcome is unknown.
 * `not-odoo`: something answered, but it isn't Odoo. `database`: no such database. `login`: wrong login or password.
 * `access`: the user lacks a right. `addon`: the add-on is missing or too old. `refused`: Odoo's own business error.
 * `schema`: Odoo answered in a form we don't know. `fault`: any other fault on the server.
 */
export const ODOO_ERROR_CODES = [
  'unreachable',
  'timeout',
  'not-odoo',
  'database',
  'login',
  'access',
  'addon',
  'refused',
  'schema',
  'fault',
] as const;
export type OdooErrorCode = (typeof ODOO_ERROR_CODES)[number];

/** Everything that can go wrong with Odoo, wrapped once. `message` says what happened, `mend` what to do about it. */
export class OdooError extends Error {
  override readonly name = 'OdooError';
  readonly code: OdooErrorCode;
  readonly mend: string;

  constructor(code: OdooErrorCode, message: string, mend: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.mend = mend;
  }

  /** True where a write may or may not have happened: ask, don't repeat. */
  get outcomeUnknown(): boolean {
    return this.code === 'timeout';
  }
}
