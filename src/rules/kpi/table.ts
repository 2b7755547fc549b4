import { correctedByHand, falseClear, firstPass, inTime, latency, straightThrough } from './approvals.ts';
import { cycleFromPeriodEnd, cycleFromService } from './cycle-time.ts';
import { disputed } from './disputes.ts';
import { exceptionRate, resolution, technical } from './exceptions.ts';
import { type Kpi, type Measured, measured } from './kpi.ts';
import type { KpiFacts, Period } from './life.ts';
import { ageing, dso, unbilled, writeOff } from './money.ts';

/** Every KPI, in the order they are shown. */
export const KPIS: readonly Kpi[] = [
  unbilled,
  cycleFromService,
  cycleFromPeriodEnd,
  firstPass,
  straightThrough,
  falseClear,
  inTime,
  latency,
  exceptionRate,
  resolution,
  technical,
  correctedByHand,
  disputed,
  writeOff,
  dso,
  ageing,
];

/** All of them over a period, each with the records it was counted from. */
export function kpisOf(facts: KpiFacts, period: Period, today: string): { kpi: Kpi; results: Measured[] }[] {
  return KPIS.map((kpi) => ({ kpi, results: measured(kpi, kpi.count(facts, period, today)) }));
}
