/** What a use case must know of an error of the Odoo port. Known by its form: this folder may not import `src/odoo/`. */
interface Failure {
  code?: string;
  message: string;
  mend?: string;
  outcomeUnknown?: boolean;
}

const failureOf = (error: unknown): Failure => error as Failure;

/** A write may or may not have happened: no answer came, or one that can't be read. */
export function outcomeUnknown(error: unknown): boolean {
  const { outcomeUnknown: unknown, code } = failureOf(error);
  return unknown === true || code === 'schema';
}

/** Odoo rolled the call back because of something in it. */
export function rolledBack(error: unknown): boolean {
  const { code } = failureOf(error);
  return code === 'refused' || code === 'fault';
}

const SET_UP = new Set(['not-odoo', 'database', 'login', 'access', 'addon']);

/** Nothing was done, and nothing will be, however often it is asked, before somebody mends how Odoo is set up or reached. */
export function notSetUp(error: unknown): boolean {
  return SET_UP.has(failureOf(error)?.code ?? '');
}

export function messageOf(error: unknown): string {
  return failureOf(error).message;
}

export function mendOf(error: unknown): string {
  return failureOf(error).mend ?? '';
}
