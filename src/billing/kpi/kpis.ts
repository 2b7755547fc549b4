import type { Day } from '../../rules/entry.ts';
import type { Kpi, Measured } from '../../rules/kpi/kpi.ts';
import type { Period, Worth } from '../../rules/kpi/life.ts';
import { kpisOf } from '../../rules/kpi/table.ts';
import { type JudgedWork, partsOfOrders } from '../../rules/watch/open-work.ts';
import { propose } from '../propose.ts';
import type { KpiOdoo, KpiScope } from './ports.ts';

export interface KpiReport {
  period: Period;
  /** The day ages are counted to, and what is open and unbilled is as of. */
  today: Day;
  kpis: { kpi: Kpi; results: Measured[] }[];
}

/**
 * Every KPI of a period, each with the records it was counted from.
 *
 * @throws RangeError where the period begins after it ends
 */
export async function kpiReport(odoo: KpiOdoo, period: Period, today: Day, scope: KpiScope = {}): Promise<KpiReport> {
  if (period.from > period.to)
    throw new RangeError(`The period begins on ${period.from}, after its last day ${period.to}.`);
  const works = await odoo.collectWork({ ...scope, to: today });
  const recorded = await odoo.recorded(period, scope);
  const unbilled = unbilledOf({ works, evaluations: propose(works, today) });
  return { period, today, kpis: kpisOf({ ...recorded, unbilled }, period, today) };
}

/** Approved work some order pays for and no invoice has: what the rules would bill now, and what they hold. */
const unbilledOf = (judged: JudgedWork): Worth[] =>
  partsOfOrders(judged).flatMap(({ part, entry, order }) =>
    (part.verdict === 'bill' || part.verdict === 'hold') && entry.approval.state === 'approved'
      ? [
          {
            record: part.entry,
            name: part.description,
            day: part.date,
            company: order.company,
            customer: order.customer,
            currency: order.currency,
            value: part.value ?? '0',
            orderId: order.id,
          },
        ]
      : [],
  );
