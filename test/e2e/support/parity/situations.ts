import type { Ground } from './ground.ts';
import type { Deal } from './sell.ts';

/** One order with something special about it, and how it is invoiced. */
export interface Situation {
  special: string;
  deal: (ground: Ground) => Deal;
  /** Last days of service of the invoices made one after the other; one invoice of all October unless told otherwise. */
  until?: string[];
}

const consulting = (...hours: number[]) => ({ price: 120, hours });

export const SITUATIONS: Record<string, Situation> = {
  plain: { special: 'hours at one rate', deal: () => ({ lines: [consulting(8, 7.5)] }) },
  thirds: {
    special: 'hours and minutes that are no round decimals',
    deal: () => ({ lines: [{ price: 99.99, hours: [20 / 3, 20 / 3, 1 / 3] }] }),
  },
  rates: {
    special: 'several rates, discounts, a line at 100 % discount, one without work',
    deal: () => ({
      lines: [
        consulting(8),
        { price: 180, discount: 12.5, hours: [3.25, 4.1], name: 'Architecture' },
        { price: 95, discount: 100, hours: [2], name: 'Goodwill' },
        { price: 210, hours: [], name: 'Partner time' },
      ],
    }),
  },
  corrected: { special: 'a correction: negative time', deal: () => ({ lines: [consulting(8, -1.5, 0.25)] }) },
  days: {
    special: 'sold by the day, entered in hours',
    deal: () => ({ lines: [{ price: 1100, days: [7.5, 2.6, 8, 4.33] }] }),
  },
  minutes: {
    special: 'very small quantities, a price with many decimals',
    deal: () => ({
      lines: [
        { price: 133.333333, hours: [0.01, 0.0166666667, 0.05] },
        { price: 0.07, hours: [0.12] },
      ],
    }),
  },
  yen: {
    special: 'yen: a currency without decimals',
    deal: ({ pricelists }) => ({
      order: { pricelist_id: pricelists.yen },
      lines: [
        { price: 12_345, hours: [0.33, 1.17] },
        { price: 9_999, discount: 7, hours: [2.5] },
      ],
    }),
  },
  euro: {
    special: 'a foreign currency, at the rate of the day',
    deal: ({ pricelists }) => ({ order: { pricelist_id: pricelists.euro }, lines: [consulting(8, 1.23)] }),
  },
  included: {
    special: 'a tax included in the price, beside one on top',
    deal: ({ taxes }) => ({
      lines: [
        { price: 129.6, hours: [8, 0.33], taxes: [taxes.included] },
        { price: 120, hours: [3.1], taxes: [taxes.vat] },
      ],
    }),
  },
  taxes: {
    special: 'two taxes on a line, one on top of the other; a line without tax',
    deal: ({ taxes }) => ({
      lines: [
        { price: 111.11, hours: [3.33], taxes: [taxes.base, taxes.vat] },
        { price: 120, hours: [1], taxes: [] },
      ],
    }),
  },
  taxGroup: {
    special: 'a group of taxes',
    deal: ({ taxes }) => ({ lines: [{ price: 119.99, hours: [3.33], taxes: [taxes.group] }] }),
  },
  reverseCharge: {
    special: 'a fiscal position: reverse charge',
    deal: ({ positions }) => ({ order: { fiscal_position_id: positions.reverseCharge }, lines: [consulting(8)] }),
  },
  exempt: {
    special: 'a fiscal position: exempt',
    deal: ({ positions }) => ({ order: { fiscal_position_id: positions.exempt }, lines: [consulting(6.5)] }),
  },
  instalments: {
    special: 'payment in instalments',
    deal: ({ terms }) => ({ order: { payment_term_id: terms.instalments }, lines: [{ price: 133.33, hours: [7.77] }] }),
  },
  earlyDiscount: {
    special: 'a discount for early payment',
    deal: ({ terms }) => ({ order: { payment_term_id: terms.earlyDiscount }, lines: [consulting(8)] }),
  },
  sections: {
    special: 'sections, subsections and notes; sections with nothing to invoice under them',
    deal: () => ({
      lines: [
        { note: 'A note before anything else' },
        { section: 'Phase 1' },
        { note: 'A note on phase 1' },
        { subsection: 'Analysis' },
        consulting(4),
        { note: 'A note on the analysis' },
        { subsection: 'Nothing done here' },
        { price: 120, hours: [], name: 'Idle' },
        { section: 'Phase 2, not begun' },
        { note: 'A note on phase 2' },
        { price: 140, hours: [], name: 'Later' },
        { section: 'Phase 3' },
        { price: 160, hours: [2.5], name: 'Training' },
        { note: 'A note at the end' },
      ],
    }),
  },
  addresses: {
    special: 'invoice and delivery addresses of their own',
    deal: () => ({ addresses: true, lines: [consulting(5)] }),
  },
  references: {
    special: 'customer’s PO, salesperson, team, terms and conditions, payment reference, campaign',
    deal: ({ team, approver }) => ({
      order: {
        client_order_ref: 'PO 4711/b',
        user_id: approver.userId,
        team_id: team,
        note: '<p>Payable <b>without</b> deduction.</p>',
        reference: 'RF18 5390 0754 7034',
        campaign_id: 1,
        medium_id: 1,
        source_id: 1,
      },
      lines: [consulting(5)],
    }),
  },
  first: {
    special: 'first of two orders of one customer',
    deal: () => ({ customer: 'Two orders', lines: [consulting(3)] }),
  },
  second: {
    special: 'second of two orders of one customer',
    deal: () => ({ customer: 'Two orders', lines: [{ price: 150, hours: [2] }] }),
  },
  locked: {
    special: 'a locked order',
    deal: () => ({ order: { locked: true }, lines: [consulting(3)] }),
  },
  analytic: {
    special: 'analytic distribution over two plans',
    deal: ({ accounts: { berlin, ghent, cloud } }) => ({
      lines: [
        {
          price: 133.33,
          hours: [7.77],
          values: { analytic_distribution: { [`${berlin},${cloud}`]: 60, [`${ghent},${cloud}`]: 40 } },
        },
        { price: 90, hours: [1], name: 'Support', values: { analytic_distribution: { [`${berlin}`]: 100 } } },
      ],
    }),
  },
  sister: {
    special: 'a second company with its own books, currency and journal',
    deal: ({ sister }) => ({ company: sister, lines: [{ section: 'Phase 1' }, consulting(8, 3.21)] }),
  },
  downPercent: {
    special: 'a down payment of 30 %, deducted',
    deal: ({ taxes }) => ({
      lines: [
        { ...consulting(80), values: { product_uom_qty: 80 } },
        { price: 100, hours: [40], taxes: [taxes.base, taxes.vat], name: 'Set-up', values: { product_uom_qty: 40 } },
      ],
      downPayments: [{ percent: 30 }],
    }),
  },
  downFixed: {
    special: 'a fixed down payment, deducted on the first of two invoices only',
    until: ['2026-10-15', '2026-10-31'],
    deal: () => ({
      lines: [
        {
          price: 120,
          hours: [
            [40, '2026-10-05'],
            [10, '2026-10-20'],
          ],
        },
      ],
      downPayments: [{ fixed: 1000 }],
    }),
  },
  downUntaxed: {
    special: 'a down payment on lines without tax',
    deal: () => ({ lines: [{ price: 120, hours: [40], taxes: [] }], downPayments: [{ fixed: 777.77 }] }),
  },
  downIncluded: {
    special: 'a down payment where the price includes the tax',
    deal: ({ taxes }) => ({
      lines: [{ price: 129.6, hours: [40], taxes: [taxes.included], values: { product_uom_qty: 40 } }],
      downPayments: [{ percent: 33.3 }],
    }),
  },
  downTwice: {
    special: 'two down payments',
    deal: () => ({ lines: [consulting(60)], downPayments: [{ percent: 10 }, { fixed: 500 }] }),
  },
  downDraft: {
    special: 'a down payment whose invoice is still a draft',
    deal: () => ({ lines: [consulting(30)], downPayments: [{ fixed: 500 }], downPaymentsAre: 'draft' }),
  },
  downRefunded: {
    special: 'a down payment given back',
    deal: () => ({ lines: [consulting(30)], downPayments: [{ fixed: 500 }], downPaymentsAre: 'refunded' }),
  },
  downTooMuch: {
    special: 'a down payment larger than the work',
    deal: () => ({ lines: [consulting(2)], downPayments: [{ fixed: 5000 }] }),
  },
  milestonePart: {
    special: 'milestones: some reached, some not',
    deal: () => ({
      lines: [
        { price: 20_000, milestones: [{ share: 0.25 }, { share: 0.4 }, { share: 0.35, reached: false }] },
        { price: 9_999, milestones: [{ share: 1 / 3 }, { share: 1 / 3, reached: false }], quantity: 1 },
      ],
    }),
  },
  milestoneAll: {
    special: 'milestones: all reached, of a quantity of three',
    deal: () => ({ lines: [{ price: 5_000, milestones: [{ share: 0.5 }, { share: 0.5 }], quantity: 3 }] }),
  },
  expenseAtCost: {
    special: 'expenses re-invoiced at cost',
    deal: () => ({
      lines: [consulting(1)],
      expenses: [
        { product: 'atCost', amount: 64.2 },
        { product: 'atCost', amount: 19.99 },
      ],
    }),
  },
  expenseAtPrice: {
    special: 'expenses re-invoiced at the sales price',
    deal: () => ({ lines: [consulting(1)], expenses: [{ product: 'atPrice', quantity: 133 }] }),
  },
  mixed: {
    special: 'time, milestones, an expense and a down payment together',
    deal: () => ({
      order: { client_order_ref: 'PO mixed' },
      lines: [
        { section: 'Consulting' },
        consulting(40, 0.33),
        { section: 'Rollout' },
        { price: 12_000, milestones: [{ share: 0.5 }, { share: 0.5, reached: false }] },
        { note: 'Travel is invoiced as it comes' },
      ],
      expenses: [{ product: 'atCost', amount: 87.65 }],
      downPayments: [{ percent: 10 }],
    }),
  },
  supplementary: {
    special: 'half of the month first, the rest on a supplementary invoice',
    until: ['2026-10-15', '2026-10-31'],
    deal: () => ({
      lines: [
        {
          price: 120,
          hours: [
            [20 / 3, '2026-10-05'],
            [20 / 3, '2026-10-20'],
          ],
        },
        { price: 90, hours: [[4, '2026-10-21']], name: 'Only later' },
      ],
    }),
  },
  withFee: {
    special: 'a fixed fee beside hours',
    deal: () => ({ lines: [{ price: 2_500, fee: 1 }, consulting(8)] }),
  },
  feeOnly: { special: 'nothing but a fixed fee', deal: () => ({ lines: [{ price: 2_500, fee: 2 }] }) },
  withManual: {
    special: 'a quantity delivered by hand beside hours',
    deal: () => ({ lines: [{ price: 49, manual: 3 }, consulting(8)] }),
  },
  unapproved: {
    special: 'time nobody has approved, on a line of its own',
    deal: () => ({ lines: [consulting(8), { price: 150, hours: [3], name: 'Unapproved', unapproved: true }] }),
  },
};
