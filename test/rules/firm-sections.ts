import fc from 'fast-check';
import { DETAIL_COLUMNS } from '../../src/rules/terms/sections/format.ts';

/** Sections of a version, each as it may be agreed. */

export const money = (least: number, most: number) => fc.integer({ min: least, max: most }).map((cents) => cents / 100);
const percent = fc.constantFrom(2.5, 5, 10, 33.33);
const quarters = (most: number) => fc.integer({ min: 1, max: most }).map((each) => each / 4);

/** What the fixed fee's order line comes to, and the retainer's for a month. */
export const FEE = 10_000;
export const RETAINER = 1_500;

const caps = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom('A', 'B', 'C'),
      scope: fc.constantFrom('agreement', 'period', 'phase', 'role'),
      limit: fc.oneof(
        fc.record({ hours: quarters(40) }),
        fc.record({ amount: money(1_00, 4000_00) }),
        fc.record({ amount: money(1_00, 4000_00), of: fc.constant(['time', 'expense', 'milestone']) }),
      ),
      overflow: fc.constantFrom('blocked', 'write-off', 'next-rule'),
    }),
    { minLength: 1, maxLength: 3, selector: ({ name }) => name },
  )
  .map((rows) =>
    rows.map(({ scope, limit, ...row }) => ({
      ...row,
      ...limit,
      scope,
      ...(scope === 'period' && { period: 'month' }),
      ...(scope === 'phase' && { phase: 'Design' }),
      ...(scope === 'role' && { role: 'Consultant' }),
    })),
  );

const tiers = fc
  .record({
    mode: fc.constantFrom('whole', 'marginal'),
    measure: fc.constantFrom('hours', 'amount'),
    at: fc.integer({ min: 1, max: 30 }),
  })
  .map(({ at, ...how }) => ({
    ...how,
    period: 'quarter',
    tiers: [{ from: 0 }, { from: at, discount: 3 }, { from: at * 4, discount: 7.25 }],
  }));

const ON_THE_FEE = { amount: FEE, product: 'Fixed price' };

const fixedFee = fc.constantFrom(
  {
    ...ON_THE_FEE,
    billed: 'schedule',
    schedule: [
      { name: 'Start', on: '2026-03-05', percent: 33.33 },
      { name: 'Design', milestone: 'Design', percent: 33.33 },
      { name: 'End', on: '2026-04-15', percent: 33.34 },
    ],
  },
  { ...ON_THE_FEE, billed: 'percent-complete', progress: 'order-line' },
  { ...ON_THE_FEE, billed: 'percent-complete', progress: 'hours', budgetHours: 70 },
);

const retainer = fc
  .record({
    kind: fc.constantFrom('drawdown', 'evergreen'),
    paid: fc.oneof(
      fc.record({ hours: quarters(60), fee: fc.constant(RETAINER) }),
      fc.constant({ amount: RETAINER, of: ['time', 'expense'] }),
    ),
    rollover: fc.option(fc.constantFrom({}, { limit: 5 }, { limit: 5, expiresAfter: 1 })),
    overageRate: fc.option(fc.constant(99.99)),
    topUpBelow: fc.option(fc.constant(3)),
  })
  .map(({ kind, paid, rollover, overageRate, topUpBelow }) => ({
    kind,
    period: 'month',
    product: 'Retainer',
    ...paid,
    ...(rollover && { rollover }),
    ...(overageRate && { overageRate }),
    ...(kind === 'evergreen' && topUpBelow && { topUpBelow }),
  }));

const holdback = fc.record({
  percent,
  ceiling: fc.constantFrom(50, 333.33, 100_000),
  releases: fc.constantFrom(
    [{ when: 'date', on: '2026-04-10', percent: 100 }],
    [
      { when: 'milestone', milestone: 'Design', percent: 33.33 },
      { when: 'acceptance', percent: 66.67 },
    ],
  ),
});

const deducted = fc.constantFrom('proportionally', 'first', 'last');
const advances = fc.tuple(
  deducted.map((how) => ({ name: 'Mobilisation', percent: 3.3, due: 'signature', deducted: how })),
  deducted.map((how) => ({ name: 'Kick-off', amount: 199.99, due: 'date', on: '2026-04-02', deducted: how })),
);

const expenses = fc
  .record({
    hotel: fc.record({
      limit: money(50_00, 300_00),
      per: fc.constantFrom('expense', 'day', 'month', 'agreement'),
      overLimit: fc.constantFrom('blocked', 'write-off'),
    }),
    price: fc.constantFrom({}, { price: 'at-cost' }, { price: 'markup', markup: 7.5 }),
    meals: fc.constantFrom({ perDiem: 45.5 }, { perDiem: 45.5 }, { billable: false }, { receipt: 'never' }),
    receipt: fc.constantFrom({}, { receipt: 'above', receiptAbove: 25 }),
  })
  .map(({ hotel, price, meals, receipt }) => ({
    ...price,
    ...receipt,
    categories: [
      { category: 'Hotel', ...hotel },
      { category: 'Meals', ...meals },
    ],
  }));

const PROOFS = ['acceptance-evidence', 'purchase-order', 'expenses-approved', 'change-orders-signed'];

export const SECTIONS = {
  roles: fc.constant([{ person: 'Ann Lee', role: 'Architect' }]),
  rates: fc.uniqueArray(
    fc.record({
      rate: money(0, 250_00),
      role: fc.constantFrom('Consultant', 'Architect'),
      per: fc.constantFrom('hour', 'day'),
    }),
    { minLength: 1, maxLength: 2, selector: ({ role }) => role },
  ),
  blendedRate: fc.record({ rate: money(50_00, 200_00), roles: fc.constant(['Consultant']) }),
  increments: fc.record({
    per: fc.constantFrom('entry', 'day'),
    hours: fc.constantFrom(0.1, 0.25, 1),
    round: fc.constantFrom('up', 'nearest'),
  }),
  multipliers: fc.constantFrom(
    [{ when: 'weekend', factor: 1.5 }],
    [{ when: 'overtime', factor: 1.25, afterHours: 8, per: 'day' }],
    [{ when: 'overtime', factor: 2, afterHours: 20, per: 'week' }],
  ),
  volumeTiers: tiers,
  discounts: fc.constantFrom(
    [{ name: 'Friends', percent: 10 }],
    [
      { name: 'A', percent: 3.33 },
      { name: 'B', percent: 7.5 },
    ],
  ),
  caps,
  hoursPerDay: fc.constant(7.6),
  purchaseOrder: fc.record(
    { number: fc.constant('PO-1'), amount: money(500_00, 20_000_00) },
    { requiredKeys: ['number'] },
  ),
  fixedFee,
  retainer,
  holdback,
  advances,
  expenses,
  milestoneGates: fc
    .subarray(PROOFS, { minLength: 1 })
    .map((requires) => [{ requires }, { milestone: 'Go-live', requires: ['acceptance-evidence'] }]),
  adjustments: fc.constant({
    limits: [
      { kind: 'write-down', authority: 'preparer', upToPercent: 20 },
      { kind: 'write-up', authority: 'controller', upToAmount: 100 },
      { kind: 'write-off', authority: 'controller' },
      { kind: 'hold', authority: 'preparer' },
    ],
  }),
  entryChecks: fc.constant({ closedTask: 'stop', missingCategory: 'warn' }),
  invoiceFormat: fc.record(
    {
      groupBy: fc.constantFrom('person', 'role', 'task', 'day', 'phase', 'one-line'),
      narrative: fc.constantFrom('{person}: {hours} h', '{from} to {to}, {description}'),
      purchaseOrder: fc.constantFrom('shown', 'hidden'),
      invoicePer: fc.constantFrom('order', 'project', 'customer'),
      timesheetDetail: fc.constantFrom('pdf', 'spreadsheet', 'both'),
      detailColumns: fc.subarray([...DETAIL_COLUMNS], { minLength: 1 }),
    },
    { requiredKeys: ['purchaseOrder'] },
  ),
};
export type SectionsOf = keyof typeof SECTIONS;
export const ALL = Object.keys(SECTIONS) as SectionsOf[];

const MOST = 6;

export const sectionsOf = (names: readonly SectionsOf[]) =>
  fc
    .subarray([...names], { maxLength: Math.min(MOST, names.length) })
    .chain((drawn) =>
      fc.record(Object.fromEntries(drawn.map((name) => [name, SECTIONS[name] as fc.Arbitrary<unknown>]))),
    );
