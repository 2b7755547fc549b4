import { addDays } from '../../src/rules/days.ts';
import { rows } from '../../test/contract/rows.ts';
import { billOrders, post, TIME } from '../../test/e2e/firm/acts.ts';
import type { Firm, Sale } from '../../test/e2e/firm/problem.ts';
import { sellAll } from '../../test/e2e/firm/sell.ts';
import { hire } from '../../test/e2e/firm/staff.ts';
import { createAll } from '../../test/e2e/support/seed/odoo.ts';
import { approveTime } from '../../test/e2e/support/world.ts';

/** A branch of the firm: so many people with so many entries each in three months, so 2,500 people have 500,000. */
export const BRANCH = { people: 25, entries: 5_000 };
const ORDERS = 10;
const OF_EACH = BRANCH.entries / BRANCH.people;
/** Days ago: three months of work, billed twice, approved up to four days ago. */
const [WORKED, APPROVED] = [90, 4];
const BILLED = [50, 25];

const terms = () => ({
  x_has_caps: true,
  x_cap_ids: rows({ x_name: 'In all', x_scope: 'agreement', x_overflow: 'blocked', x_amount: 9_000_000 }),
});

/** The real way, by Odoo's own methods and a billing run: nothing is wrong with any of it. */
export async function seedBranch(firm: Firm): Promise<void> {
  const { world, ago } = firm;
  const sales = Array.from({ length: ORDERS }, (_, at): { name: string; sale: Sale } => ({
    name: `Customer ${at}`,
    // Every third has terms of its own that count what was billed before.
    sale: { lines: [{ price: 100 + at, hours: [] }], ordered: 9999, ...(at % 3 === 0 && { terms }) },
  }));
  const sold = await sellAll(firm, sales);
  const staff = Array.from({ length: BRANCH.people }, (_, at) => ({ name: `Person ${at}` }));
  const people = await hire(firm, staff);
  const tasks = await world.admin.searchRead(
    'project.task',
    [['project_id', 'in', sold.map(({ projectId }) => projectId)]],
    { fields: ['project_id'], order: 'id' },
  );
  const days = Array.from({ length: WORKED }, (_, at) => addDays(ago(WORKED), at)).filter(
    (day) => ![0, 6].includes(new Date(day).getUTCDay()),
  );
  const fourOn = OF_EACH - 3 * days.length;
  const entries = people.flatMap((employee_id, person) =>
    days.flatMap((date, day) =>
      (day < fourOn ? [2, 2, 2, 2] : [2.5, 3, 2.5]).map((unit_amount, at) => {
        const task = tasks[(person + at) % ORDERS];
        const about = { employee_id, task_id: task?.id, project_id: task?.project_id };
        return { name: `Work ${at} of ${date}`, ...about, date, unit_amount };
      }),
    ),
  );
  const ids = await createAll(world.admin, TIME, entries);
  await approveTime(
    world,
    ids.filter((_, at) => (entries[at]?.date ?? '') <= ago(APPROVED)),
  );
  const orders = sold.map(({ orderId }) => orderId);
  for (const day of BILLED) await post(firm, ...(await billOrders(firm, orders, ago(day))).values());
}
