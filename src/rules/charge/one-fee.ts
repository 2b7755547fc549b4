import type { Used } from '../entry.ts';
import { fixedFee } from '../fee/fixed-fee.ts';
import { lineOfFee } from '../fee/line.ts';
import { groupBy } from '../group.ts';
import { retainersBilledOn } from '../retainer/fee-line.ts';
import { isOfCustomer, termsText } from '../terms/in-force.ts';
import type { Terms } from '../terms/in-force.ts';
import type { Section } from '../terms/schema.ts';
import { amountWords } from '../words.ts';
import type { Charge } from './charge.ts';
import { agreed, endedBy } from './charge.ts';
import { countedUnder } from './counted-under.ts';
import type { ChargeStep, Run } from './step.ts';

const id = 'fee.one-order';

/**
 * An agreement that names neither order nor project has one fixed fee all the same. It goes on with the order it was billed
 * on first; where that is none, and several have a line for it, a person says which.
 */
export const oneFee: ChargeStep = {
  id,
  section: 'fixedFee',
  apply(charges, run) {
    const fees = charges.flatMap((charge) => feeOf(charge) ?? []);
    const held = new Map<Charge, Charge>();
    for (const [, own] of groupBy(fees, ({ from }) => from.agreement.id)) {
      const [{ section, from }] = own as [Fee, ...Fee[]];
      const billed = billedBefore(section, from, run);
      const orders = new Map(own.map(({ charge: { order } }) => [order.id, order.name]));
      const known = new Set(billed.map(({ orderId }) => orderId));
      if (known.size === 0 && orders.size === 1) continue;
      const others = billed[0]
        ? `invoice ${billed[0].invoice.name} bills it already`
        : `orders ${[...orders.values()].join(' and ')} all have a line for it`;
      for (const { charge } of own)
        if (!known.has(charge.order.id)) held.set(charge, severalOrders(charge, section, from, others));
    }
    return charges.map((charge) => held.get(charge) ?? charge);
  },
};

interface Fee {
  charge: Charge;
  section: Section<'fixedFee'>;
  from: Terms;
}

/** The fee a charge bills, where it may be on any order of a customer. */
function feeOf(charge: Charge): Fee | undefined {
  const found = agreed(charge, 'fixedFee');
  if (!found || !isOfCustomer(found.from.agreement)) return undefined;
  if (charge.rule === fixedFee.id) return { charge, ...found };
  if (charge.entry.kind !== 'milestone') return undefined;
  const meant = lineOfFee(found.section, charge.order, '');
  return 'line' in meant && meant.line.id === charge.line.id ? { charge, ...found } : undefined;
}

function billedBefore({ progress }: Section<'fixedFee'>, from: Terms, run: Run): Used[] {
  const others = otherFees(run);
  return countedUnder('fixedFee', from, run).filter(
    ({ kind, entry }) => (kind === 'fee' && !others.has(entry)) || (kind === 'milestone' && progress === 'milestones'),
  );
}

/** Order lines that bill a retainer, or what was withheld. */
function otherFees({ works }: Run): Set<string> {
  const ids = works.flatMap((work) => [
    ...(work.retainerLines ?? []).map(({ orderLineId }) => orderLineId),
    ...(work.order?.lines ?? []).flatMap((line) =>
      line.holdback || retainersBilledOn(line, work).length > 0 ? line.id : [],
    ),
  ]);
  return new Set(ids.map((each) => `sale.order.line,${each}`));
}

function severalOrders(charge: Charge, { amount }: Section<'fixedFee'>, from: Terms, others: string): Charge {
  const { agreement } = from;
  const detail = `${termsText(from)} has one fixed fee of ${amountWords(amount, charge.order.currency)} and names no order. It would be billed on ${charge.order.name}, and ${others}.`;
  return endedBy(charge, id, {
    verdict: 'hold',
    reason: detail,
    case: {
      kind: 'policy',
      code: 'fee.several-orders',
      severity: 'high',
      cause: `agreement ${agreement.id}, fixed fee`,
      title: `Which order is the fixed fee billed on? ${agreement.name}`,
      detail,
      nextStep:
        'Name the order in the agreement. Where each order has a fee of its own, give each an agreement of its own.',
    },
  });
}
