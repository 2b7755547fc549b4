import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { byReason, lineByLine, lineName } from '../../src/billing/dry-run-words.ts';
import type { InvoiceFacts } from '../../src/billing/ports.ts';
import { exact, sum, text } from '../../src/money/decimal.ts';
import type { Entry, Ref, Work } from '../../src/rules/entry.ts';
import { deductionsIn, orderNames } from '../../src/rules/proposal/of.ts';
import type { Evaluation, Proposal } from '../../src/rules/verdict.ts';
import type { MissingTimesheet } from '../../src/rules/watch/missing-timesheets.ts';
import { listed } from '../../src/rules/words.ts';

/** @param carried the field that holds the raw data of a simplified item, and the node that needs it */
export const simplifyProperty = (carried?: string, forWhom?: string): INodeProperties => ({
  displayName: 'Simplify',
  name: 'simplify',
  type: 'boolean',
  default: true,
  description: [
    'Whether to return a simplified version of the response instead of the raw data.',
    carried && `The raw data goes along in the field <code>${carried}</code>, which ${forWhom} reads.`,
  ]
    .filter(Boolean)
    .join(' '),
});

export const simplify = (context: IExecuteFunctions, index: number): boolean =>
  context.getNodeParameter('simplify', index, true) as boolean;

const days = ({ from, to }: Work['period']): string => (from ? `${from} – ${to}` : `up to ${to}`);

const NONE = listed([]);
const ORDERLESS = 'Work without an order';

export function workRow(work: Work): object {
  const { order, entries, period } = work;
  const of = (kind: Entry['kind']) => entries.filter((entry) => entry.kind === kind);
  return {
    order: order?.name ?? ORDERLESS,
    customer: order?.customer.name ?? NONE,
    company: order?.company.name ?? NONE,
    period: days(period),
    hours: text(sum(of('time').map(({ quantity }) => exact(quantity)))),
    timesheets: of('time').length,
    expenses: of('expense').length,
    milestones: of('milestone').length,
    fees: of('fee').length,
    notApproved: entries.filter(({ approval }) => approval.state !== 'approved').length,
    ...(work.advance && { advance: work.advance.name }),
    work,
  };
}

export function proposalRow(proposal: Proposal): object {
  const { customer, company, period, total, currency, supplementary, findings } = proposal;
  return {
    order: orderNames(proposal),
    customer: customer.name,
    company: company.name,
    period: days(period),
    total,
    currency: currency.code,
    lines: listed(lineByLine(proposal, (line) => `${lineName(line)}: ${line.quantity} ${line.unit}`)),
    deducted: listed(
      deductionsIn(proposal).map(({ description, amount }) => `${description || 'Down payment'}: ${amount}`),
    ),
    supplementary,
    findings: listed(findings.map(({ message }) => message)),
    proposal,
  };
}

/** An order's parts on no invoice. */
export function notBilledRow(evaluation: Omit<Evaluation, 'proposal' | 'more' | 'cases'>): object {
  const { orderName, customer, period, parts, identity } = evaluation;
  return {
    order: orderName ?? ORDERLESS,
    customer: customer?.name ?? NONE,
    period: days(period),
    entries: parts.length,
    why: listed(byReason(parts)),
    addsUp: identity.holds,
    breaks: listed(identity.breaks),
    evaluation,
  };
}

export function invoiceRow(invoice: InvoiceFacts): object {
  const { id, name, state, company, customer, period, origin, reference, untaxed, tax, total, currency, url } = invoice;
  const decision = invoice.decisions.find(({ current }) => current);
  return {
    invoiceId: id,
    name,
    state,
    customer: customer.name,
    company: company.name,
    period,
    origin,
    reference,
    lines: listed(
      invoice.lines
        .filter(({ kind }) => kind === 'product')
        .map((line) => `${line.name.split('\n').at(-1)}: ${line.quantity} ${line.unit} = ${line.subtotal}`),
    ),
    untaxed,
    tax,
    total,
    currency,
    findings: listed([...(invoice.unsaid ?? []), ...invoice.findings].map(({ message }) => message)),
    decision: decision ? `${decision.outcome} by ${decision.by}` : 'none',
    preparedBy: invoice.preparers.map((person) => person.name).join(', '),
    url,
  };
}

/** The hours somebody left out, with the days as text. */
export const missingRow = ({ days: short, ...missing }: MissingTimesheet): object => ({
  ...flat(missing),
  days: listed(short.map(({ day, entered, expected }) => `${day}: ${entered} of ${expected} h`)),
});

/** Records by name, with the id beside: `customer` and `customerId`. */
export function flat(row: object): object {
  const isRef = (value: unknown): value is Ref => typeof value === 'object' && value !== null && 'name' in value;
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]: [string, unknown]): [string, unknown][] =>
      isRef(value)
        ? [
            [name, value.name],
            [`${name}Id`, value.id],
          ]
        : [[name, value]],
    ),
  );
}
