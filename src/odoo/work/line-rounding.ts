import { z } from 'zod/v4';
import { exact, sum, text } from '../../money/decimal.ts';
import type { Decimal } from '../../money/decimal.ts';
import { lineAmount } from '../../money/line.ts';
import { amountText } from '../../money/money.ts';
import type { OdooApi } from '../api.ts';
import { decimal, id } from '../rows.ts';
import { currency } from './orders.ts';
import { byId, readByIds } from './read.ts';

const invoiceLine = z.object({ id, move_id: id, quantity: decimal, price_unit: decimal, discount: decimal });
const invoice = z.object({ id, currency_id: id });
const part = z.object({ id, x_move_line_id: id, x_value: decimal });

/**
 * What invoice lines came to beyond the values of their parts, in the invoice's currency: rounding, and what was changed by
 * hand. By the last part of each line, so that the parts of a line together are what it came to.
 */
export async function readLineRounding(api: OdooApi, lineIds: number[]): Promise<Map<number, Decimal>> {
  const lines = byId(await readByIds(api, 'account.move.line', 'id', lineIds, invoiceLine));
  const held = await readByIds(api, 'x_billing_part', 'x_move_line_id', [...lines.keys()], part);
  const moveIds = [...lines.values()].map((line) => line.move_id);
  const invoices = byId(await readByIds(api, 'account.move', 'id', moveIds, invoice));
  const currencyIds = [...invoices.values()].map((move) => move.currency_id);
  const currencies = byId(await readByIds(api, 'res.currency', 'id', currencyIds, currency));
  const rounding = new Map<number, Decimal>();
  for (const [lineId, parts] of Map.groupBy(held, (row) => row.x_move_line_id)) {
    const line = lines.get(lineId);
    const last = parts.toSorted((a, b) => a.id - b.id).at(-1);
    const money = currencies.get(invoices.get(line?.move_id ?? 0)?.currency_id ?? 0);
    if (!line || !last || !money) continue;
    const price = { priceUnit: line.price_unit, discount: line.discount };
    const amount = lineAmount(exact(line.quantity), price, { code: money.name, digits: money.decimal_places });
    const values = sum(parts.map((row) => row.x_value));
    rounding.set(last.id, text(exact(amountText(amount)).minus(values)));
  }
  return rounding;
}
