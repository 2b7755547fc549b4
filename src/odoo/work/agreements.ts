import { z } from 'zod/v4';
import type { Domain, OdooApi } from '../api.ts';
import { OdooError } from '../errors.ts';
import { id, many2oneOrNone } from '../rows.ts';
import { readByIds } from './read.ts';

const agreement = z.object({
  id,
  x_order_id: many2oneOrNone,
  x_project_id: many2oneOrNone,
  x_partner_id: many2oneOrNone,
  x_company_id: many2oneOrNone,
});

/** What one agreement is about. Work has to be of all it names. */
export type Coverage = z.output<typeof agreement>;

/** @throws OdooError where an agreement is gone or names nothing: it must not be taken for one about all work */
export async function readCoverage(api: OdooApi, agreementIds: number[]): Promise<Coverage[]> {
  const rows = await readByIds(api, 'x_billing_agreement', 'id', agreementIds, agreement, { archived: true });
  const empty = agreementIds.find(
    (wanted) => !rows.some((row) => row.id === wanted && (row.x_order_id ?? row.x_project_id ?? row.x_partner_id)),
  );
  if (empty === undefined) return rows;
  throw new OdooError(
    'refused',
    `Agreement #${empty} is not in Odoo, or names no order, project or customer.`,
    'Pick another agreement, or fill in what this one is about.',
  );
}

/** How a model reaches what a scope is limited to. */
export interface Paths {
  /** Whoever bills it: the order's. */
  company: string;
  /** Of records that need no order: whose they are without one. */
  ownCompany?: string;
  customer: string;
  order: string;
  project: string;
}

/** An order's work is its company's, whoever did it; of a firm's two companies, one lends its people to the other. */
export const ofCompanies = ({ company, ownCompany, order }: Paths, ids: number[]): Domain =>
  ownCompany ? ['|', [company, 'in', ids], '&', [order, '=', false], [ownCompany, 'in', ids]] : [[company, 'in', ids]];

/** Work of any of the agreements; the customer's contacts count as the customer. */
export function coveredBy(coverage: Coverage[], path: Paths): Domain {
  const each = coverage.map(({ x_order_id, x_project_id, x_partner_id, x_company_id }) =>
    all([
      ...is(path.order, x_order_id),
      ...is(path.project, x_project_id),
      ...(x_company_id ? [ofCompanies(path, [x_company_id])] : []),
      ...(x_partner_id
        ? [['|', [path.customer, '=', x_partner_id], [`${path.customer}.commercial_partner_id`, '=', x_partner_id]]]
        : []),
    ] as Domain[]),
  );
  return [...each.slice(1).map(() => '|'), ...each.flat()];
}

const is = (field: string, wanted: number | undefined): Domain[] => (wanted ? [[[field, '=', wanted]]] : []);

const all = (conditions: Domain[]): Domain => [...conditions.slice(1).map(() => '&'), ...conditions.flat()];
