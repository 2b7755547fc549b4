import { exact, sum } from '../../money/decimal.ts';
import { amountText, money } from '../../money/money.ts';
import type { CaseSpec } from '../case.ts';
import type { Day, Order, Work } from '../entry.ts';
import { dayWords } from '../days.ts';
import { given } from '../given.ts';
import { termsText } from '../terms/in-force.ts';
import type { Part, Verdict } from '../verdict.ts';
import { amountWords } from '../words.ts';
import type { AgreedAdvance, FoundAdvance } from './agreed.ts';
import type { Asked } from './asked.ts';
import { askedFor } from './asked.ts';
import { allInvoiced } from './done.ts';

/** What becomes of an advance, and why. */
export interface Ending {
  verdict: Verdict;
  rule: string;
  reason: string;
  case?: CaseSpec;
  invoice?: Part['invoice'];
  asked?: Asked;
}

/** Undefined where it isn't agreed any more, and was never made. */
export function endingOf(
  work: Work,
  order: Order,
  found: FoundAdvance,
  named: NonNullable<Work['advance']>,
): Ending | undefined {
  const made = work.advances?.find(({ agreement, name }) => agreement === named.agreement && name === named.name);
  if (made) {
    const { invoice, invoiceState, orderLineIds } = made;
    const reason = `Already on ${invoiceState === 'draft' ? 'draft invoice' : 'invoice'} ${invoice.name}.`;
    return {
      verdict: 'billed',
      rule: 'advance.made',
      reason,
      invoice,
      ...given({ case: leftOver(order, orderLineIds, named.name) }),
    };
  }
  if (!found) return undefined;
  if ('unclear' in found) {
    const spec: CaseSpec = { kind: 'policy', severity: 'high', ...found.unclear };
    return { verdict: 'hold', rule: 'terms.in-force', reason: spec.detail, case: spec };
  }
  const asked = askedFor(found, order);
  return notYet(found, work, order, asked) ?? (asked && hasAmount(order) ? due(found, asked) : noBase(found, order));
}

const hasAmount = ({ untaxed = '0' }: Order): boolean => exact(untaxed).gt(0);

function notYet(
  { advance: { on } }: AgreedAdvance,
  { period }: Work,
  order: Order,
  asked: Asked | undefined,
): Ending | undefined {
  const waits = (rule: string, reason: string): Ending => ({ verdict: 'pending', rule, reason, ...given({ asked }) });
  if (order.state !== 'sale') return waits('advance.confirmed-order', `Order ${order.name} is not confirmed.`);
  if (on !== undefined && on > period.to)
    return waits('advance.due', `Due on ${dayWords(on)}, after the last day to bill.`);
  if (!allInvoiced(order)) return undefined;
  const reason = `All of order ${order.name} is invoiced: there is nothing to pay ahead of.`;
  return { verdict: 'non-billable', rule: 'advance.work-ahead', reason };
}

/** The day it fell due, where it has one; else the last day to bill. */
export const dueDay = ({ advance: { on }, from }: AgreedAdvance, { period }: Work): Day =>
  on ?? from.version.signedOn ?? period.to;

function due({ advance: { on }, from }: AgreedAdvance, asked: Asked): Ending {
  const since =
    on === undefined
      ? `Due at signature, ${dayWords(from.version.signedOn ?? from.version.effectiveFrom)}`
      : `Due on ${dayWords(on)}`;
  return { verdict: 'bill', rule: 'advance.due', reason: `${since}: ${asked.words}.`, asked };
}

function noBase({ advance, from }: AgreedAdvance, order: Order): Ending {
  const detail = `${advance.name} of ${termsText(from)} can’t be made: order ${order.name} has no amount, and Odoo takes a down payment’s taxes and account from there.`;
  return {
    verdict: 'hold',
    rule: 'advance.base',
    reason: detail,
    case: {
      kind: 'data-quality',
      code: 'advance.no-base',
      severity: 'high',
      title: `No amount to take an advance of: ${order.name}`,
      detail,
      nextStep: 'Enter the quantities that are expected on the order’s lines, then run again.',
    },
  };
}

/** The order is invoiced in full, and some of what was paid ahead is still the customer's. */
function leftOver(order: Order, lineIds: number[], name: string): CaseSpec | undefined {
  const open = order.lines.filter(({ id, toInvoice }) => lineIds.includes(id) && exact(toInvoice).lt(0));
  if (open.length === 0 || !allInvoiced(order)) return undefined;
  const left = sum(open.map(({ toInvoice, priceUnit }) => exact(toInvoice).times(exact(priceUnit)).neg()));
  const words = amountWords(amountText(money(left, order.currency)), order.currency);
  return {
    kind: 'policy',
    code: 'advance.left',
    severity: 'medium',
    cause: `sale.order,${order.id}`,
    title: `Paid ahead and not used up: ${name}, ${order.name}`,
    detail: `All of order ${order.name} is invoiced, and ${words} of ${name} was never deducted.`,
    nextStep: 'Give it back by a credit note, or bill the work it is meant for.',
  };
}
