import type { VerdictRow } from '../../odoo/actions.ts';
import { create, type Env } from '../env.ts';
import type { RowOf } from '../models.ts';
import { live } from './live-parts.ts';

type Reason = Pick<VerdictRow, 'x_verdict' | 'x_quantity_exact' | 'x_rule' | 'x_reason' | 'x_value'>;

const says = (rows: Reason[]): string =>
  JSON.stringify(
    rows
      .map(({ x_value, ...row }) =>
        [row.x_verdict, row.x_quantity_exact, row.x_rule, row.x_reason, x_value.toFixed(6)].join('|'),
      )
      .sort(),
  );

/**
 * Why work is on no invoice. Rows that say the same already are left alone, so a second run writes nothing; so are those of a
 * record that was billed after it was read.
 */
export function recordVerdicts(env: Env, { parts }: { parts: VerdictRow[] }) {
  const { db } = env;
  const recordOf = (row: { x_model: string; x_record_id: number }) => `${row.x_model},${String(row.x_record_id)}`;
  const known = Map.groupBy(
    db.where('x_billing_part', ({ x_verdict }) => x_verdict !== 'bill'),
    recordOf,
  );
  const billed = Map.groupBy(
    live(db, () => true),
    recordOf,
  );
  const count = { written: 0, unchanged: 0 };
  for (const [record, wanted] of Map.groupBy(parts, recordOf)) {
    const rows = known.get(record) ?? [];
    if (says(rows) === says(wanted) || tooMuch(wanted, billed.get(record) ?? [])) {
      count.unchanged += wanted.length;
      continue;
    }
    for (const { id } of rows) db.unlink('x_billing_part', id);
    for (const part of wanted) {
      const x_currency_id = db.all('res.currency').find(({ name }) => name === part.currency)?.id ?? 0;
      const values = Object.fromEntries(Object.entries(part).filter(([name]) => name.startsWith('x_')));
      create(env, 'x_billing_part', { ...(emptied(values) as Partial<RowOf<'x_billing_part'>>), x_currency_id });
    }
    count.written += wanted.length;
  }
  return count;
}

function tooMuch(wanted: VerdictRow[], billed: RowOf<'x_billing_part'>[]): boolean {
  const [first] = wanted;
  // What is read of an order line is what is left of it already, and an order has several advances.
  if (!first || ['sale.order.line', 'sale.order'].includes(first.x_model) || billed.length === 0) return false;
  const sumOf = (rows: { x_quantity: number }[]) => rows.reduce((all, row) => all + row.x_quantity, 0);
  const [says, { entry_quantity: entry }] = [sumOf(wanted), first];
  return says * entry > 0 && Math.abs(says) + Math.abs(sumOf(billed)) > Math.abs(entry) + 1e-6;
}

/** Odoo's `false` for an empty many2one is 0 in the store. */
export const emptied = (values: object): object =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === false ? 0 : (value as unknown)]));
