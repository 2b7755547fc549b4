import fc from 'fast-check';
import { exact } from '../../src/money/decimal.ts';
import type { Entry, Work } from '../../src/rules/entry.ts';
import { agreement } from '../../src/rules/terms/schema.ts';
import type { Agreement } from '../../src/rules/terms/schema.ts';
import { draft, signed, superseded } from './terms/terms.ts';
import type { Draft } from './terms/terms.ts';
import { ANN, BOB, line, order, PORTAL, time, totalsOf } from './work.ts';

/** A firm of three orders for two customers and two projects, its agreements, and two months of its time. */

const SHOP = { id: 4, name: 'Shop' };
const DEV = { id: 9, name: 'Dev Eloper' };
const LINES = [
  line({ id: 11 }),
  line({ id: 12, name: 'Workshop', unit: 'Days', hoursPerUnit: '8', priceUnit: '913.37', discount: '12.5' }),
  line({ id: 13, name: 'Fixed', basis: 'ordered' }),
];
const ORDERS = [
  { id: 1, name: 'S0001', projects: [PORTAL] },
  { id: 2, name: 'S0002', projects: [SHOP], roundsTotal: false },
  { id: 3, name: 'S0003', projects: [PORTAL], customer: { id: 22, name: 'Southwind' } },
];

const day = fc.integer({ min: 0, max: 60 }).map((n) => new Date(Date.UTC(2026, 2, 1 + n)).toISOString().slice(0, 10));
const hours = (least: number) => fc.integer({ min: least, max: 720 }).map((minutes) => exact(minutes / 60).toFixed());
const money = (least: number, most: number) => fc.integer({ min: least, max: most }).map((cents) => cents / 100);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const entry = (least: number) =>
  fc.record({
    quantity: hours(least),
    date: day,
    person: fc.constantFrom(ANN, BOB, DEV),
    role: maybe(fc.constantFrom('Consultant', 'Architect')),
    order: fc.constantFrom(0, 1, 2),
    line: fc.constantFrom(0, 0, 0, 1, 2),
    phase: maybe(fc.constant({ id: 77, name: 'Design' })),
    state: fc.constantFrom<Entry['approval']['state']>('approved', 'approved', 'approved', 'pending', 'refused'),
  });

const caps = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom('A', 'B', 'C'),
      scope: fc.constantFrom('agreement', 'period', 'phase', 'role'),
      limit: fc.oneof(
        fc.record({ hours: fc.integer({ min: 1, max: 40 }).map((quarters) => quarters / 4) }),
        fc.record({ amount: money(1_00, 4000_00) }),
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

/** Sections of a version, each as it may be agreed. */
const SECTIONS = {
  roles: fc.constant([{ person: 'Ann Lee', role: 'Architect' }]),
  rates: fc.uniqueArray(
    fc.record({
      rate: money(0, 250_00),
      role: fc.constantFrom('Consultant', 'Architect'),
      per: fc.constantFrom('hour', 'day'),
    }),
    { minLength: 1, maxLength: 2, selector: ({ role }) => role },
  ),
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
};
type Sections = keyof typeof SECTIONS;

const sectionsOf = (names: readonly Sections[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, SECTIONS[name] as fc.Arbitrary<unknown>])), {
    requiredKeys: [],
  });

const OWNERS = [
  { id: 'customer', customer: 'Northwind' },
  { id: 'order', order: 'S0001' },
  { id: 'project', project: 'Portal' },
];

/** One agreement in one to three versions, drafts among them. */
const agreementFor = (owner: Draft, names: readonly Sections[]) =>
  fc
    .record({ first: sectionsOf(names), second: maybe(sectionsOf(names)), open: maybe(sectionsOf(names)) })
    // A cap counts by its name: a later version raises it, and neither brings in one nor drops one.
    .map(({ first, second, open }) => ({ first, second: second && { ...second, caps: first['caps'] }, open }))
    .map(({ first, second, open }) => [
      ...(second
        ? [superseded(1, '2026-01-01', first), signed(2, '2026-03-20', second)]
        : [signed(1, '2026-01-01', first)]),
      ...(open ? [draft(3, '2026-03-10', open)] : []),
    ])
    .map((versions) => agreement.safeParse({ name: owner['id'], currency: 'EUR', ...owner, versions }))
    .filter(({ success }) => success)
    .map(({ data }) => data as Agreement);

const ALL = Object.keys(SECTIONS) as Sections[];

export interface Firm {
  works: Work[];
  agreements: Agreement[];
}

/** Any firm; without negative hours where `least` is 0, with these sections alone where they are named. */
export const anyFirm = (least = -120, names: readonly Sections[] = ALL): fc.Arbitrary<Firm> =>
  fc
    .record({
      entries: fc.array(entry(least), { minLength: 1, maxLength: 14 }),
      agreements: fc.tuple(...OWNERS.map((owner) => maybe(agreementFor(owner, names)))),
    })
    .map(({ entries, agreements: drawn }) => {
      const agreements = drawn.filter((one) => one !== undefined);
      const works = ORDERS.map((fields, index) => {
        const own = order({
          hoursPerDay: '8',
          ...fields,
          lines: LINES.map((each) => ({ ...each, id: each.id + 100 * index })),
        });
        const mine = entries.flatMap(({ order: at, line: of, state, role, phase, ...rest }, id) => {
          if (at !== index) return [];
          const drawn: Entry = { ...time(id + 1, rest.quantity, rest), project: own.projects[0] ?? PORTAL };
          drawn.approval = { ...drawn.approval, state };
          drawn.orderLineId = (own.lines[of] ?? line()).id;
          return [{ ...drawn, ...(role && { role }), ...(phase && { phase }) }];
        });
        return { period: { to: '2026-04-30' }, order: own, entries: mine, totals: totalsOf(mine), agreements };
      });
      return { works, agreements };
    });

export const NEW_TERMS: Draft = {
  discounts: [{ name: 'Not agreed', percent: 50 }],
  caps: [{ name: 'Not agreed', scope: 'agreement', hours: 1, overflow: 'write-off' }],
};

/** The firm with a change order nobody signed in every agreement, and one more agreement nobody signed. */
export function withUnsigned({ works, agreements }: Firm): Work[] {
  const more = [
    ...agreements.map((one) => ({ ...one, versions: [...one.versions, unsigned(one)] })),
    agreement.parse({
      id: 'new',
      name: 'New',
      currency: 'EUR',
      project: 'Portal',
      order: 'S0001',
      versions: [draft(1, '2026-01-01', NEW_TERMS)],
    }),
  ];
  return works.map((work) => ({ ...work, agreements: more }));
}

function unsigned(one: Agreement): Agreement['versions'][number] {
  const next = Math.max(...one.versions.map(({ version }) => version)) + 1;
  const [version] = agreement.parse({
    ...one,
    versions: [draft(next, '2026-03-01', { ...NEW_TERMS, changeOrder: { number: 'CO-9' } })],
  }).versions;
  return version as Agreement['versions'][number];
}
