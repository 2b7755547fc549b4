import type { Check } from './check.ts';
import { gap } from './check.ts';

/** Where the law or the fiscal position taxes by the customer's country, there has to be one. Elsewhere Odoo goes without. */
export const customerCountry: Check = {
  id: 'customer.country',
  stop(order) {
    const { facts } = order;
    if (!facts || facts.country) return undefined;
    if (!facts.ofCountry && !(facts.byCountry && !facts.position)) return undefined;
    const why = facts.ofCountry
      ? `fiscal position “${facts.position}” of the order is for customers of some countries`
      : `${order.company.name} gives fiscal positions by country`;
    return gap(order, {
      code: 'customer.country-missing',
      title: `No country: ${facts.invoiceTo.name}, order ${order.name}`,
      detail: `Country of the invoice address “${facts.invoiceTo.name}” (res.partner,${facts.invoiceTo.id}) is empty, and ${why}: which taxes apply can’t be told.`,
      nextStep: `Fill in Country on the contact ${facts.invoiceTo.name}, then press Update Taxes on the order if its fiscal position changes.`,
    });
  },
};
