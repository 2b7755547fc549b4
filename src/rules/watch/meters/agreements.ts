import { addDays } from '../../days.ts';
import type { Day } from '../../entry.ts';
import { given } from '../../given.ts';
import type { Agreement } from '../../terms/schema.ts';
import { versionsInOrder } from '../../terms/versions.ts';
import type { JudgedPart } from '../open-work.ts';
import type { Ending } from './meter.ts';
import { orderUnder } from './uses.ts';

/** Agreements in force today, with the last day some signed version holds without a break. */
export function agreementEndings(
  agreements: ReadonlyMap<string, Agreement>,
  parts: readonly JudgedPart[],
  today: Day,
): Ending[] {
  return [...agreements.values()].flatMap((agreement): Ending[] => {
    const lastDay = lastDayHeld(agreement, today);
    const order = orderUnder(agreement.id, parts);
    if (lastDay === undefined) return [];
    const about = { agreement: agreement.id, ...given({ order, customer: order?.customer }) };
    return [
      { kind: 'agreement', key: `agreement ${agreement.id}`, name: `Agreement ${agreement.name}`, ...about, lastDay },
    ];
  });
}

/** Undefined where none holds today, or nobody has agreed on an end. */
function lastDayHeld({ versions }: Agreement, today: Day): Day | undefined {
  let held: Day | undefined;
  for (const { effectiveFrom, effectiveTo } of versionsInOrder(versions)) {
    const begins = held === undefined ? effectiveFrom <= today : effectiveFrom <= addDays(held, 1);
    if (!begins || (effectiveTo !== undefined && effectiveTo < today)) continue;
    if (effectiveTo === undefined) return undefined;
    held = effectiveTo;
  }
  return held;
}
