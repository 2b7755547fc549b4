import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import { invoicedOn } from '../charge/purchase-order.ts';
import { dayWords } from '../days.ts';
import { holdbackRelease } from '../fee/holdback.ts';
import { withheldIn } from '../holdback/withhold.ts';
import { linesOf, withheldOf } from '../proposal/of.ts';
import type { Proposal } from '../verdict.ts';
import { amountWords } from '../words.ts';
import type { FindingRule } from './finding.ts';

export const expiredPurchaseOrder: FindingRule = ({ proposal, order: { purchaseOrder } }) => {
  const validUntil = purchaseOrder?.validUntil;
  if (!validUntil || validUntil >= proposal.period.to) return [];
  const message = `The customer’s PO ${purchaseOrder.number} was valid until ${dayWords(validUntil)}; this invoice covers work up to ${dayWords(proposal.period.to)}.`;
  return [{ code: 'po.expired', message }];
};

export const exceededPurchaseOrder: FindingRule = ({ proposal, order }) => {
  const { purchaseOrder, currency } = order;
  if (purchaseOrder?.amount === undefined) return [];
  const invoiced = invoicedOn(order);
  const work = worthOf(proposal);
  const over = invoiced.plus(work).minus(purchaseOrder.amount);
  if (over.lte(0)) return [];
  const message =
    `The customer’s PO ${purchaseOrder.number} is for ${amountWords(purchaseOrder.amount, currency)}. ` +
    `${amountWords(invoiced, currency)} is invoiced already; this invoice of ${amountWords(work, currency)} goes over it by ${amountWords(over, currency)}.`;
  return [{ code: 'po.exceeded', message }];
};

/** What the customer's work is worth, whenever they pay for it: a holdback is of work the order was billed for. */
function worthOf(proposal: Proposal): Big {
  const released = linesOf(proposal).filter(({ parts }) => parts.some(({ rule }) => rule === holdbackRelease.id));
  return exact(proposal.total)
    .minus(withheldIn(withheldOf(proposal)))
    .minus(sum(released.map(({ amount }) => amount)));
}
