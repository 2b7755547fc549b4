import { invoicedOn } from '../charge/purchase-order.ts';
import { dayWords } from '../days.ts';
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
  const over = invoiced.plus(proposal.total).minus(purchaseOrder.amount);
  if (over.lte(0)) return [];
  const message =
    `The customer’s PO ${purchaseOrder.number} is for ${amountWords(purchaseOrder.amount, currency)}. ` +
    `${amountWords(invoiced, currency)} is invoiced already; this invoice of ${amountWords(proposal.total, currency)} goes over it by ${amountWords(over, currency)}.`;
  return [{ code: 'po.exceeded', message }];
};
