import type { Big } from 'big.js';
import { exact } from '../../money/decimal.ts';
import type { CaseSpec } from '../case.ts';
import type { Entry, OrderLine } from '../entry.ts';
import type { Room, Rule } from '../rule.ts';
import { quantityText } from '../words.ts';

/**
 * An order line with nothing left to invoice has been invoiced by someone else, whatever our own ledger says.
 *
 * Milestones and expenses carry no link to an invoice in Odoo, so its quantities are the only witness. What is left goes to
 * the entries in order of date, then id.
 */
export function roomOnLine(kind: Entry['kind']): Rule {
  return {
    id: `${kind}.left-to-invoice`,
    decide(entry, open, { line, room, work: { order } }) {
      // Odoo counts nothing as left to invoice on an order that isn't confirmed; a gate holds that one.
      if (!line || !room || order?.state !== 'sale') return [];
      // Odoo rounds delivered and invoiced quantities, an entry is exact.
      const tolerance = exact(`1e-${line.unitDigits}`);
      if (room.left.gt(0) && room.left.plus(tolerance).gte(open)) return [];
      const left = quantityText(room.left, line.unit);
      const outside = quantityText(room.outside, line.unit);
      const inputs = { 'left to invoice': left, 'invoiced elsewhere': outside };
      if (room.left.lte(0) && room.outside.plus(tolerance).gte(open)) {
        const reason = `Its order line is invoiced in full: ${outside} on invoices these rules did not make.`;
        return [{ quantity: open, verdict: 'billed', reason, inputs }];
      }
      const reason = `The ${kind} is ${quantityText(open, line.unit)}, but its order line has ${left} left to invoice.`;
      return [{ quantity: open, verdict: 'hold', reason, inputs, case: partlyInvoiced(entry, open, line, room) }];
    },
  };
}

function partlyInvoiced({ kind, description, date }: Entry, open: Big, line: OrderLine, room: Room): CaseSpec {
  const [needed, left, outside] = [open, room.left, room.outside].map((quantity) => quantityText(quantity, line.unit));
  return {
    kind: 'data-quality',
    code: `${kind}.partly-invoiced`,
    severity: 'medium',
    title: `Order line can’t take the whole ${kind}: ${description}`,
    detail: `${description} (${date}) is ${needed}. Order line “${line.name}” has ${left} left to invoice, and ${outside} on invoices these rules did not make.`,
    nextStep:
      'Find the invoice that holds part of it; then invoice the rest in Odoo, or correct the order line’s quantity.',
  };
}
