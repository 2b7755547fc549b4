import type { Entry } from '../entry.ts';
import type { Rule } from '../rule.ts';
import { quantityText } from '../words.ts';

/**
 * An order line with nothing left to invoice has been invoiced by someone else, whatever our own ledger says.
 *
 * Milestones and expenses carry no link to an invoice in Odoo, so its quantities are the only witness. What is left goes to
 * the entries in order of date, then id.
 */
export function roomOnLine(kind: Entry['kind'], noun: string): Rule {
  return {
    id: `${kind}.left-to-invoice`,
    decide(entry, open, { line, room, work: { order } }) {
      // Odoo counts nothing as left to invoice on an order that isn't confirmed; a gate holds that one.
      if (!line || !room || order?.state !== 'sale' || room.left.gte(open)) return [];
      const words = {
        needed: quantityText(open, line.unit),
        left: quantityText(room.left, line.unit),
        elsewhere: quantityText(room.outside, line.unit),
      };
      const inputs = { 'left to invoice': words.left, 'invoiced elsewhere': words.elsewhere };
      if (room.left.lte(0) && room.outside.gte(open)) {
        const reason = `Its order line is invoiced in full (${quantityText(room.outside, line.unit)} outside of these rules).`;
        return [{ quantity: open, verdict: 'billed', reason, inputs }];
      }
      return [
        {
          quantity: open,
          verdict: 'hold',
          reason: `The ${noun} is ${words.needed}, but its order line has ${words.left} left to invoice.`,
          inputs,
          case: {
            kind: 'data-quality',
            code: `${kind}.partly-invoiced`,
            severity: 'medium',
            title: `Order line can’t take the whole ${noun}: ${entry.description}`,
            detail: `${entry.description} (${entry.date}) is ${words.needed}. Order line “${line.name}” has ${words.left} left to invoice and ${words.elsewhere} on invoices these rules did not make.`,
            nextStep: `Find the invoice that holds part of it; then invoice the rest in Odoo, or correct the order line’s quantity.`,
          },
        },
      ];
    },
  };
}
