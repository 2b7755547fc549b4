import type { Big } from 'big.js';
import { exact, sum, text } from '../../money/decimal.ts';
import type { CaseSpec } from '../case.ts';
import { dayWords } from '../days.ts';
import type { Entry, Milestone, Order, OrderLine, Work } from '../entry.ts';
import type { Facts, Rule, Ruling } from '../rule.ts';
import type { Agreed } from '../terms-for.ts';
import { sectionOf, termsText } from '../terms/in-force.ts';
import type { Section } from '../terms/schema.ts';
import type { CountsOn } from '../verdict.ts';
import { amountWords, quantityText } from '../words.ts';
import { adjustedPiece } from './adjusted.ts';
import type { Missing, Piece } from './due.ts';
import { piecesOf } from './due.ts';
import { lineOfFee, misfit } from './line.ts';
import { openPieces, quantitiesOf } from './open-pieces.ts';

type FixedFee = Section<'fixedFee'>;

/** A discount would be missing from what is invoiced, and be billed as still due. */
function discounted(terms: Agreed | undefined, line: OrderLine): CaseSpec | undefined {
  const found = terms && sectionOf(terms, 'discounts');
  const given = found?.section.find(({ of }) => of?.includes('fee'));
  if (!found || !given) return undefined;
  return {
    kind: 'policy',
    code: 'fee.discount',
    severity: 'high',
    cause: `sale.order.line,${line.id}`,
    title: `Fixed fee and a discount on it: ${line.name}`,
    detail: `${termsText(found.from)} gives “${given.name}”, ${given.percent} % on fees, beside a fixed fee.`,
    nextStep: 'Sign a version with the fee after discount, and give the order line the same.',
  };
}

/** What is known once it is clear which fee is billed on which line. */
interface Billing {
  fee: FixedFee;
  whose: string;
  entry: Entry;
  line: OrderLine;
  order: Order;
  work: Work;
  open: Big;
}

/**
 * An agreed fixed fee: what is due by its instalments or by percent complete, less what is invoiced of its order line. A
 * percentage that went back bills nothing, and credits nothing.
 */
export const fixedFee: Rule = {
  id: 'fee.fixed',
  decide(entry, open, { work, line, terms }: Facts): Ruling[] {
    const { order } = work;
    const found = terms && sectionOf(terms, 'fixedFee');
    if (!found || !order || !line) return [];
    const whose = termsText(found.from);
    const meant = lineOfFee(found.section, order, whose);
    if ('unclear' in meant) return [held(open, meant.unclear)];
    if (meant.line.id !== line.id) return [];
    const wrong = misfit(found.section, line, order, whose) ?? discounted(terms, line);
    if (wrong) return [held(open, wrong)];
    return billed({ fee: found.section, whose, entry, line, order, work, open });
  },
};

function billed(billing: Billing): Ruling[] {
  const { fee, whose, line, order, work, open } = billing;
  const { currency } = order;
  const pieces = piecesOf(fee, line, work, currency);
  if ('missing' in pieces) return [held(open, missing(billing, pieces.missing))];
  if (line.fee?.invoiced === undefined) {
    const what = `what is invoiced of “${line.name}” can’t be told in ${currency.code}`;
    const nextStep = 'Bring the invoices of this order line into the order’s currency, or bill the rest in Odoo.';
    return [held(open, missing(billing, { code: 'fee.invoiced', what, nextStep }))];
  }
  const invoiced = exact(line.fee.invoiced);
  const due = sum(pieces.filter((piece) => piece.due).map(({ amount }) => amount));
  const toBill = openPieces(pieces, invoiced, line.fee.billed);
  const sums = `${amountWords(due, currency)} of ${amountWords(fee.amount, currency)} due by ${dayWords(work.period.to)}, ${amountWords(invoiced, currency)} invoiced`;
  const inputs = { 'fixed fee': whose, due: sums };
  if (toBill.length === 0) return [waiting(open, nothingDue(pieces, due, invoiced, sums), inputs)];
  const takesAll = due.eq(fee.amount) || line.basis !== 'ordered';
  const quantities = quantitiesOf(toBill, open, takesAll, line);
  if (!quantities) return [held(open, tooCoarse(billing, sums))];
  const rulings = toBill.map((piece, index): Ruling => {
    const quantity = quantities[index] as Big;
    const stopped = adjustedPiece(piece, order);
    if (stopped) return { ...held(quantity, stopped), inputs, comesTo: piece.open, label: piece.label };
    return {
      quantity,
      verdict: 'bill',
      reason: `Fixed fee, ${piece.label}: ${amountWords(piece.open, currency)}, ${piece.when} (${whose}).`,
      inputs,
      comesTo: piece.open,
      label: piece.label,
      ...(piece.on && { fellDue: piece.on }),
      countsOn: {
        invoiced: text(invoiced),
        parts: line.fee?.billed.length ?? 0,
        ...(piece.milestone && onMilestone(piece.milestone)),
        ...(fee.progress === 'order-line' && { delivered: line.delivered }),
        ...(fee.progress === 'hours' && { hours: hoursOf(line, work) }),
      },
    };
  });
  const rest = open.minus(sum(quantities));
  return rest.eq(0) ? rulings : [...rulings, waiting(rest, notYet(pieces), inputs)];
}

const onMilestone = ({ id, evidence }: Milestone): CountsOn => ({
  milestones: [id],
  notAdjusted: [id],
  ...(evidence.length > 0 && { evidence: [id] }),
});

function hoursOf({ fee }: OrderLine, { period }: Work): NonNullable<CountsOn['hours']> {
  return { approved: fee?.approvedHours ?? '0', to: period.to, source: fee?.approvalSource ?? 'add-on' };
}

const waiting = (quantity: Big, reason: string, inputs: Record<string, string>): Ruling => ({
  quantity,
  verdict: 'pending',
  reason,
  inputs,
});

function nothingDue(pieces: Piece[], due: Big, invoiced: Big, sums: string): string {
  if (invoiced.gt(due)) return `More is invoiced than is due now, so nothing is billed, and nothing credited: ${sums}.`;
  return `Nothing more is due: ${sums}. ${notYet(pieces)}`.trim();
}

function notYet(pieces: Piece[]): string {
  const next = pieces.find((piece) => !piece.due);
  return next ? `Next: ${next.label}, ${next.when}.` : 'Billed as more of it is done.';
}

const held = (quantity: Big, spec: CaseSpec): Ruling => ({
  quantity,
  verdict: 'hold',
  reason: spec.detail,
  case: spec,
});

function missing({ whose, line, order }: Billing, { code, what, nextStep }: Missing['missing']): CaseSpec {
  return {
    kind: 'data-quality',
    code,
    severity: 'high',
    cause: `sale.order.line,${line.id}`,
    title: `Fixed fee can’t be reckoned: ${line.name}`,
    detail: `${whose}, order ${order.name}: ${what}.`,
    nextStep,
  };
}

function tooCoarse({ whose, line, order, open }: Billing, sums: string): CaseSpec {
  return {
    kind: 'policy',
    code: 'fee.quantity',
    severity: 'high',
    cause: `sale.order.line,${line.id}`,
    title: `Order line can’t be invoiced in such parts: ${line.name}`,
    detail: `${whose}, order ${order.name}: ${sums}. “${line.name}” has ${quantityText(open, line.unit)} left to invoice, in steps of ${exact(`1e-${line.unitDigits}`).toFixed()}.`,
    nextStep: 'Sell the fee as 100 units of a hundredth of its price, or correct what was invoiced of the line.',
  };
}
