import type { Logger } from 'pino';
import { kpiReport } from '../../billing/kpi/kpis.ts';
import type { KpiOdoo, OpenCases } from '../../billing/kpi/ports.ts';
import { addDays } from '../../rules/days.ts';
import { groupBy } from '../../rules/group.ts';
import { type Kpi, type Measured, measured, type Unit } from '../../rules/kpi/kpi.ts';

const MINUTE_MS = 60_000;
/** Judging all unbilled work of a large firm takes seconds in which nobody is answered. */
const KPIS_MS = 60 * MINUTE_MS;
const CASES_MS = 5 * MINUTE_MS;
const DAYS = 30;

export interface OfOdoo {
  kpis: Kept<Shown[]> | undefined;
  cases: Kept<OpenCases[]> | undefined;
}

/** A number as Prometheus shows it. `byAge`: what of it is how old, where it is money. */
interface Shown {
  kpi: string;
  unit: Unit;
  currency?: string;
  value: number;
  byAge: [age: string, value: number][];
}

interface Kept<T> {
  value: T;
  at: Date;
}

/** What was read of Odoo last. Odoo is read in the background, as it gets old: no scrape waits for it. */
export function ofOdoo(odoo: KpiOdoo, now: () => Date, log: Logger): () => OfOdoo {
  const kpis = inBackground(
    async () => {
      const today = now().toISOString().slice(0, 10);
      const report = await kpiReport(odoo, { from: addDays(today, 1 - DAYS), to: today }, today);
      return report.kpis.flatMap(({ kpi, results }) => results.flatMap((result) => shown(kpi, result)));
    },
    KPIS_MS,
    now,
    log,
  );
  const cases = inBackground(() => odoo.openCases(), CASES_MS, now, log);
  return () => ({ kpis: kpis(), cases: cases() });
}

function shown(kpi: Kpi, { value, currency, counted }: Measured): Shown[] {
  if (value === undefined) return [];
  const byAge = kpi.unit === 'money' ? [...groupBy(counted, ({ group = '' }) => group)] : [];
  return [
    {
      ...{ kpi: kpi.id, unit: kpi.unit, value: Number(value), ...(currency && { currency: currency.code }) },
      byAge: byAge.map(([age, own]) => [age, Number(measured(kpi, own)[0]?.value)]),
    },
  ];
}

/** The last value, and a new one on its way where that is older than `ms`. What can't be had is tried again in five minutes. */
function inBackground<T>(read: () => Promise<T>, ms: number, now: () => Date, log: Logger): () => Kept<T> | undefined {
  let kept: Kept<T> | undefined;
  let reading = false;
  let tried: Date | undefined;
  const isOlder = (at: Date | undefined, than: number) => !at || now().getTime() - at.getTime() >= than;
  const again = async () => {
    reading = true;
    const at = now();
    tried = at;
    try {
      kept = { value: await read(), at };
    } catch (error) {
      log.warn({ err: error }, 'Odoo could not be read for the metrics');
    } finally {
      reading = false;
    }
  };
  return () => {
    if (!reading && isOlder(kept?.at, ms) && isOlder(tried, CASES_MS)) void again();
    return kept;
  };
}
