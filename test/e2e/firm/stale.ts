import { approve, approveAndBill, bill, TIME, write } from './acts.ts';
import type { Expected, Problem, Sold } from './problem.ts';

const stale = ({ orderId, projectId }: Sold, money: number): Expected[] => [
  { watch: 'stale-wip', key: `wip.stale:sale.order,${orderId}:project.project,${projectId}`, money },
];

const late = ({ orderId, projectId, employeeId }: Sold, money: number): Expected => ({
  watch: 'delayed-approvals',
  key: `approval.time-late:sale.order,${orderId}:project.project,${projectId}:hr.employee,${employeeId}`,
  money,
});

/** Told as stale work, too, of the same case. */
const lateAndStale = (own: Sold, money: number): Expected[] => [
  late(own, money),
  { ...late(own, money), watch: 'stale-wip' },
];

export const STALE_APPROVED: Problem[] = [
  {
    what: 'approved five weeks ago, never billed',
    sale: { lines: [{ price: 120, hours: [8, 2.5] }], daysAgo: 35 },
    found: (own) => stale(own, 8 * 120 + 2.5 * 120),
    mend: bill,
  },
  {
    what: 'at a discount, two months old',
    sale: { lines: [{ price: 90, hours: [4], discount: 10 }], daysAgo: 65 },
    found: (own) => stale(own, 4 * 90 - 36),
    mend: bill,
  },
  {
    what: 'on two order lines, three months old',
    sale: {
      lines: [
        { price: 100, hours: [6] },
        { price: 150, hours: [2.25] },
      ],
      daysAgo: 95,
    },
    found: (own) => stale(own, 6 * 100 + 2.25 * 150),
    mend: bill,
  },
];

export const STALE_UNAPPROVED: Problem[] = [
  {
    what: 'nobody approved it for forty days',
    sale: { lines: [{ price: 80, hours: [8, 4] }], daysAgo: 40, approved: false },
    found: (own) => lateAndStale(own, 12 * 80),
    mend: approveAndBill,
  },
  {
    what: 'nobody approved it for two months',
    sale: { lines: [{ price: 75.5, hours: [2] }], daysAgo: 65, approved: false },
    found: (own) => lateAndStale(own, 2 * 75.5),
    mend: approveAndBill,
  },
  {
    what: 'nobody approved it for a quarter, and it was not worked for this customer',
    sale: { lines: [{ price: 200, hours: [1.75] }], daysAgo: 95, approved: false },
    found: (own) => lateAndStale(own, 1.75 * 200),
    mend: ({ timeIds }, { world }) => world.admin.call(TIME, 'unlink', [timeIds]),
  },
];

export const TIME_LATE: Problem[] = [
  {
    what: 'time waits for ten days',
    sale: { lines: [{ price: 100, hours: [3] }], daysAgo: 10, approved: false },
    found: (own) => [late(own, 3 * 100)],
    mend: approve,
    again: ({ timeIds }, firm) => write(firm, TIME, timeIds, { unit_amount: 3.5 }),
  },
  {
    what: 'time of two days waits, the older for two weeks',
    sale: { lines: [{ price: 110, hours: [8, 7.5] }], daysAgo: 14, approved: false },
    found: (own) => [late(own, 15.5 * 110)],
    mend: approve,
  },
  {
    what: 'approved, and edited since',
    sale: { lines: [{ price: 95, hours: [4] }], daysAgo: 20 },
    plant: ({ timeIds }, firm) => write(firm, TIME, timeIds, { unit_amount: 6 }),
    found: (own) => [late(own, 6 * 95)],
    mend: approve,
  },
];
