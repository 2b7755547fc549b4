import { Unsendable } from './wire.ts';

/** What Odoo calls the positional arguments of its methods. Any other method has its records' ids and nothing more. */
const POSITIONS: Record<string, string[]> = {
  search: ['domain'],
  search_count: ['domain'],
  search_read: ['domain'],
  formatted_read_group: ['domain', 'groupby', 'aggregates'],
  fields_get: ['allfields'],
  default_get: ['fields'],
  load: ['fields', 'data'],
  create: ['vals_list'],
  read: ['ids', 'fields'],
  write: ['ids', 'vals'],
  copy: ['ids', 'default'],
  has_group: ['ids', 'group_ext_id'],
};

/**
 * All arguments by name, for a protocol that knows no positions. Arguments of methods that are not Odoo's most common are
 * given by name to begin with.
 */
export function byName(method: string, args: readonly unknown[], kwargs: object): Record<string, unknown> {
  const names = POSITIONS[method] ?? ['ids'];
  if (args.length > names.length) {
    throw new Unsendable(`JSON-2 takes no ${args.length} arguments of ${method} by position: give them by name`);
  }
  return { ...Object.fromEntries(args.map((value, index) => [names[index], value])), ...kwargs };
}
