import { sum, text } from '../../money/decimal.ts';
import { amountText, money } from '../../money/money.ts';
import { formatFindings } from '../format/findings.ts';
import { joinsOf } from '../format/joins.ts';
import type { Layouts } from '../format/layout.ts';
import { referenceOf } from '../format/reference.ts';
import { lineText } from '../format/text.ts';
import { findingsOn } from '../findings/table.ts';
import type { Order, Work } from '../entry.ts';
import { given } from '../given.ts';
import { groupBy } from '../group.ts';
import { andWithheld } from '../holdback/in-turn.ts';
import { withheldIn, withholdingOf } from '../holdback/withhold.ts';
import type { Part, Proposal, ProposedOrder } from '../verdict.ts';
import { deducted, deductionsOf } from './deductions.ts';
import { proposalKey } from './key.ts';
import { proposalLine } from './line.ts';
import type { PricedLine } from './line.ts';
import { workAmount } from './total.ts';

/** The invoices to be of one order, each with its lines; none where there is nothing to bill. */
export function propose(
  work: Work,
  order: Order,
  priced: PricedLine[],
  parts: Part[],
  layouts: Layouts = new Map(),
): Proposal[] {
  let { heldBack = [] } = work;
  return [...groupBy(priced, ({ invoice }) => invoice).values()].map((lines) => {
    const proposal = proposalOf({ ...work, heldBack }, order, lines, parts, layouts);
    heldBack = andWithheld(heldBack, proposal);
    return proposal;
  });
}

function proposalOf(work: Work, order: Order, priced: PricedLine[], parts: Part[], layouts: Layouts): Proposal {
  const texts = priced.map((line) => lineText(line, layouts, order));
  const reference = referenceOf(priced, layouts, order);
  const lines = priced.map((line, index) => proposalLine(line, order, texts[index]));
  const withheld = withholdingOf(work, order, priced);
  const deductions = deductionsOf(work, order, priced, withheldIn(withheld));
  const amount = workAmount(priced, order);
  const own: ProposedOrder = {
    orderId: order.id,
    orderName: order.name,
    lines,
    deductions,
    ...(withheld.length > 0 && { withheld }),
    ...given({ reference }),
    ...(work.advances && deductions.length > 0 && given({ invoiced: order.invoiced })),
    ...(order.facts && { checked: order.facts.seal }),
    ...given({ joins: joinsOf(priced, layouts, order) }),
  };
  const proposal: Proposal = {
    key: proposalKey(order, lines, deductions, claimedOf(work), withheld, reference),
    orders: [own],
    customer: order.customer,
    company: order.company,
    currency: order.currency,
    period: work.period,
    supplementary: work.entries.some(({ claims }) => claims.length > 0),
    rounding: text(amount.minus(sum(lines.map((line) => line.amount)))),
    total: amountText(money(amount.plus(deducted(deductions)).plus(withheldIn(withheld)), order.currency)),
    findings: [],
  };
  return {
    ...proposal,
    findings: [...findingsOn({ proposal, order, parts }), ...formatFindings(priced, texts, layouts, order)],
  };
}

function claimedOf({ entries }: Work): Map<string, string> {
  const claimed = entries.filter(({ claims }) => claims.length > 0);
  return new Map(
    claimed.map(({ key, claims }) => [
      key,
      `${text(sum(claims.map(({ quantity }) => quantity)))} on ${[...new Set(claims.map(({ invoice }) => invoice.id))].toSorted((a, b) => a - b).join()}`,
    ]),
  );
}
