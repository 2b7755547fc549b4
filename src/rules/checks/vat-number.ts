import type { PricedLine } from '../proposal/line.ts';
import type { LineFacts, Order } from '../entry.ts';
import type { Check } from './check.ts';
import { gap } from './check.ts';

/** Without tax because of a VAT number, and without the number: the company would owe the tax itself. */
export const vatNumber: Check = {
  id: 'customer.vat',
  stop(order, lines) {
    const { facts } = order;
    if (!facts || facts.vat) return undefined;
    const { invoiceTo, position } = facts;
    const reverse = facts.crossesEu && untaxed(order, lines);
    if (!facts.vatRequired && !reverse) return undefined;
    const why = facts.vatRequired
      ? `fiscal position “${position}” of the order asks for one`
      : 'the invoice goes to another country of the European Union without tax (reverse charge)';
    return gap(order, {
      code: 'customer.vat-missing',
      title: `No VAT number: ${invoiceTo.name}, order ${order.name}`,
      detail: `Tax ID of “${invoiceTo.name}” (res.partner,${invoiceTo.id}) is empty, and ${why}.`,
      nextStep: `Fill in Tax ID on the contact ${invoiceTo.name}, or give order ${order.name} the fiscal position of customers without one and press Update Taxes.`,
    });
  },
};

function untaxed({ facts }: Order, lines: Pick<PricedLine, 'line'>[]): boolean {
  const known = new Map<number, LineFacts>(facts?.lines.map((line) => [line.id, line]));
  return lines.some(({ line }) => known.get(line.id)?.zeroTax);
}
