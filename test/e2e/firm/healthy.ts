import { addDays } from '../../../src/rules/days.ts';
import { createAll } from '../support/seed/odoo.ts';
import { approveTime } from '../support/world.ts';
import { rows } from '../../contract/rows.ts';
import { billOrders, post, TIME } from './acts.ts';
import type { Firm, Sale } from './problem.ts';
import { sellAll } from './sell.ts';
import { hire } from './staff.ts';

const PEOPLE = 40;
const CUSTOMERS = 10;
/** Days: three months of work, billed up to 25 days ago, approved up to four. */
const [WORKED, BILLED, APPROVED] = [90, 25, 4];

/** Nothing is wrong with any of it. */
const SOLD: Sale[] = [
  { lines: [{ price: 100, hours: [8, 8] }], daysAgo: 30 },
  { lines: [{ price: 100, hours: [8] }], daysAgo: 7, approved: false },
  { lines: [{ price: 100, hours: [8, 8] }], daysAgo: 10, po: { amount: 90_000, endsIn: 300 } },
  {
    lines: [{ price: 100, hours: [8, 8] }],
    daysAgo: 10,
    terms: () => ({
      x_has_caps: true,
      x_cap_ids: rows({ x_name: 'In all', x_scope: 'agreement', x_overflow: 'blocked', x_amount: 90_000 }),
    }),
  },
  { lines: [{ price: 100, hours: [8] }], daysAgo: 10, terms: (_, { ago }) => ({ x_effective_to: ago(-31) }) },
  { product: 'prepaidHours', ordered: 500, lines: [{ price: 90, hours: [8, 8] }], daysAgo: 10 },
  {
    product: 'milestones',
    ordered: 1,
    lines: [{ price: 9000, hours: [] }],
    milestones: [
      { name: 'Reached last week', share: 0.5, reachedAgo: 7, accepted: true },
      { name: 'Due today', share: 0.5, dueAgo: 0 },
    ],
  },
];

/** Forty people, three months of their time on ten orders, billed, posted and approved as it should be; how many entries. */
export async function seedHealthy(firm: Firm): Promise<number> {
  const { world, ago } = firm;
  const customers = Array.from({ length: CUSTOMERS }, (_, at) => ({
    name: `Healthy ${at}`,
    sale: { lines: [{ price: 100 + at, hours: [] }], ordered: 9999 },
  }));
  const quiet = SOLD.map((sale, at) => ({ name: `Quiet ${at}`, sale }));
  const sold = await sellAll(firm, [...customers, ...quiet]);
  const people = await hire(
    firm,
    Array.from({ length: PEOPLE }, (_, at) => ({ name: `Healthy person ${at}` })),
  );
  const tasks = await world.admin.searchRead(
    'project.task',
    [['project_id', 'in', sold.slice(0, CUSTOMERS).map(({ projectId }) => projectId)]],
    { fields: ['project_id'], order: 'id' },
  );
  const days = Array.from({ length: WORKED }, (_, at) => addDays(ago(WORKED), at)).filter(
    (day) => ![0, 6].includes(new Date(day).getUTCDay()),
  );
  const entries = people.flatMap((employee_id, at) => {
    const task = tasks[at % CUSTOMERS];
    const about = { employee_id, task_id: task?.id, project_id: task?.project_id };
    return days.map((date) => ({ name: `Work of ${date}`, ...about, date, unit_amount: 8 }));
  });
  const ids = await createAll(world.admin, TIME, entries);
  await approveTime(
    world,
    ids.filter((_, at) => (entries[at]?.date ?? '') <= ago(APPROVED)),
  );
  const orders = sold.slice(0, CUSTOMERS).map(({ orderId }) => orderId);
  await post(firm, ...(await billOrders(firm, orders, ago(BILLED))).values());
  return ids.length;
}
