import { createHash } from 'node:crypto';
import type { Big } from 'big.js';
import { exact, sum, text } from '../../money/decimal.ts';
import { lineValue } from '../../money/line.ts';
import { amountText, money } from '../../money/money.ts';
import type { Work } from '../entry.ts';
import { groupBy } from '../group.ts';
import { withheldIn } from '../holdback/withhold.ts';
import { deducted } from '../proposal/deductions.ts';
import { deductionsIn, linesOf, orderNames, proposalsOf, withheldOf, withProposals } from '../proposal/of.ts';
import type { Evaluation, Finding, Proposal, ProposedOrder } from '../verdict.ts';
import { customerIn, heldOrders, leftOut } from './left-out.ts';

type Joining = [Proposal, ...Proposal[]];

/**
 * The evaluations with one invoice for all orders of a customer, where that is agreed: it is told with the first of the orders. Orders that
 * Odoo would not invoice together, or that are paid in another way, keep an invoice of their own, and a finding says why.
 */
export function joined(works: readonly Work[], evaluations: readonly Evaluation[]): Evaluation[] {
  const wanting = evaluations.flatMap(proposalsOf).filter(({ orders: [{ joins }] }) => joins);
  if (wanting.length === 0) return [...evaluations];
  const held = heldOrders(works, evaluations);
  const invoices = new Map<Proposal, Proposal>();
  for (const [customer, own] of groupBy(wanting, ({ orders: [{ joins }] }) => customerIn(joins?.same ?? []))) {
    const sorted = own.toSorted((a, b) => a.orders[0].orderId - b.orders[0].orderId);
    const groups = [...groupBy(sorted, keyOf).values()] as Joining[];
    for (const group of groups) {
      const terms = group[0].orders[0].joins?.terms ?? '';
      const findings = [...apart(group, groups, terms), ...leftOut(held.get(customer) ?? [], terms)];
      const invoice = withFindings(invoiceOf(group), findings);
      for (const proposal of group) invoices.set(proposal, invoice);
    }
  }
  return evaluations.map((evaluation) => onInvoices(evaluation, invoices));
}

/** What orders on one invoice have in common. */
const keyOf = ({ orders: [{ joins }], period }: Proposal): string =>
  JSON.stringify([period, joins?.same.map(({ what, id }) => [what, id])]);

function onInvoices(evaluation: Evaluation, invoices: ReadonlyMap<Proposal, Proposal>): Evaluation {
  const all = proposalsOf(evaluation).map((own) => ({ own, invoice: invoices.get(own) ?? own }));
  const told = all.filter(({ own, invoice }) => invoice.orders[0].orderId === own.orders[0].orderId);
  const [elsewhere] = all.filter((one) => !told.includes(one));
  const evaluated = withProposals(
    evaluation,
    told.map(({ invoice }) => invoice),
  );
  if (!elsewhere) return evaluated;
  const { key, orders } = elsewhere.invoice;
  return { ...evaluated, invoicedWith: { key, orderName: orders[0].orderName } };
}

function invoiceOf(proposals: Joining): Proposal {
  const [first, ...others] = proposals;
  if (others.length === 0) return first;
  const orders = proposals.flatMap((one) => one.orders) as [ProposedOrder, ...ProposedOrder[]];
  const whole = { ...first, orders };
  const work = workOf(whole);
  const total = work.plus(deducted(deductionsIn(whole))).plus(withheldIn(withheldOf(whole)));
  return {
    ...whole,
    key: createHash('sha256')
      .update(JSON.stringify(['invoice 1', ...proposals.map(({ key }) => key).toSorted()]))
      .digest('hex'),
    supplementary: proposals.some(({ supplementary }) => supplementary),
    rounding: text(work.minus(sum(linesOf(whole).map(({ amount }) => amount)))),
    total: amountText(money(total, first.currency)),
    findings: proposals.flatMap((one) => one.findings.map((finding) => ofOrder(finding, one))),
  };
}

const ofOrder = ({ code, message }: Finding, proposal: Proposal): Finding => ({
  code,
  message: `${orderNames(proposal)}: ${message}`,
});

/** Lines of all orders, rounded line by line or once, as the company has it. */
function workOf({ orders, currency }: Proposal): Big {
  const lines = linesOf({ orders });
  if (!orders[0].joins?.roundsTotal) return sum(lines.map(({ amount }) => amount));
  return exact(amountText(money(sum(lines.map((line) => lineValue(exact(line.quantity), line))), currency)));
}

/** Why a customer's orders are not all on this invoice. */
function apart(group: Joining, [first, ...others]: Joining[], terms: string): Finding[] {
  if (!first || others.length === 0) return [];
  const other = group === first ? (others[0] as Joining) : first;
  const [own, theirs] = [group, other].map(([{ orders }]) => orders[0].joins?.same ?? []);
  const names = new Map(theirs?.map(({ what, id, name }) => [what, { id, name }]));
  const differences = (own ?? []).flatMap(({ what, id, name }) => {
    const there = names.get(what);
    return there && there.id !== id ? [`${what} ${name || 'none'}, there ${there.name || 'none'}`] : [];
  });
  const message = `${terms} wants one invoice for the customer. ${other.map(orderNames).join(', ')} can’t be on it: ${differences.join('; ') || 'another period'}.`;
  return [{ code: 'format.own-invoice', message }];
}

const withFindings = (proposal: Proposal, findings: Finding[]): Proposal =>
  findings.length === 0 ? proposal : { ...proposal, findings: [...proposal.findings, ...findings] };
