import { DateTime } from 'luxon';
import type { Draft, DraftOutcome, Foreseen } from '../billing/ports.ts';
import { decimal } from '../money/decimal.ts';
import { agreementOf } from '../rules/terms/in-force.ts';
import type { Deduction, Part, Proposal, ProposalLine, ProposedOrder, Withheld } from '../rules/verdict.ts';
import type {
  AdvanceDraft,
  DraftFacts,
  DraftLedger,
  DraftLine,
  DraftOrder,
  DraftPart,
  DraftProposal,
  WithheldDraft,
} from './actions.ts';
import { runAction } from './actions.ts';
import type { OdooApi } from './api.ts';
import { ledgerPart, recordOf } from './ledger.ts';

/** The number of an invoice, `Draft #42` until Odoo gives it one. */
export const numberOf = ({ id, name }: { id: number; name: string | false }): string =>
  name && name !== '/' ? name : `Draft #${id}`;

export function draftOf(facts: DraftFacts): Draft {
  return {
    id: facts.id,
    name: numberOf(facts),
    orderId: facts.order || 0,
    state: facts.state,
    untaxed: decimal(facts.untaxed),
    total: decimal(facts.total),
    currency: facts.currency,
  };
}

function draftLedger(part: Part, { agreements = [] }: ProposedOrder): DraftLedger {
  const counted = agreements.find(({ agreement }) => agreement === agreementOf(part.terms))?.earlier;
  return { ...ledgerPart(part), x_counted_with: counted?.countedWith ?? '' };
}

function draftPart(part: Part, orderLineId: number, row: Partial<DraftLedger>): DraftPart {
  return {
    ...recordOf(part),
    name: [part.date, part.person?.name, part.description].filter(Boolean).join(' '),
    date: part.date,
    quantity: Number(part.quantity),
    billed: Number(part.charge?.billed ?? part.quantity),
    entry_quantity: Number(part.entryQuantity),
    order_line_id: orderLineId,
    approval: part.approvalSource,
    counts_on: countsOn(part),
    adjustments: part.adjustments ?? [],
    spent: part.spent ? { ...part.spent, total: Number(part.spent.total), cost: Number(part.spent.cost) } : false,
    row,
  };
}

function countsOn({
  countsOn: { milestones, notAdjusted, evidence, invoiced, parts, delivered, accepted, hours } = {},
}: Part): DraftPart['counts_on'] {
  return {
    ...(milestones && { milestones }),
    ...(notAdjusted && { not_adjusted: notAdjusted }),
    ...(evidence && { evidence }),
    ...(invoiced !== undefined && { invoiced: Number(invoiced) }),
    ...(parts !== undefined && { parts }),
    ...(delivered !== undefined && { delivered: Number(delivered) }),
    ...(accepted && { accepted }),
    ...(hours && { hours: { ...hours, approved: Number(hours.approved) } }),
  };
}

/** `October 2026` for a whole month, else its days. */
function periodWords({ from, to }: Proposal['period']): string {
  if (!from) return `up to ${to}`;
  const [first, last] = [DateTime.fromISO(from), DateTime.fromISO(to)];
  const wholeMonth = first.day === 1 && last.hasSame(first, 'month') && last.day === last.daysInMonth;
  return wholeMonth ? first.toFormat('LLLL yyyy', { locale: 'en' }) : `${from} – ${to}`;
}

function deductionWords({ description, amount, taxIncluded, quantity, left, priceUnit }: Deduction): string {
  const name = description || 'down payment';
  const tax = `${taxIncluded ? 'with' : 'before'} tax`;
  if (quantity === '0') return `Not deducted yet: ${name}, ${left} of ${priceUnit} ${tax}.`;
  const share = quantity === '1' ? '' : `, ${quantity} of ${priceUnit}`;
  return `Deducted: ${name}${share}, ${amount} ${tax}.`;
}

const withheldWords = ({ words, amount, terms }: Withheld): string =>
  `Withheld: ${words}, ${amount} before tax (${terms}).`;

function traceOf({ orders, rounding, total }: Proposal): string {
  const once = `Total: ${total}, rounded once for all lines as the company has it: ${rounding} of it.`;
  return [
    ...orders.flatMap((order) => (orders.length > 1 ? [`Order ${order.orderName}`] : []).concat(orderTrace(order))),
    ...(rounding === '0' ? [] : [once]),
  ].join('\n\n');
}

const orderTrace = ({ lines, deductions, withheld = [] }: ProposedOrder): string[] => [
  ...lines.map((line) => `${(line.label ?? line.description).replaceAll('\n', ', ')}\n${line.trace}`),
  ...withheld.map(withheldWords),
  ...deductions.map(deductionWords),
];

function draftProposal(proposal: Proposal, preparer: string): DraftProposal {
  return {
    key: proposal.key,
    period: `${periodWords(proposal.period)}${proposal.supplementary ? ' (supplementary)' : ''}`,
    period_to: proposal.period.to,
    findings: proposal.findings.map((finding) => `${finding.message} (${finding.code})`).join('\n'),
    trace: traceOf(proposal),
    preparer,
    orders: proposal.orders.map(draftOrder),
  };
}

function draftOrder(proposal: ProposedOrder): DraftOrder {
  return {
    order_id: proposal.orderId,
    reference: proposal.reference ?? false,
    checked: proposal.checked ?? '',
    deducted: proposal.deductions.map((each) => ({
      order_line_id: each.orderLineId,
      price_unit: Number(each.priceUnit),
      left: Number(each.left),
      quantity: Number(each.quantity),
    })),
    withheld: (proposal.withheld ?? []).map(withheldDraft),
    invoiced: proposal.invoiced === undefined ? false : Number(proposal.invoiced),
    advance: advanceOf(proposal),
    lines: proposal.advance ? [] : proposal.lines.map((line) => draftLine(line, proposal)),
    agreements: (proposal.agreements ?? []).map(({ agreement, versions, earlier }) => ({
      key: agreement,
      versions,
      earlier: earlier ? { parts: earlier.parts, value: Number(earlier.value), run: earlier.countedWith } : false,
    })),
  };
}

function withheldDraft({ agreement, name, like, taxes, words, amount, ceiling }: Withheld): WithheldDraft {
  return {
    agreement,
    name,
    like,
    taxes,
    quantity: -Number(amount),
    text: `Holdback: ${words}`,
    ceiling: ceiling ? { amount: Number(ceiling.amount), reached: ceiling.reached } : false,
  };
}

function advanceOf({ advance, lines }: ProposedOrder): AdvanceDraft | false {
  const part = lines[0]?.parts[0];
  if (!advance || !part) return false;
  return {
    agreement: advance.agreement,
    name: advance.name,
    amount: Number(advance.amount),
    of: advance.share ? Number(advance.share.of) : false,
    once: advance.once ?? false,
    ledger: { ...ledgerPart(part), x_counted_with: '' },
  };
}

function draftLine(line: ProposalLine, proposal: ProposedOrder): DraftLine {
  const { orderLineId, orderPrice } = line;
  const { alike, own } = saidOnce(line.parts.map((part) => draftLedger(part, proposal)));
  return {
    order_line_id: orderLineId,
    quantity: Number(line.quantity),
    price_unit: Number(line.priceUnit),
    discount: Number(line.discount),
    text: line.text ?? '',
    order_price: orderPrice
      ? { price_unit: Number(orderPrice.priceUnit), discount: Number(orderPrice.discount) }
      : false,
    label: line.label ?? '',
    parts: line.parts.map((part, at) => draftPart(part, orderLineId, own[at] ?? {})),
    row: alike,
  };
}

/** What all rows say alike, and what each says for itself. */
function saidOnce<Row extends object>(rows: Row[]): { alike: Partial<Row>; own: Partial<Row>[] } {
  const names = Object.keys(rows[0] ?? {}) as (keyof Row)[];
  const same = new Set(names.filter((name) => rows.every((row) => row[name] === rows[0]?.[name])));
  const only = (row: Row, asked: (name: keyof Row) => boolean) =>
    Object.fromEntries(names.filter(asked).map((name) => [name, row[name]])) as Partial<Row>;
  return {
    alike: rows[0] ? only(rows[0], (name) => same.has(name)) : {},
    own: rows.map((row) => only(row, (name) => !same.has(name))),
  };
}

/** One call, one transaction. */
export async function draft(api: OdooApi, proposals: Proposal[], preparer = ''): Promise<DraftOutcome[]> {
  if (!proposals.length) return [];
  const payload = { proposals: proposals.map((proposal) => draftProposal(proposal, preparer)) };
  const { answers } = await runAction(api, 'draft', payload);
  return answers.map((answer) =>
    answer.status === 'refused' ? answer : { ...answer, invoice: draftOf(answer.invoice) },
  );
}

const PER_CALL = 50;

/** What `draft` would answer, in calls of 50 proposals. An action of its own: an older add-on must not take it for drafting. */
export async function foresee(api: OdooApi, proposals: Proposal[]): Promise<Foreseen[]> {
  const outcomes: Foreseen[] = [];
  for (let start = 0; start < proposals.length; start += PER_CALL) {
    const payload = proposals.slice(start, start + PER_CALL).map((proposal) => draftProposal(proposal, ''));
    const { answers } = await runAction(api, 'foresee', { proposals: payload });
    outcomes.push(
      ...answers.map((answer) =>
        answer.status === 'existing' ? { ...answer, invoice: draftOf(answer.invoice) } : answer,
      ),
    );
  }
  return outcomes;
}

export async function findDrafts(api: OdooApi, keys: string[]): Promise<Map<string, Draft>> {
  const { found } = await runAction(api, 'find_drafts', { keys });
  return new Map(Object.entries(found).map(([key, facts]) => [key, draftOf(facts)]));
}
