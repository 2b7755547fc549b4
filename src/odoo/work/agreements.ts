import { z } from 'zod/v4';
import type { OdooApi } from '../api.ts';
import { OdooError } from '../errors.ts';
import { id, many2oneOrNone } from '../rows.ts';
import { present, readByIds } from './read.ts';

const agreement = z.object({
  id,
  x_order_id: many2oneOrNone,
  x_project_id: many2oneOrNone,
  x_partner_id: many2oneOrNone,
});

/** What agreements cover, each by the narrowest it names: its order, else its project, else all of its customer. */
export interface Coverage {
  orderIds: number[];
  projectIds: number[];
  customerIds: number[];
}

/** @throws OdooError where an agreement is gone or names nothing: its work must not be taken for all work */
export async function readCoverage(api: OdooApi, agreementIds: number[]): Promise<Coverage> {
  const rows = await readByIds(api, 'x_billing_agreement', 'id', agreementIds, agreement);
  const empty = agreementIds.find(
    (wanted) => !rows.some((row) => row.id === wanted && (row.x_order_id ?? row.x_project_id ?? row.x_partner_id)),
  );
  if (empty !== undefined) {
    throw new OdooError(
      'refused',
      `Agreement #${empty} is not in Odoo, or names no order, project or customer.`,
      'Pick another agreement, or fill in what this one covers.',
    );
  }
  return {
    orderIds: present(rows.map((row) => row.x_order_id)),
    projectIds: present(rows.map((row) => (row.x_order_id ? undefined : row.x_project_id))),
    customerIds: present(rows.map((row) => (row.x_order_id || row.x_project_id ? undefined : row.x_partner_id))),
  };
}
