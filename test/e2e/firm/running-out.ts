import { rows } from '../../contract/rows.ts';
import { change, write } from './acts.ts';
import type { Expected, Firm, Problem, Sale, Sold } from './problem.ts';

const WATCH = 'running-out';

/** Worked from ten days ago on, so that all of it is burn. */
const worked = (price: number, ...hours: number[]): Sale => ({ lines: [{ price, hours }], daysAgo: 10 });

const cap = (limit: object) => ({
  x_has_caps: true,
  x_cap_ids: rows({ x_name: 'In all', x_scope: 'agreement', x_overflow: 'blocked', ...limit }),
});
const capRunsOut = ({ agreement }: Sold, money: number): Expected[] => [
  { watch: WATCH, key: `cap.running-out:agreement agreement-${agreement} cap In all`, money },
];
const raise = (limit: object) => (own: Sold, firm: Firm) => change(own, firm, 300, cap(limit));

export const CAPS: Problem[] = [
  {
    what: 'of 2,000.00 agreed 1,800.00 are worked',
    sale: { ...worked(100, 8, 8, 2), terms: () => cap({ x_amount: 2000 }) },
    found: (own) => capRunsOut(own, 2000 - 18 * 100),
    mend: raise({ x_amount: 90_000 }),
  },
  {
    what: 'of 20 hours agreed 18 are worked',
    sale: { ...worked(100, 8, 8, 2), terms: () => cap({ x_hours: 20 }) },
    found: (own) => capRunsOut(own, 0),
    mend: raise({ x_hours: 900 }),
  },
  {
    what: 'of 1,500.00 agreed 1,200.00 are billed',
    sale: { ...worked(120, 8, 2), terms: () => cap({ x_amount: 1500 }) },
    billed: 'posted',
    // Billed, it is on no open order any more that would tell whose it is.
    found: (own) => capRunsOut(own, 1500 - 10 * 120).map((each) => ({ ...each, owner: 'a controller' })),
    mend: raise({ x_amount: 60_000 }),
  },
];

const retainer = (paid: object) => ({
  x_has_retainer: true,
  x_retainer_kind: 'drawdown',
  x_retainer_period: 'agreement',
  x_retainer_unused_at_end: 'lapses',
  ...paid,
});
const retainerRunsOut = ({ agreement }: Sold, money: number): Expected[] => [
  { watch: WATCH, key: `retainer.running-out:agreement agreement-${agreement} retainer`, money },
];

/** From today on the customer pays every hour: what is paid once is not raised by a later version. */
const byTheHour = (own: Sold, firm: Firm) => change(own, firm, 0, {});

export const RETAINERS: Problem[] = [
  {
    what: 'of 40 hours paid ahead 36 are drawn',
    sale: {
      ...worked(100, 8, 8, 8, 8, 4),
      fee: 4000,
      terms: () => retainer({ x_retainer_hours: 40, x_retainer_fee: 4000 }),
    },
    found: (own) => retainerRunsOut(own, 0),
    mend: byTheHour,
  },
  {
    what: 'of 5,000.00 paid ahead 4,500.00 are drawn',
    sale: {
      ...worked(150, 8, 8, 8, 6),
      fee: 5000,
      terms: () => retainer({ x_retainer_amount: 5000 }),
    },
    found: (own) => retainerRunsOut(own, 5000 - 30 * 150),
    mend: byTheHour,
  },
  {
    what: 'of 1,000.00 paid ahead 840.00 are drawn',
    sale: {
      ...worked(120, 7),
      fee: 1000,
      terms: () => retainer({ x_retainer_amount: 1000 }),
    },
    found: (own) => retainerRunsOut(own, 1000 - 7 * 120),
    mend: byTheHour,
  },
];

const orderPo = ({ orderId, name }: Sold, what: 'running-out' | 'ending', money: number): Expected[] => [
  { watch: WATCH, key: `po.${what}:sale.order,${orderId} PO of ${name}`, money },
];
export const PURCHASE_ORDERS: Problem[] = [
  {
    what: 'of a PO over 2,000.00 the work comes to 1,700.00',
    sale: { ...worked(100, 8, 8, 1), po: { amount: 2000 } },
    found: (own) => orderPo(own, 'running-out', 2000 - 17 * 100),
    mend: ({ orderId }, firm) => write(firm, 'sale.order', [orderId], { x_billing_po_amount: 80_000 }),
    again: ({ orderId }, firm) => write(firm, 'sale.order', [orderId], { x_billing_po_amount: 1800 }),
  },
  {
    what: 'of a PO over 1,000.00 invoices hold 880.00',
    sale: { ...worked(110, 8), po: { amount: 1000 } },
    billed: 'posted',
    found: (own) => orderPo(own, 'running-out', 1000 - 8 * 110),
    mend: ({ orderId }, firm) => write(firm, 'sale.order', [orderId], { x_billing_po_amount: 50_000 }),
  },
  {
    what: 'of the PO agreed on, 3,000.00, the work comes to 2,800.00',
    sale: {
      ...worked(140, 8, 8, 4),
      terms: () => ({ x_purchase_order_number: 'PO-77', x_purchase_order_amount: 3000 }),
    },
    found: ({ agreement }) => [
      { watch: WATCH, key: `po.running-out:agreement agreement-${agreement} PO PO-77`, money: 3000 - 20 * 140 },
    ],
    mend: (own, firm) => change(own, firm, 300, { x_purchase_order_number: 'PO-77', x_purchase_order_amount: 90_000 }),
  },
  {
    what: 'a PO ends in ten days',
    sale: { ...worked(100, 1), po: { endsIn: 10 } },
    found: (own) => orderPo(own, 'ending', 0),
    mend: ({ orderId }, firm) => write(firm, 'sale.order', [orderId], { x_billing_po_valid_until: firm.ago(-300) }),
  },
];

const ends = (inDays: number, what: string): Problem => ({
  what,
  sale: { ...worked(100, 1), terms: (_, { ago }) => ({ x_effective_to: ago(-inDays) }) },
  found: ({ agreement }) => [{ watch: WATCH, key: `agreement.ending:agreement agreement-${agreement}`, money: 0 }],
  mend: (own, firm) => change(own, firm, -inDays - 1, {}),
});

export const AGREEMENTS: Problem[] = [
  ends(5, 'an agreement ends in five days'),
  ends(15, 'an agreement ends in fifteen days'),
  ends(30, 'an agreement ends in thirty days'),
];

const ahead = (product: keyof Firm['products'], ordered: number, ...hours: number[]): Sale => ({
  product,
  ordered,
  lines: [{ price: 90, hours }],
  daysAgo: 10,
});
const usedUp = ({ lineIds: [id] }: Sold): Expected[] => [
  { watch: WATCH, key: `prepaid.running-out:sale.order.line,${id}`, money: 0 },
];
const sellMore = ({ lineIds }: Sold, firm: Firm) => write(firm, 'sale.order.line', lineIds, { product_uom_qty: 500 });

export const PREPAID: Problem[] = [
  {
    what: 'of 20 hours sold ahead 18 are worked',
    sale: ahead('prepaidHours', 20, 8, 8, 2),
    found: usedUp,
    mend: sellMore,
  },
  {
    what: 'of 3 days sold ahead 20 hours are worked',
    sale: ahead('prepaidDays', 3, 8, 8, 4),
    found: usedUp,
    mend: sellMore,
  },
  {
    what: 'of 10 hours sold ahead 12 are worked',
    sale: ahead('prepaidHours', 10, 8, 4),
    found: usedUp,
    mend: sellMore,
  },
];
