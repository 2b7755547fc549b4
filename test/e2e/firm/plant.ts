import { ask, billOrders, post } from './acts.ts';
import { each } from './at-once.ts';
import { PLANTED } from './planted.ts';
import type { Firm, Problem, Sold } from './problem.ts';
import { sellAll } from './sell.ts';
import { hire } from './staff.ts';
import { enter } from './timesheets.ts';

export interface Planted {
  problem: Problem;
  own: Sold;
}

/** Plants all of it: what is sold, worked and billed in bulk, and then what goes wrong one by one. */
export async function plantAll(firm: Firm, kinds: Record<string, Problem[]> = PLANTED): Promise<Planted[]> {
  const all = Object.entries(kinds).flatMap(([kind, problems]) =>
    problems.map((problem, at) => ({ name: `${kind} ${at + 1}`, problem, sale: problem.sale ?? {} })),
  );
  const sold = await sellAll(firm, all);
  const planted = all.map(({ problem }, at): Planted => ({ problem, own: sold[at] as Sold }));

  const staff = all.flatMap(({ name, problem: { week } }, at) => (week ? [{ name, at, week }] : []));
  const people = await hire(
    firm,
    staff.map(({ name, week: { days } }) => ({ name, ...(days && { days }) })),
  );
  for (const [place, { at, week }] of staff.entries()) {
    const own = sold[at] as Sold;
    own.employeeId = people[place] as number;
    if (week.entered.length > 0) await enter(own, firm, week.entered);
  }

  const toBill = planted.filter(({ problem }) => problem.billed);
  const invoices = await billOrders(
    firm,
    toBill.map(({ own }) => own.orderId),
  );
  for (const { own } of toBill) own.invoice = invoices.get(own.orderId) ?? 0;
  await each(toBill, async ({ problem, own }) => problem.billed === 'draft' && ask(firm, own.invoice));
  await post(firm, ...toBill.filter(({ problem }) => problem.billed === 'posted').map(({ own }) => own.invoice));

  await each(planted, ({ problem, own }) => told(own, problem, problem.plant?.(own, firm)));
  return planted;
}

/** Mends all of it at its source. */
export const mendAll = (planted: Planted[], firm: Firm): Promise<void> =>
  each(planted, ({ problem, own }) => told(own, problem, problem.mend(own, firm)));

export const breakAgain = (planted: Planted[], firm: Firm): Promise<void> =>
  each(planted, ({ problem, own }) => told(own, problem, problem.again?.(own, firm)));

/** What fails says which problem it was. */
async function told({ name }: Sold, { what }: Problem, done: Promise<unknown> | undefined): Promise<void> {
  try {
    await done;
  } catch (error) {
    throw new Error(`${name}, ${what}: ${String(error)}`, { cause: error });
  }
}
