import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import { lineValue } from '../../money/line.ts';
import { unnamedOrder } from '../any/purchase-order-named.ts';
import { beyondWords, countsUnder, purchaseOrderOf, stoppedBy } from '../charge/purchase-order.ts';
import { CHECKS } from '../checks/table.ts';
import type { Day, Order, Work } from '../entry.ts';
import type { Stop } from '../gates/gate.ts';
import { otherCompany } from '../gates/own-company.ts';
import { missingOrder } from '../milestone/gate.ts';
import { sectionOf } from '../terms/in-force.ts';
import type { AgreedAdvance } from './agreed.ts';
import type { Asked } from './asked.ts';
import { leftOf, openAhead } from './deduct.ts';
import { dueDay, endingOf } from './ending.ts';
import { isForOneOrder, mayBeRenamed, onSeveralOrders } from './once.ts';

type Stopped = Stop & { rule: string };

interface Now {
  work: Work;
  order: Order;
  /** All of the run. */
  works: readonly Work[];
  today: Day;
  /** What this run bills under the same purchase order. */
  billing: Big;
}

/**
 * What stands in the way of an advance that is due: all that is checked of an order before anything of it is drafted, on
 * all of its lines, and the terms' purchase order.
 */
export function stopsOf(agreed: AgreedAdvance, asked: Asked, { work, order, works, today, billing }: Now): Stopped[] {
  const sold = order.lines.filter(({ basis }) => basis !== 'down payment').map((line) => ({ line }));
  const stop = (rule: string, found: Stop | undefined): Stopped[] => (found ? [{ rule, ...found }] : []);
  const unnamed = unnamedOrder(agreed.terms, order);
  const several = isForOneOrder(agreed, asked) ? onSeveralOrders(agreed, work, order, works) : undefined;
  return [
    ...stop('advance.one-order', several),
    ...stop('advance.renamed', mayBeRenamed(agreed, work, order)),
    ...sold.flatMap((one) => stop('line.own-company', otherCompany(one, order))),
    ...CHECKS.flatMap((check) => stop(check.id, check.stop(order, sold, today))),
    ...stop('terms.purchase-order-named', unnamed && { reason: unnamed.detail, case: unnamed }),
    ...stop('terms.purchase-order', beyondPurchaseOrder(agreed, asked, work, order, billing)),
  ];
}

function beyondPurchaseOrder(
  agreed: AgreedAdvance,
  asked: Asked,
  work: Work,
  order: Order,
  billing: Big,
): Stop | undefined {
  const { terms, advance } = agreed;
  const po = purchaseOrderOf({ terms, order });
  if (!po || po.agreement === undefined) return undefined;
  const [expired] = missingOrder(po, dueDay(agreed, work));
  if (expired) return stoppedBy(po, order, 'po.expired', `${advance.name}: ${expired.what}.`);
  if (po.amount === undefined) return undefined;
  const used = sum((work.used ?? []).filter(countsUnder(po, terms)).map(({ invoiced, value }) => invoiced ?? value));
  const taken = used.plus(paidAhead(agreed, work, order)).plus(billing);
  const words = beyondWords(po, order, taken, exact(asked.amount));
  if (po.shared) return stoppedBy(po, order, 'po.shared', `${advance.name}: ${words}.`);
  return taken.plus(asked.amount).gt(po.amount)
    ? stoppedBy(po, order, 'po.exceeded', `${advance.name}: ${words}.`)
    : undefined;
}

/** What is not taken off yet of advances made, and those that are due before this one. */
function paidAhead({ advance: { name }, from, terms }: AgreedAdvance, work: Work, order: Order): Big {
  const lines = new Set((work.advances ?? []).flatMap(({ orderLineIds }) => orderLineIds));
  const open = openAhead(order).filter((line) => lines.has(line.id));
  const all = sectionOf(terms, 'advances')?.section ?? [];
  const before = all.slice(
    0,
    all.findIndex((one) => one.name === name),
  );
  const due = before.flatMap((advance) => {
    const ending = endingOf(
      work,
      order,
      { advance, from, terms },
      { agreement: from.agreement.id, name: advance.name },
    );
    return ending?.verdict === 'bill' && ending.asked ? ending.asked.amount : [];
  });
  return sum(open.map((line) => lineValue(leftOf(line), line))).plus(sum(due));
}
