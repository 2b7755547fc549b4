import type { ListName } from './lists.ts';

/** What Odoo's screens call the record in their addresses. Companies and agreements have no name of their own there. */
const SEGMENTS: Partial<Record<ListName, RegExp>> = {
  customer: /\/(?:customers|contacts|res\.partner)\/(\d+)$/,
  // A project's address goes on with its tasks.
  project: /\/(?:projects?|project\.project)\/(\d+)(?:\/|$)/,
  order: /\/(?:sales|orders|quotations|sale\.order)\/(\d+)$/,
};

/** The id in the address of a record as Odoo shows it, `…/odoo/sales/42`; undefined where another kind of record is open. */
export function idInLink(name: ListName, link: string): number | undefined {
  const address = link.trim();
  const path = URL.canParse(address) ? new URL(address).pathname.replace(/\/+$/, '') : '';
  const found = SEGMENTS[name]?.exec(path)?.[1];
  return found === undefined ? undefined : Number(found);
}
