import type { CaseSpec } from '../case.ts';
import type { Order, Work } from '../entry.ts';
import type { Stop } from '../gates/gate.ts';
import { isOfCustomer, sectionOf, termsText } from '../terms/in-force.ts';
import type { AgreedAdvance } from './agreed.ts';
import { agreedAdvance, isSame } from './agreed.ts';
import type { Asked } from './asked.ts';
import { endingOf } from './ending.ts';

/** An amount, or a share of a fee, agreed for a customer's work on whichever order: asked for once, not once an order. */
export const isForOneOrder = ({ from }: AgreedAdvance, asked: Asked): boolean =>
  !asked.share && isOfCustomer(from.agreement);

/** An advance of one order that another has had, or could have in the same run. */
export function onSeveralOrders(
  { advance: { name }, from }: AgreedAdvance,
  work: Work,
  order: Order,
  works: readonly Work[],
): Stop | undefined {
  const named = { agreement: from.agreement.id, name };
  const made = work.advancesElsewhere?.find((one) => isSame(one, named));
  const due = works.flatMap((other) =>
    other.order && other.advance && isSame(other.advance, named) && isDue(other, other.order, named) ? other.order : [],
  );
  if (!made && due.length < 2) return undefined;
  const others = made
    ? `invoice ${made.invoice.name} of another order holds it already`
    : `it is due on orders ${due
        .toSorted((a, b) => a.id - b.id)
        .map((one) => one.name)
        .join(' and ')}`;
  return stop(order, {
    code: 'advance.several-orders',
    title: `Which order is it paid ahead of? ${name}, ${order.name}`,
    detail: `${termsText(from)} has one ${name} and names no order; ${others}.`,
    nextStep:
      'Name the order in the agreement. Where each order has an advance of its own, give each an agreement of its own, or agree on a percentage.',
  });
}

function isDue(work: Work, order: Order, named: NonNullable<Work['advance']>): boolean {
  return endingOf(work, order, agreedAdvance(work, order, named), named)?.verdict === 'bill';
}

/** A new name while an advance the terms name no more is on an invoice: it may be the same one. */
export function mayBeRenamed(
  { advance: { name }, from, terms }: AgreedAdvance,
  work: Work,
  order: Order,
): Stop | undefined {
  const names = (sectionOf(terms, 'advances')?.section ?? []).map((each) => each.name);
  const ids = [terms.terms, terms.master].map((each) => each?.agreement.id);
  const old = work.advances?.find((made) => ids.includes(made.agreement) && !names.includes(made.name));
  return (
    old &&
    stop(order, {
      code: 'advance.renamed',
      title: `The same advance under another name? ${name}, ${order.name}`,
      detail: `${termsText(from)} asks for ${name} and doesn’t name ${old.name} any more, which is on invoice ${old.invoice.name}.`,
      nextStep: `If they are the same, sign a version that calls it ${old.name}; if ${name} comes on top, one that names both.`,
    })
  );
}

function stop(order: Order, spec: Omit<CaseSpec, 'kind' | 'severity' | 'cause'>): Stop {
  const cause = `sale.order,${order.id}`;
  return { reason: spec.detail, case: { kind: 'policy', severity: 'high', cause, ...spec } };
}
