import { sum } from '../money/decimal.ts';
import { addDays } from '../rules/days.ts';
import type { Day } from '../rules/entry.ts';
import { groupBy } from '../rules/group.ts';
import { movementsOf } from '../rules/revenue/movements.ts';
import type { Revenue } from '../rules/revenue/revenue.ts';
import { revenue } from '../rules/revenue/revenue.ts';
import { summarise } from '../rules/summary.ts';
import type { Evaluation } from '../rules/verdict.ts';
import { collect } from './collect.ts';
import type { BillingOdoo, WorkScope } from './ports.ts';
import { propose } from './propose.ts';

export interface RevenueReport {
  rows: Revenue[];
  /** Why the figures can't be relied on; empty where they tie. */
  breaks: string[];
}

/**
 * Earned and billed of a month, accrued and deferred at its end, by company and currency, as Odoo's records say today: what
 * can be billed is decided on all work up to today, so that months reported on one day follow each other.
 *
 * @param month `2026-03`
 * @throws RangeError where that is no month
 */
export async function revenueOf(
  odoo: BillingOdoo,
  month: string,
  today: Day,
  scope: Pick<WorkScope, 'companyIds'> = {},
): Promise<RevenueReport> {
  const period = monthOf(month);
  const [works, invoices] = [
    await collect(odoo, { ...scope, from: period.from, to: period.to > today ? period.to : today }),
    await odoo.invoiced(scope),
  ];
  const evaluations = propose(works, today);
  const rows = revenue(movementsOf(works, evaluations, invoices), period);
  const { breaks } = summarise(evaluations);
  return { rows, breaks: [...breaks, ...untied(evaluations, rows, period.to)] };
}

/** What is accrued and on no invoice is the rules' own work in progress, or the report is wrong. */
function untied(evaluations: Evaluation[], rows: Revenue[], to: Day): string[] {
  const byCurrency = groupBy(evaluations, ({ identity }) => identity.money.currency);
  return [...byCurrency].flatMap(([currency, own]) => {
    const open = own.flatMap(({ parts }) => parts).filter(({ verdict, date }) => verdict === 'bill' && date <= to);
    const wip = sum(open.map(({ value = '0' }) => value));
    const ours = sum(rows.filter((row) => row.currency.code === currency).map(({ accrued }) => accrued.open));
    if (ours.eq(wip)) return [];
    return [`Work in progress in ${currency} is ${ours.toFixed()} here and ${wip.toFixed()} by the rules.`];
  });
}

function monthOf(month: string): { from: Day; to: Day } {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw new RangeError(`Not a month (YYYY-MM): ${month}`);
  const from = `${month}-01`;
  const next = `${addDays(from, 31).slice(0, 7)}-01`;
  return { from, to: addDays(next, -1) };
}
