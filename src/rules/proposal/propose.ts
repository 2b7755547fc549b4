import { amountText, money, total } from '../../money/money.ts';
import { findingsOn } from '../findings/table.ts';
import type { Order, Work } from '../entry.ts';
import type { Part, Proposal } from '../verdict.ts';
import { proposalKey } from './key.ts';
import { proposalLine } from './line.ts';
import type { PricedLine } from './line.ts';

/** The invoice to be of one order. Undefined where there is nothing to bill. */
export function propose(work: Work, order: Order, priced: PricedLine[], parts: Part[]): Proposal | undefined {
  if (priced.length === 0) return undefined;
  const lines = priced.map((line) => proposalLine(line, order));
  const amounts = lines.map(({ amount }) => money(amount, order.currency));
  const proposal: Proposal = {
    key: proposalKey(order, lines),
    orderId: order.id,
    orderName: order.name,
    customer: order.customer,
    company: order.company,
    currency: order.currency,
    period: work.period,
    supplementary: work.entries.some(({ claims }) => claims.length > 0),
    lines,
    total: amountText(total(order.currency, amounts)),
    findings: [],
  };
  return { ...proposal, findings: findingsOn({ proposal, order, parts }) };
}
