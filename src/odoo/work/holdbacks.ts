import type { Big } from 'big.js';
import { z } from 'zod/v4';
import { exact, sum, text as plain } from '../../money/decimal.ts';
import type { Day, HoldbackFacts, Work } from '../../rules/entry.ts';
import { groupBy } from '../../rules/group.ts';
import type { Agreement } from '../../rules/terms/schema.ts';
import type { Domain, OdooApi } from '../api.ts';
import { dayOrNone, decimal, id, ids, text } from '../rows.ts';
import { byId, read, readByIds } from './read.ts';
import type { Scope } from './scope.ts';
import { limits } from './scope.ts';

/** Order lines of holdbacks, with the agreement. */
export const marked = z.object({ id, order_id: id, x_billing_holdback: text });
const invoiceLine = z.object({
  id,
  sale_line_ids: ids,
  quantity: decimal,
  move_type: text,
  x_billing_service_to: dayOrNone,
});
type InvoiceLine = z.output<typeof invoiceLine>;

const withholds = ({ versions }: Agreement): boolean => versions.some(({ holdback }) => holdback);

/** Cancelled orders in scope that invoices withheld something on: what is withheld there is not left to invoice any more. */
export async function readClosedHoldbacks(api: OdooApi, scope: Scope, agreements: Agreement[]): Promise<number[]> {
  if (!agreements.some(withholds)) return [];
  const path = {
    company: 'company_id',
    customer: 'order_id.partner_id',
    order: 'order_id',
    project: 'order_id.order_line.project_id',
  };
  const domain: Domain = [
    ['x_billing_holdback', '!=', false],
    ['state', '=', 'cancel'],
    ['qty_invoiced', '<', 0],
    ...limits(scope, path),
  ];
  return [...new Set((await read(api, 'sale.order.line', domain, marked)).map((row) => row.order_id))];
}

/**
 * Tells the order lines of holdbacks what invoices withheld and released, and each work what is withheld in all under
 * its agreements, whatever the order: their ceilings count from there.
 */
export async function attachHoldbacks(api: OdooApi, works: readonly Work[]): Promise<void> {
  const own = works.flatMap(({ order }) => (order?.lines ?? []).flatMap(({ holdback }) => holdback ?? []));
  const agreed = works.flatMap(({ agreements = [] }) => agreements.filter(withholds).map((each) => each.id));
  const keys = [...new Set([...own.map(({ agreement }) => agreement), ...agreed])];
  if (keys.length === 0) return;
  const lines = byId(await read(api, 'sale.order.line', [['x_billing_holdback', 'in', keys]], marked));
  const invoiced = await readByIds(api, 'account.move.line', 'sale_line_ids', lines.keys(), invoiceLine, {
    and: [['parent_state', '!=', 'cancel']],
  });
  const ofLine = groupBy(
    invoiced.flatMap((row) => row.sale_line_ids.map((lineId) => ({ lineId, row }))),
    ({ lineId }) => lineId,
  );
  const facts = new Map(
    [...lines.values()].map((line) => [
      line.id,
      factsOf(
        line.x_billing_holdback,
        (ofLine.get(line.id) ?? []).map(({ row }) => row),
      ),
    ]),
  );
  const heldBack = [...groupBy(facts.values(), ({ agreement }) => agreement)].map(([agreement, all]) => ({
    agreement,
    amount: plain(sum(all.map(({ withheld }) => withheld))),
  }));
  for (const work of works) {
    for (const line of work.order?.lines ?? []) {
      const found = facts.get(line.id);
      if (found) line.holdback = found;
    }
    if (heldBack.length > 0) work.heldBack = heldBack;
  }
}

function factsOf(agreement: string, rows: InvoiceLine[]): HoldbackFacts {
  const signed = ({ quantity, move_type }: InvoiceLine): Big =>
    move_type === 'out_refund' ? exact(quantity).neg() : exact(quantity);
  const [held, released] = [
    rows.filter(({ quantity }) => exact(quantity).lt(0)),
    rows.filter(({ quantity }) => exact(quantity).gt(0)),
  ];
  const [since] = held.flatMap((row): Day[] => (row.x_billing_service_to ? [row.x_billing_service_to] : [])).toSorted();
  return {
    agreement,
    withheld: plain(sum(held.map(signed)).neg()),
    released: plain(sum(released.map(signed))),
    ...(since && { since }),
  };
}
