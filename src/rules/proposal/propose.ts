import { sum, text } from '../../money/decimal.ts';
import { amountText, money } from '../../money/money.ts';
import { findingsOn } from '../findings/table.ts';
import type { Decimal, Order, Work } from '../entry.ts';
import type { Part, Proposal } from '../verdict.ts';
import { deducted, deductionsOf } from './deductions.ts';
import { proposalKey } from './key.ts';
import { proposalLine } from './line.ts';
import type { PricedLine } from './line.ts';
import { workAmount } from './total.ts';

/** The invoice to be of one order. Undefined where there is nothing to bill. */
export function propose(work: Work, order: Order, priced: PricedLine[], parts: Part[]): Proposal | undefined {
  if (priced.length === 0) return undefined;
  const lines = priced.map((line) => proposalLine(line, order));
  const deductions = deductionsOf(order);
  const amount = workAmount(priced, order);
  const proposal: Proposal = {
    key: proposalKey(order, lines, deductions, claimedOf(work)),
    orderId: order.id,
    orderName: order.name,
    customer: order.customer,
    company: order.company,
    currency: order.currency,
    period: work.period,
    supplementary: work.entries.some(({ claims }) => claims.length > 0),
    lines,
    deductions,
    rounding: text(amount.minus(sum(lines.map((line) => line.amount)))),
    total: amountText(money(amount.plus(deducted(deductions)), order.currency)),
    findings: [],
  };
  return { ...proposal, findings: findingsOn({ proposal, order, parts }) };
}

function claimedOf({ entries }: Work): Map<string, Decimal> {
  const claimed = entries.filter(({ claims }) => claims.length > 0);
  return new Map(claimed.map(({ key, claims }) => [key, text(sum(claims.map(({ quantity }) => quantity)))]));
}
