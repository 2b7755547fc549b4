import { sum, text } from '../../money/decimal.ts';
import { openCase } from '../case.ts';
import type { Day, Order, Work } from '../entry.ts';
import { CHECKS } from '../checks/table.ts';
import type { PricedLine } from '../proposal/line.ts';
import { taxInPrice } from '../holdback/gate.ts';
import type { CaseDraft, Part } from '../verdict.ts';
import { downPaymentOutweighs } from './down-payment.ts';
import type { Stop } from './gate.ts';
import { waitsForCorrection } from './held-correction.ts';
import { GATES } from './table.ts';

export interface Passage {
  passed: PricedLine[];
  /** For every part that is stopped, what it is now: the same with the verdict `hold`. */
  held: Map<Part, Part>;
  cases: CaseDraft[];
}

/** @param layOut what is open, on the lines it is invoiced on */
export function passGates(
  lines: PricedLine[],
  order: Order,
  work: Work,
  today: Day,
  layOut: (open: PricedLine[]) => PricedLine[] = (open) => open,
): Passage {
  const passage: Passage = { passed: [], held: new Map(), cases: [] };
  function stopAt(line: PricedLine, stop: Stop & { rule: string }): void {
    for (const part of line.parts)
      if (!passage.held.has(part)) passage.held.set(part, heldBack(part, stop.rule, stop.reason));
    const amount = text(sum(line.parts.map(({ value }) => value ?? '0')));
    const projectId = line.parts.find(({ project }) => project)?.project?.id;
    passage.cases.push(openCase(stop.case, { record: `sale.order,${order.id}`, amount, today, order, projectId }));
  }
  const billable = lines.filter((line) => {
    const stop = firstStop(line, order);
    if (stop) stopAt(line, stop);
    return !stop;
  });
  const stopped = lines.filter((line) => !billable.includes(line));
  const open = layOut(
    billable.filter((line) => {
      const stop = waitsForCorrection(line, billable, stopped, order, work);
      if (stop) stopAt(line, { rule: 'line.correction', ...stop });
      return !stop;
    }),
  );
  const stops = open.length ? CHECKS.flatMap((check) => stopOf(check.id, check.stop(order, open, today))) : [];
  stops.push(...stopOf('order.down-payment', downPaymentOutweighs(open, order, work)));
  stops.push(...stopOf('holdback.tax-included', taxInPrice(open, order, work)));
  if (stops.length === 0) return { ...passage, passed: open };
  for (const stop of stops) for (const line of open) stopAt(line, stop);
  return passage;
}

const stopOf = (rule: string, stop: Stop | undefined) => (stop ? [{ rule, ...stop }] : []);

export function heldBack(part: Part, rule: string, reason: string): Part {
  return { ...part, verdict: 'hold', rule, reason, inputs: { ...part.inputs, 'would be billed by': part.rule } };
}

function firstStop(line: PricedLine, order: Order) {
  for (const gate of GATES) {
    const stop = gate.hold(line, order);
    if (stop) return { rule: gate.id, ...stop };
  }
  return undefined;
}
