import type { OdooApi } from './api.ts';
import { OdooError } from './errors.ts';

/** Actions of the add-on that compute and write nothing. */
const READING = new Set([
  'action_workdays',
  'action_foresee',
  'action_check_orders',
  'action_policy_names',
  'action_attendance',
  'action_staff',
  'action_receivables',
]);

/** The same Odoo, in which nothing can be written by any way there is. */
export function readOnly(api: OdooApi): OdooApi {
  const refuse = (what: string) =>
    Promise.reject(
      new OdooError(
        'refused',
        `${what} was asked for where Odoo may not be written like that.`,
        'Report this: it is a mistake in the program.',
      ),
    );
  return {
    ...api,
    runAction: (action, payload) =>
      READING.has(action) ? api.runAction(action, payload) : refuse(`The action ${action}`),
    call: (model, method) => refuse(`${model}.${method}`),
  };
}
