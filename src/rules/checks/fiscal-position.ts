import type { Check } from './check.ts';
import { gap } from './check.ts';

/** A position for customers of other countries than this one. Another one than Odoo would give now may be meant: a finding. */
export const fiscalPosition: Check = {
  id: 'order.fiscal-position',
  stop(order) {
    const { facts } = order;
    if (!facts?.position || facts.fits || !facts.country) return undefined;
    const expected = facts.expected ? `“${facts.expected}”` : 'none';
    return gap(order, {
      code: 'order.fiscal-position',
      title: `Fiscal position “${facts.position}” is not for ${facts.invoiceTo.name}: ${order.name}`,
      detail: `Fiscal Position of order ${order.name} is “${facts.position}”, which is not for customers in ${facts.country}; Odoo would give ${facts.invoiceTo.name} ${expected} now.`,
      nextStep: `Correct Fiscal Position under Other Info of order ${order.name} and press Update Taxes, or correct the customer’s address.`,
    });
  },
};
