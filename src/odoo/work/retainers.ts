import { z } from 'zod/v4';
import { retainer } from '../../rules/charge/retainer.ts';
import type { Drawn, RetainerLine } from '../../rules/entry.ts';
import type { Agreement } from '../../rules/terms/schema.ts';
import type { Domain, OdooApi } from '../api.ts';
import { day, decimal, id, text, textOrEmpty } from '../rows.ts';
import { read, readByIds } from './read.ts';

const part = z.object({
  id,
  x_name: textOrEmpty,
  x_person: textOrEmpty,
  x_model: text,
  x_record_id: id,
  x_date: day,
  x_quantity_exact: text,
  x_drawn_exact: text,
  x_terms: text,
});
const record = z.object({ id, name: textOrEmpty });
const line = z.object({ id, qty_invoiced: decimal });

const has = ({ versions }: Agreement): boolean => versions.some((version) => version.retainer);

/** What earlier runs drew from the agreements' retainers, by the ledger; also where the record is gone since. */
export async function readDrawn(api: OdooApi, agreements: Agreement[]): Promise<Drawn[]> {
  const withOwn = new Set(agreements.filter(has).map(({ id: key }) => key));
  if (!withOwn.size) return [];
  const retainerOf = new Map(
    agreements.flatMap(({ id: key, under = '', versions }) =>
      versions.flatMap(({ version, retainer: own }): [string, string][] =>
        own ? [[`${key}@${version}`, key]] : withOwn.has(under) ? [[`${key}@${version}`, under]] : [],
      ),
    ),
  );
  const drawn: Domain = [
    ['x_terms', 'in', [...retainerOf.keys()]],
    ['x_verdict', '=', 'included'],
    ['x_rule', '=', retainer.id],
  ];
  const rows = await read(api, 'x_billing_part', drawn, part);
  const there = new Set<string>();
  for (const [model, own] of Map.groupBy(rows, (row) => row.x_model)) {
    const ids = own.map((row) => row.x_record_id);
    for (const found of await readByIds(api, model, 'id', ids, record)) there.add(`${model},${found.id}`);
  }
  return rows.map((row) => {
    const entry = `${row.x_model},${row.x_record_id}`;
    return {
      agreement: retainerOf.get(row.x_terms) ?? '',
      entry,
      date: row.x_date,
      who: [row.x_person, row.x_name].filter(Boolean).join(', '),
      worked: row.x_quantity_exact,
      amount: row.x_drawn_exact,
      ...(!there.has(entry) && { deleted: true as const }),
    };
  });
}

/**
 * Invoiced order lines with the product of a customer's retainer, on orders of the run or not: a period somebody invoiced on
 * another order is not due on this one. Agreements about an order or a project bill on what the run sees.
 */
export async function readRetainerLines(api: OdooApi, agreements: Agreement[]): Promise<RetainerLine[]> {
  const found: RetainerLine[] = [];
  for (const { id: agreement, customer, order, project, versions } of agreements) {
    const products = [...new Set(versions.flatMap((version) => version.retainer?.product?.id ?? []))];
    if (customer?.id === undefined || order || project || products.length === 0) continue;
    const invoiced: Domain = [
      ['product_id', 'in', products],
      ['qty_invoiced', '!=', 0],
      '|',
      ['order_id.partner_id', '=', customer.id],
      ['order_id.partner_id.commercial_partner_id', '=', customer.id],
    ];
    for (const row of await read(api, 'sale.order.line', invoiced, line))
      found.push({ agreement, orderLineId: row.id, invoiced: row.qty_invoiced });
  }
  return found;
}
