import { z } from 'zod/v4';
import { exact } from '../money/decimal.ts';
import type { Domain, OdooApi } from './api.ts';
import { OdooError } from './errors.ts';
import { decimal, id, many2oneNamed, many2oneNamedOrNone, text, textOrEmpty } from './rows.ts';
import { read } from './work/read.ts';

export const LISTS = ['company', 'customer', 'project', 'order', 'agreement'] as const;
export type ListName = (typeof LISTS)[number];

/** A record to choose: its name says enough to tell it from its neighbours. */
export interface Choice {
  id: number;
  name: string;
}

/** What is already chosen narrows what is offered. */
export type Chosen = Partial<Record<ListName, number[]>>;

interface List {
  model: string;
  /** The name people know a record by, as text. */
  nameField: string;
  order: string;
  /** What work can be billed for: active, confirmed, billable. */
  offered: Domain;
  searched: string[];
  /** How this model reaches what may be chosen already. */
  narrowedBy: Partial<Record<ListName, string>>;
  choices(api: OdooApi, domain: Domain, page: { limit: number; offset: number }, order: string): Promise<Choice[]>;
}

const words = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join(' · ');

/** `76,800.00` */
const inThousands = (amount: string): string =>
  exact(amount)
    .toFixed(2)
    .replace(/\B(?=(\d{3})+\.)/g, ',');

const company = z.object({ id, name: text });
const customer = z.object({ id, display_name: text });
const project = z.object({ id, name: text, partner_id: many2oneNamedOrNone });
const order = z.object({
  id,
  name: text,
  partner_id: many2oneNamed,
  amount_untaxed: decimal,
  currency_id: many2oneNamed,
  client_order_ref: textOrEmpty,
});
const agreement = z.object({
  id,
  x_name: textOrEmpty,
  x_key: textOrEmpty,
  x_partner_id: many2oneNamedOrNone,
  x_project_id: many2oneNamedOrNone,
  x_order_id: many2oneNamedOrNone,
});

const lists: Record<ListName, List> = {
  company: {
    model: 'res.company',
    nameField: 'name',
    order: 'name, id',
    offered: [],
    searched: ['name'],
    narrowedBy: {},
    choices: (api, domain, page, sorted) => read(api, 'res.company', domain, company, { ...page, order: sorted }),
  },
  customer: {
    model: 'res.partner',
    nameField: 'name',
    order: 'name, id',
    offered: [['sale_order_ids.state', '=', 'sale']],
    searched: ['name', 'commercial_partner_id.name', 'email'],
    narrowedBy: { company: 'sale_order_ids.company_id' },
    choices: async (api, domain, page, sorted) =>
      (await read(api, 'res.partner', domain, customer, { ...page, order: sorted })).map((row) => ({
        id: row.id,
        name: row.display_name,
      })),
  },
  project: {
    model: 'project.project',
    nameField: 'name',
    order: 'name, id',
    offered: [['allow_billable', '=', true]],
    searched: ['name', 'partner_id.name'],
    narrowedBy: { company: 'company_id', customer: 'partner_id' },
    choices: async (api, domain, page, sorted) =>
      (await read(api, 'project.project', domain, project, { ...page, order: sorted, names: true })).map((row) => ({
        id: row.id,
        name: words(row.name, row.partner_id?.name),
      })),
  },
  order: {
    model: 'sale.order',
    nameField: 'name',
    order: 'date_order desc, id desc',
    offered: [['state', '=', 'sale']],
    searched: ['name', 'partner_id.name', 'client_order_ref'],
    narrowedBy: { company: 'company_id', customer: 'partner_id' },
    choices: async (api, domain, page, sorted) =>
      (await read(api, 'sale.order', domain, order, { ...page, order: sorted, names: true })).map((row) => ({
        id: row.id,
        name: words(
          row.name,
          row.partner_id.name,
          `${inThousands(row.amount_untaxed)} ${row.currency_id.name}`,
          row.client_order_ref && `PO ${row.client_order_ref}`,
        ),
      })),
  },
  agreement: {
    model: 'x_billing_agreement',
    nameField: 'x_name',
    order: 'x_name, id',
    offered: [['x_active', '=', true]],
    searched: ['x_name', 'x_key', 'x_partner_id.name'],
    narrowedBy: { customer: 'x_partner_id' },
    choices: async (api, domain, page, sorted) =>
      (await read(api, 'x_billing_agreement', domain, agreement, { ...page, order: sorted, names: true })).map(
        (row) => ({
          id: row.id,
          name: words(
            row.x_name || row.x_key || `Agreement #${row.id}`,
            row.x_partner_id?.name,
            row.x_project_id?.name,
            row.x_order_id?.name,
          ),
        }),
      ),
  },
};

const PAGE = 50;

/**
 * One page of what can be chosen, of the companies the login may see, archived records left out.
 *
 * @param next what an earlier page answered as `next`
 */
export async function listChoices(
  api: OdooApi,
  name: ListName,
  { search = '', chosen = {}, next = 0 }: { search?: string; chosen?: Chosen; next?: number } = {},
): Promise<{ choices: Choice[]; next?: number }> {
  const list = lists[name];
  const narrowed = Object.entries(list.narrowedBy).flatMap(([other, path]): Domain => {
    const ids = chosen[other as ListName];
    return ids?.length ? [[path, 'in', ids]] : [];
  });
  const found: Domain = search.trim()
    ? [
        ...list.searched.slice(1).map(() => '|'),
        ...list.searched.map((path): [string, string, unknown] => [path, 'ilike', search.trim()]),
      ]
    : [];
  // One row more than is shown tells whether there is another page.
  const page = { limit: PAGE + 1, offset: next };
  const rows = await list.choices(api, [...list.offered, ...narrowed, ...found], page, list.order);
  return { choices: rows.slice(0, PAGE), ...(rows.length > PAGE && { next: next + PAGE }) };
}

/** The id of the one record of this name. @throws OdooError where there is none, or more than one */
export async function idByName(api: OdooApi, name: ListName, wanted: string): Promise<number> {
  const { model, nameField } = lists[name];
  const rows = await api.searchRead(model, [[nameField, '=', wanted]], { fields: ['id'], limit: 2 });
  const [row] = rows;
  if (row && rows.length === 1) return row.id as number;
  throw new OdooError(
    'refused',
    row ? `Odoo has more than one ${name} called "${wanted}".` : `Odoo has no ${name} called "${wanted}".`,
    row
      ? 'Choose it from the list, or by its id.'
      : 'Write the name exactly as Odoo shows it, or choose from the list.',
  );
}

/** @throws OdooError where a record is not in Odoo: a limit to nothing must not pass for a quiet month */
export async function checkIds(api: OdooApi, name: ListName, ids: number[]): Promise<void> {
  const found = await api.searchRead(lists[name].model, [['id', 'in', ids]], { fields: ['id'], archived: true });
  const missing = ids.filter((wanted) => !found.some((row) => row.id === wanted));
  if (missing.length === 0) return;
  throw new OdooError(
    'refused',
    `Odoo has no ${name} with id ${missing.join(', ')}, or this login may not see it.`,
    'Choose from the list, or check what the expression yields for this item.',
  );
}
