import { z } from 'zod/v4';
import type { OdooApi } from '../api.ts';
import { id } from '../rows.ts';
import type { ExpenseRow } from './expenses.ts';
import { expense, expenseDomain } from './expenses.ts';
import type { MilestoneRow } from './milestones.ts';
import { milestone, milestoneDomain } from './milestones.ts';
import { FEES } from './orders.ts';
import { read } from './read.ts';
import type { Period, Scope } from './scope.ts';
import { limits } from './scope.ts';
import type { TimeRow } from './time.ts';
import { readTime, timeDomain } from './time.ts';
import type { Domains, GroupTotal } from './totals.ts';
import { readTotals, sameTotals } from './totals.ts';

const fee = z.object({ id, order_id: id });
export type FeeRow = z.output<typeof fee>;

/** The records of a scope, before they are sorted by order, and Odoo's own totals of the same domains. */
export interface Facts {
  time: TimeRow[];
  expenses: ExpenseRow[];
  milestones: MilestoneRow[];
  fees: FeeRow[];
  totals: GroupTotal[];
}

/** Records of which an earlier invoice bills a part: the rest may be billed by a later version of the terms. */
export interface PartlyBilled {
  time: number[];
  expenses: number[];
}

/** People enter time while we read; a picture that changed meanwhile is taken again. */
const ATTEMPTS = 3;

/** Which records are of a scope. */
export const workDomains = (scope: Scope, period: Period, partlyBilled?: PartlyBilled): Domains => ({
  time: timeDomain(scope, period, partlyBilled?.time),
  expenses: expenseDomain(scope, period, partlyBilled?.expenses),
  milestones: milestoneDomain(scope, period),
  fees: [
    ...FEES,
    ...limits(scope, {
      company: 'company_id',
      customer: 'order_id.partner_id',
      order: 'order_id',
      project: 'project_id',
    }),
  ],
});

export async function readFacts(
  api: OdooApi,
  scope: Scope,
  period: Period,
  partlyBilled: PartlyBilled,
): Promise<Facts> {
  const domains = workDomains(scope, period, partlyBilled);
  for (let attempt = 1; ; attempt += 1) {
    const before = await readTotals(api, domains);
    const [expenses, milestones, fees] = await Promise.all([
      read(api, 'hr.expense', domains.expenses, expense),
      read(api, 'project.milestone', domains.milestones, milestone),
      read(api, 'sale.order.line', domains.fees, fee),
    ]);
    const time = await readTime(api, domains.time);
    const totals = await readTotals(api, domains);
    if (attempt === ATTEMPTS || sameTotals(before, totals)) return { time, expenses, milestones, fees, totals };
  }
}
