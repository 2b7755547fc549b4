import { exact, sum } from '../money/decimal.ts';
import type { Currency } from '../rules/entry.ts';
import { groupBy } from '../rules/group.ts';
import { orderNames } from '../rules/proposal/of.ts';
import type { CaseDraft, Evaluation, Part, Proposal, ProposalLine, Verdict } from '../rules/verdict.ts';
import { amountWords, count, listed, quantityText } from '../rules/words.ts';
import type { DryRun } from './dry-run.ts';
import type { Foreseen } from './ports.ts';

/** One order of a dry run, for people: text, one line of a table. A dash stands for nothing. */
export interface DryRunRow {
  order: string;
  customer: string;
  /** What drafting would do. */
  outcome: string;
  /** Untaxed, in `currency`; `0` where nothing would be drafted. */
  total: string;
  currency: string;
  /** The invoice lines to be, and why. */
  lines: string;
  /** What is not billed now, why, and whose it is. */
  waits: string;
  /** What somebody has to look at, with the next step. */
  cases: string;
  findings: string;
  /** What becomes of all the work, by verdict and reason. */
  verdicts: string;
  /** What becomes of every single entry, where asked for. */
  entries?: string;
  company: string;
  orderId?: number;
}

export const VERDICT_WORDS: Record<Verdict, string> = {
  bill: 'to bill',
  billed: 'billed already',
  included: 'included in a fixed price',
  'over-cap': 'over the cap',
  hold: 'held',
  'write-off': 'written off',
  'non-billable': 'not billable',
  pending: 'pending',
};

const WAITING: ReadonlySet<Verdict> = new Set<Verdict>(['pending', 'hold', 'over-cap']);

/** What would be drafted first, what waits next; work without an order last. */
export const dryRunRows = (runs: DryRun[], everyEntry: boolean): DryRunRow[] =>
  runs.toSorted((a, b) => rank(a) - rank(b)).map((run) => dryRunRow(run, everyEntry));

function rank({ evaluation: { orderId, parts }, foreseen }: DryRun): number {
  if (foreseen) return foreseen.status === 'clear' ? 0 : 1;
  if (orderId === undefined) return 4;
  return parts.some(({ verdict }) => WAITING.has(verdict)) ? 2 : 3;
}

function dryRunRow({ evaluation, foreseen, company, salesperson }: DryRun, everyEntry: boolean): DryRunRow {
  const { orderId, orderName, customer, parts, cases, proposal, identity } = evaluation;
  return {
    order: orderName ?? 'Work without an order',
    customer: customer?.name ?? NONE,
    outcome: outcomeOf(evaluation, foreseen),
    total: (foreseen?.status === 'clear' ? proposal?.total : undefined) ?? '0',
    currency: proposal?.currency.code ?? identity.money.currency ?? NONE,
    lines: listed(proposal ? lineByLine(proposal, (line) => lineWords(line, proposal.currency)) : []),
    waits: listed(waiting(parts, salesperson?.name)),
    cases: listed(cases.map((found) => caseWords(found, salesperson?.name))),
    findings: listed(proposal?.findings.map(({ message }) => message) ?? []),
    verdicts: listed(byReason(parts)),
    ...(everyEntry && { entries: listed(parts.map(partWords)) }),
    company: company?.name ?? NONE,
    ...(orderId !== undefined && { orderId }),
  };
}

const NONE = listed([]);

function outcomeOf({ proposal, invoicedWith, identity, parts }: Evaluation, foreseen: Foreseen | undefined): string {
  if (!identity.holds) return 'Nothing: hours or money don’t add up';
  if (invoicedWith && !proposal) return `On one invoice with ${invoicedWith.orderName}`;
  if (!proposal || !foreseen) {
    return parts.some(({ verdict }) => WAITING.has(verdict)) ? 'Nothing yet: all of it waits' : 'Nothing to draft';
  }
  switch (foreseen.status) {
    case 'clear':
      return `Would be drafted${withOthers(proposal)}${proposal.supplementary ? ', as a supplementary invoice' : ''}`;
    case 'existing':
      return `Drafted already: ${foreseen.invoice.name}`;
    case 'refused':
      return `Odoo would refuse: ${foreseen.message}`;
  }
}

const withOthers = ({ orders: [, ...others] }: Proposal): string =>
  others.length > 0 ? `, on one invoice with ${orderNames({ orders: others })}` : '';

/** Every line in words, with its order where there are several. */
export const lineByLine = ({ orders }: Proposal, words: (line: ProposalLine) => string): string[] =>
  orders.flatMap(({ orderName, lines }) =>
    lines.map((line) => `${orders.length > 1 ? `${orderName}: ` : ''}${words(line)}`),
  );

/** Its text in one line, with what it is for where lines are grouped. */
export const lineName = ({ description, label }: Pick<ProposalLine, 'description' | 'label'>): string =>
  [description.split('\n')[0], label].filter(Boolean).join(', ');

function lineWords(line: ProposalLine, currency: Currency): string {
  const price = amountWords(line.priceUnit, currency);
  const discount = exact(line.discount).eq(0) ? '' : ` less ${exact(line.discount).toFixed()} %`;
  const amount = amountWords(line.amount, currency);
  const why = [...new Set(line.parts.map(({ reason }) => reason))].join(' ');
  return `${lineName(line)}: ${quantityText(exact(line.quantity), line.unit)} × ${price}${discount} = ${amount}. ${why}`;
}

/** One line for each person and reason. */
function waiting(parts: Part[], salesperson: string | undefined): string[] {
  const held = parts.filter(({ verdict }) => WAITING.has(verdict));
  const alike = groupBy(held, (part) => [part.verdict, part.reason, part.unit, part.person?.id].join('|'));
  return [...alike.values()].map((same) => {
    const { reason, person, unit, verdict } = same[0] as Part;
    const whose = person?.name ?? salesperson ?? 'nobody in particular';
    const quantity = quantityText(sum(same.map((part) => part.quantity)), unit);
    return `${quantity} of ${whose} (${count(same.length, 'entry', 'entries')}), ${VERDICT_WORDS[verdict]}: ${reason}`;
  });
}

const caseWords = ({ title, nextStep, ownerId, deadline }: CaseDraft, salesperson: string | undefined): string =>
  `${title}. Next: ${nextStep} Owner: ${ownerId && salesperson ? salesperson : 'Odoo’s default owner of cases'}, by ${deadline}.`;

/** Quantities by verdict and reason, in words. */
export function byReason(parts: Part[]): string[] {
  const alike = groupBy(parts, ({ verdict, reason, unit }) => [verdict, reason, unit].join('|'));
  return [...alike.values()].map((same) => {
    const { verdict, reason, unit } = same[0] as Part;
    const quantity = quantityText(sum(same.map((part) => part.quantity)), unit);
    return `${quantity} ${VERDICT_WORDS[verdict]} (${count(same.length, 'entry', 'entries')}): ${reason}`;
  });
}

const partWords = ({ date, person, description, quantity, unit, verdict, reason }: Part): string =>
  `${[date, person?.name, description].filter(Boolean).join(' ')}, ${quantityText(exact(quantity), unit)}: ${VERDICT_WORDS[verdict]}. ${reason}`;
