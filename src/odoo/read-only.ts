import type { OdooApi } from './api.ts';
import { OdooError } from './errors.ts';

/** Actions of the add-on that compute and write nothing. */
const READING = [
  'action_workdays',
  'action_foresee',
  'action_check_orders',
  'action_policy_names',
  'action_attendance',
];

/** The same Odoo, in which nothing can be written by any way there is. */
export const readOnly = (api: OdooApi): OdooApi => limited(api, new Set(READING));

/** The same Odoo, in which cases can be opened and closed, and nothing else be written. */
export const casesOnly = (api: OdooApi): OdooApi =>
  limited(api, new Set([...READING, 'action_open_cases', 'action_close_cases']));

function limited(api: OdooApi, allowed: ReadonlySet<string>): OdooApi {
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
      allowed.has(action) ? api.runAction(action, payload) : refuse(`The action ${action}`),
    call: (model, method) => refuse(`${model}.${method}`),
  };
}
