import { exact, sum, text } from '../../../money/decimal.ts';
import { countsUnder, invoicedOn } from '../../charge/purchase-order.ts';
import type { Run } from '../../charge/step.ts';
import type { Day, Order } from '../../entry.ts';
import { given } from '../../given.ts';
import { groupBy } from '../../group.ts';
import { agreementOf } from '../../terms/in-force.ts';
import type { Agreement } from '../../terms/schema.ts';
import { versionsOn } from '../../terms/versions.ts';
import type { JudgedPart } from '../open-work.ts';
import type { Ending, Meter } from './meter.ts';
import { billedValue, isOpen, moneyOf, orderUnder, use } from './uses.ts';

interface PurchaseOrders {
  meters: Meter[];
  endings: Ending[];
}

/** Purchase orders named in the terms in force today, by what live invoices hold under them and the open work. */
export function agreedPurchaseOrders(
  agreements: ReadonlyMap<string, Agreement>,
  parts: readonly JudgedPart[],
  { usedUnder, today }: Run,
): PurchaseOrders {
  const found: PurchaseOrders = { meters: [], endings: [] };
  for (const agreement of agreements.values()) {
    const [version] = versionsOn(agreement.versions, today);
    const po = version?.purchaseOrder;
    if (!po) continue;
    const { id, currency } = agreement;
    const order = orderUnder(id, parts);
    const about = {
      kind: 'purchase order',
      key: `agreement ${id} PO ${po.number}`,
      name: `PO ${po.number} of ${agreement.name}`,
      agreement: id,
      ...given({ order, customer: order?.customer }),
    } as const;
    if (po.validUntil) found.endings.push({ ...about, lastDay: po.validUntil });
    if (po.amount === undefined) continue;
    const terms = { kind: 'terms', terms: { agreement, version } } as const;
    const used = (usedUnder.get(id) ?? []).filter(countsUnder({ ...po, agreement: id }, terms));
    const open = parts.filter((each) => isOpen(each) && each.part.terms === `${id}@${version.version}`);
    const uses = [
      ...used.map((row) => use(row.date, row.invoiced ?? row.value)),
      ...open.map((each) => use(each.part.date, moneyOf(each))),
    ];
    const left = text(exact(po.amount).minus(sum(uses.map(({ amount }) => amount))));
    found.meters.push({ ...about, limit: po.amount, left, unit: currency, uses });
  }
  return found;
}

/** Purchase orders recorded on sales orders. What was billed counts as its invoices say; its burn, at the order's price. */
export function orderPurchaseOrders(
  parts: readonly JudgedPart[],
  agreements: ReadonlyMap<string, Agreement>,
  today: Day,
): PurchaseOrders {
  const found: PurchaseOrders = { meters: [], endings: [] };
  for (const own of groupBy(parts, ({ order }) => order.id).values()) {
    const { order } = own[0] as JudgedPart;
    const po = order.purchaseOrder;
    if (!po || order.state !== 'sale' || isNamedInTerms(own, agreements, today)) continue;
    const about = {
      kind: 'purchase order',
      key: `sale.order,${order.id} PO ${po.number}`,
      name: `PO ${po.number} of order ${order.name}`,
      customer: order.customer,
      order,
    } as const;
    if (po.validUntil) found.endings.push({ ...about, lastDay: po.validUntil });
    if (po.amount !== undefined) found.meters.push({ ...about, ...amountsOf(order, po.amount, own) });
  }
  return found;
}

function amountsOf(order: Order, limit: string, own: JudgedPart[]): Pick<Meter, 'limit' | 'left' | 'unit' | 'uses'> {
  const open = own.filter(isOpen);
  const billed = own.filter(({ part }) => part.verdict === 'billed');
  return {
    limit,
    left: text(
      exact(limit)
        .minus(invoicedOn(order))
        .minus(sum(open.map(moneyOf))),
    ),
    unit: order.currency.code,
    uses: [
      ...open.map((each) => use(each.part.date, moneyOf(each))),
      ...billed.map((each) => use(each.part.date, billedValue(each))),
    ],
  };
}

/** The terms' purchase order takes the place of the order's. */
function isNamedInTerms(own: JudgedPart[], agreements: ReadonlyMap<string, Agreement>, today: Day): boolean {
  const ids = new Set(own.flatMap(({ part }) => [part.terms, part.under ?? ''].map(agreementOf)));
  return [...ids].some((id) => versionsOn(agreements.get(id)?.versions ?? [], today)[0]?.purchaseOrder !== undefined);
}
