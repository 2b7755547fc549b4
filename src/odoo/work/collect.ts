import type { WorkScope } from '../../billing/ports.ts';
import type { SourceTotal, Work } from '../../rules/entry.ts';
import { exact, text as plain } from '../../money/decimal.ts';
import type { OdooApi } from '../api.ts';
import { attachAdvances, nameProjects, readOrdersAhead } from './advances.ts';
import { readCoverage } from './agreements.ts';
import { endHolds } from './adjustments.ts';
import { readFreedTime } from './claims.ts';
import { expenseEntry, feeEntry, milestoneEntry, timeEntry } from './entries.ts';
import { type PartlyBilled, readFacts } from './facts.ts';
import { attachHoldbacks, readClosedHoldbacks } from './holdbacks.ts';
import { readLookups } from './lookups.ts';
import { attachFacts } from './order-facts.ts';
import { attachRates } from './exchange.ts';
import { attachTerms, readTermsInUse } from './terms.ts';
import { present } from './read.ts';
import { periodOf, type Scope } from './scope.ts';
import type { GroupTotal } from './totals.ts';

/**
 * The open and billed work of a scope, one element per order and one for work no order pays for.
 *
 * A fixed number of calls, and one more per 3,000 records; where there are billing agreements, as many more. Odoo's grouped totals are read beside the records, from the
 * same domains, so that the rules can prove nothing was lost on the way.
 */
export async function collectWork(api: OdooApi, scope: WorkScope): Promise<Work[]> {
  const { agreementIds } = scope;
  const covered = agreementIds?.length ? { covered: await readCoverage(api, agreementIds) } : {};
  const [terms, freed] = await Promise.all([readTermsInUse(api, scope), readFreedTime(api)]);
  const within = { ...scope, ...covered };
  const { time = [], expenses = [] } = terms?.partlyBilled ?? {};
  const partly = { time: [...new Set([...time, ...freed])], expenses };
  const ordersAhead = terms && (await readOrdersAhead(api, within, terms.agreements));
  const closed = terms ? await readClosedHoldbacks(api, within, terms.agreements) : [];
  const { works, workOf } = await readWorks(api, within, partly, [...(ordersAhead ?? []), ...closed]);
  closed.forEach(workOf);
  const withWork = [...works.values()];
  if (!terms) {
    await Promise.all([attachHoldbacks(api, withWork), attachFacts(api, withWork), attachRates(api, withWork)]);
    return withWork;
  }
  ordersAhead?.forEach(workOf);
  const all = [...works.values()];
  if (ordersAhead) await nameProjects(api, present(all.map(({ order }) => order)));
  const agreed = attachTerms(api, all, terms).then(() => attachHoldbacks(api, all));
  await Promise.all([attachFacts(api, all), attachRates(api, all), agreed]);
  return ordersAhead ? [...withWork, ...(await attachAdvances(api, all))] : withWork;
}

/** Work by order, and what begins one. */
async function readWorks(api: OdooApi, scope: Scope, partly: PartlyBilled, more: number[]) {
  const period = periodOf(scope);
  const facts = await readFacts(api, scope, period, partly);
  const known = await readLookups(api, facts, more);
  // All that lives on with `workOf`.
  const { orders, orderOfLine } = known;
  const works = new Map<number, Work>();

  function workOf(orderId = 0): Work {
    const order = orders.get(orderId);
    const found = works.get(orderId) ?? { period, ...(order && { order }), entries: [], totals: [] };
    works.set(orderId, found);
    return found;
  }
  const workOfLine = (lineId: number | undefined) => workOf(orderOfLine.get(lineId ?? 0));

  for (const row of taken(facts.time)) workOfLine(row.so_line).entries.push(timeEntry(row, known));
  for (const row of facts.milestones) workOfLine(row.sale_line_id).entries.push(milestoneEntry(row, known, period));
  for (const row of facts.expenses) workOf(row.sale_order_id).entries.push(expenseEntry(row, known));
  for (const row of facts.fees) workOf(row.order_id).entries.push(feeEntry(row, known, period));
  for (const total of facts.totals) {
    const work = total.orderId ? workOf(total.orderId) : workOfLine(total.orderLineId);
    work.totals.push(inLineUnits(total, work.order?.lines.find((line) => line.id === total.orderLineId)?.ordered));
  }
  for (const { order, entries } of works.values()) {
    for (const entry of entries) endHolds(entry, period.to);
    if (!order) continue;
    const projects = entries.flatMap((entry) => entry.project ?? []);
    order.projects = [...new Map(projects.map((project) => [project.id, project])).values()];
  }
  return { works, workOf };
}

/** Each in its order, and none kept that is taken: of a large firm's month, rows and entries are never all there together. */
function* taken<Row>(rows: Row[]): Generator<Row> {
  rows.reverse();
  while (rows.length > 0) yield rows.pop() as Row;
}

/** Odoo keeps a milestone as a share of its order line. */
function inLineUnits({ orderId: _, ...total }: GroupTotal, ordered = '0'): SourceTotal {
  if (total.kind !== 'milestone') return total;
  return { ...total, quantity: plain(exact(total.quantity).times(exact(ordered))) };
}
