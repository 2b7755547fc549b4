import { exact, text } from '../../../money/decimal.ts';
import { groupBy } from '../../group.ts';
import { includedTime } from '../../time/included.ts';
import type { JudgedPart } from '../open-work.ts';
import type { Meter } from './meter.ts';
import { use } from './uses.ts';

/** Order lines sold ahead by the hour or day and worked off by time: what was ordered less what Odoo says was delivered. */
export function prepaidMeters(parts: readonly JudgedPart[]): Meter[] {
  const onLines = parts.filter(({ part }) => part.kind === 'time' && part.rule === includedTime.id);
  return [...groupBy(onLines, ({ part }) => part.orderLineId).values()].flatMap((own): Meter[] => {
    const { order, part } = own[0] as JudgedPart;
    const line = order.lines.find(({ id }) => id === part.orderLineId);
    if (line?.prepaidHours === undefined || order.state !== 'sale') return [];
    const hours = (units: string): string => text(exact(units).times(line.prepaidHours ?? '1'));
    return [
      {
        kind: 'prepaid hours',
        key: `sale.order.line,${line.id}`,
        name: `Prepaid hours of order ${order.name}, ${line.name}`,
        customer: order.customer,
        order,
        limit: hours(line.ordered),
        left: hours(text(exact(line.ordered).minus(line.delivered))),
        unit: 'h',
        uses: own.map(({ part: { date, quantity } }) => use(date, quantity)),
      },
    ];
  });
}
