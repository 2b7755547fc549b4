import { linesOf } from '../proposal/of.ts';
import type { FindingRule } from './finding.ts';

/** The line would be invoiced without tax although its product has one. It may be meant. */
export const taxLeftOut: FindingRule = ({ proposal, order: { facts } }) => {
  const billed = new Map(linesOf(proposal).map(({ orderLineId, description }) => [orderLineId, description]));
  return (facts?.lines ?? []).flatMap(({ id, taxLeftOut: taxes }) => {
    const name = billed.get(id);
    if (name === undefined || !taxes) return [];
    const message = `Line “${name}” has no tax; its product has ${taxes}. If that is not meant, set Taxes on the order line.`;
    return [{ code: 'tax.left-out', message }];
  });
};

/** The customer's data or the company's positions changed since the order was made, or somebody chose another position. */
export const otherFiscalPosition: FindingRule = ({ order: { name, facts } }) => {
  if (!facts || facts.position === facts.expected) return [];
  const said = (position: string): string => (position ? `“${position}”` : 'none');
  const message = `Fiscal position of order ${name} is ${said(facts.position)}; Odoo would give ${facts.invoiceTo.name} ${said(facts.expected)} now.`;
  return [{ code: 'tax.other-position', message }];
};
