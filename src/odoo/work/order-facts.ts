import type { LineFacts, OrderFacts, Work } from '../../rules/entry.ts';
import type { Answer } from '../actions.ts';
import { runAction } from '../actions.ts';
import type { OdooApi } from '../api.ts';

type Facts = Answer<'check_orders'>['orders'][number];

const PER_CALL = 500;

/** Asks Odoo what it says of the orders before they are invoiced: one call for each 500. */
export async function attachFacts(api: OdooApi, works: Work[]): Promise<void> {
  const orders = works.flatMap(({ order }) => order ?? []);
  for (let start = 0; start < orders.length; start += PER_CALL) {
    const some = orders.slice(start, start + PER_CALL);
    const answer = await runAction(api, 'check_orders', { ids: some.map(({ id }) => id) });
    const found = new Map(answer.orders.map((facts) => [facts.id, facts]));
    for (const order of some) {
      const facts = found.get(order.id);
      if (facts) order.facts = factsOf(facts);
    }
  }
}

function factsOf(facts: Facts): OrderFacts {
  const { country, vat, position, expected, fits, seal } = facts;
  return {
    invoiceTo: facts.invoice_to,
    ...{ country, vat, position, expected, fits, seal },
    vatRequired: facts.vat_required,
    ofCountry: facts.of_country,
    byCountry: facts.by_country,
    crossesEu: facts.crosses_eu,
    joins: facts.joins,
    lines: facts.lines.map((line): LineFacts => ({
      id: line.id,
      zeroTax: line.zero,
      taxLeftOut: line.left_out,
      others: line.others,
    })),
  };
}
