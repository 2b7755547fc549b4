import type { Big } from 'big.js';
import { exact, sum, text } from '../../money/decimal.ts';
import { runOf } from '../charge/run.ts';
import { addDays, dayWords } from '../days.ts';
import type { Day, Decimal, Ref } from '../entry.ts';
import { given } from '../given.ts';
import type { Agreement } from '../terms/schema.ts';
import { quantityText } from '../words.ts';
import { caseOf } from './case-of.ts';
import type { Finding, Found } from './finding.ts';
import { ownedBy } from './finding.ts';
import { agreementEndings } from './meters/agreements.ts';
import { capMeters } from './meters/caps.ts';
import type { Ending, Meter } from './meters/meter.ts';
import { prepaidMeters } from './meters/prepaid.ts';
import { agreedPurchaseOrders, orderPurchaseOrders } from './meters/purchase-orders.ts';
import { retainerMeters } from './meters/retainers.ts';
import type { JudgedWork } from './open-work.ts';
import { partsOfOrders } from './open-work.ts';

/** Terms that are used up or over soon. */
export interface RunningOut extends Finding {
  kind: Meter['kind'] | Ending['kind'];
  name: string;
  /** Id of the agreement. */
  agreement?: string;
  customer?: Ref;
  orderId?: number;
  /** `used`: the forecast day of the burn, today where nothing is left. `ends`: the last day agreed on. */
  by: 'used' | 'ends';
  runsOutOn: Day;
  limit?: Decimal;
  left?: Decimal;
  /** A calendar day, to four decimals. */
  burnPerDay?: Decimal;
  /** Of limit, left and burn: `h`, or a currency. */
  unit?: string;
}

/** Tells what runs out within so many days, by the average of so many days before today. */
export interface RunningOutOptions {
  withinDays: number;
  burnDays: number;
}

export const RUNNING_OUT = {
  used: {
    cap: 'cap.running-out',
    retainer: 'retainer.running-out',
    'purchase order': 'po.running-out',
    'prepaid hours': 'prepaid.running-out',
  },
  ends: { agreement: 'agreement.ending', 'purchase order': 'po.ending' },
} as const;

/**
 * Caps, retainers, purchase orders and prepaid hours by their burn; agreements and purchase orders by their last day.
 *
 * burn a day = used on the `burnDays` calendar days before today ÷ `burnDays`; runs out on today + ⌊left ÷ burn a day⌋.
 * Without burn there is no forecast, and nothing is found. What is renewed before it runs out is not found either.
 */
export function runningOut(
  { agreements, ...judged }: JudgedWork & { agreements: readonly Agreement[] },
  { withinDays, burnDays }: RunningOutOptions,
  today: Day,
): Found<RunningOut> {
  const known = new Map(agreements.map((agreement) => [agreement.id, agreement]));
  const parts = partsOfOrders(judged);
  const run = runOf(judged.works, today);
  const agreed = agreedPurchaseOrders(known, parts, run);
  const ofOrders = orderPurchaseOrders(parts, known, today);
  const meters = [
    ...capMeters(known, parts, run),
    ...retainerMeters(known, judged.evaluations, parts, today),
    ...agreed.meters,
    ...ofOrders.meters,
    ...prepaidMeters(parts),
  ];
  const endings = [...agreementEndings(known, parts, today), ...agreed.endings, ...ofOrders.endings];
  const horizon = addDays(today, withinDays);
  const findings = [
    ...meters.flatMap((meter) => usedBy(meter, horizon, burnDays, today) ?? []),
    ...endings.filter(({ lastDay }) => today <= lastDay && lastDay <= horizon).map((one) => endsOn(one, withinDays)),
  ];
  return {
    findings,
    cases: findings.map((found) => runningOutCase(found, known.get(found.agreement ?? '')?.company?.id, today)),
  };
}

function usedBy(meter: Meter, horizon: Day, burnDays: number, today: Day): RunningOut | undefined {
  const { kind, key, name, agreement, customer, order, limit, left, unit, uses, until } = meter;
  const first = addDays(today, -burnDays);
  const burnt = sum(uses.filter(({ day }) => first <= day && day < today).map(({ amount }) => amount));
  if (burnt.lte(0)) return undefined;
  const runsOutOn = forecast(exact(left), burnt, burnDays, today);
  if (runsOutOn > horizon || (until !== undefined && runsOutOn > until)) return undefined;
  const over = exact(left).lte(0);
  return {
    kind,
    by: 'used',
    what: `${name} ${over ? 'is used up' : 'is running out'}`,
    since: today,
    amount: unit === 'h' || over ? '0' : left,
    ...given({ currency: unit === 'h' ? undefined : unit }),
    ...ownedBy(order?.salesperson),
    nextStep: NEXT[kind],
    caseKey: `${RUNNING_OUT.used[kind]}:${key}`,
    name,
    ...given({ agreement, customer, orderId: order?.id, limit }),
    runsOutOn,
    left,
    burnPerDay: text(burnt.div(burnDays).round(4)),
    unit,
  };
}

const FARTHEST = 100_000;

function forecast(left: Big, burnt: Big, burnDays: number, today: Day): Day {
  if (left.lte(0)) return today;
  const days = left.times(burnDays).div(burnt).round(0, 0).toNumber();
  return addDays(today, Math.min(days, FARTHEST));
}

function endsOn({ kind, key, name, agreement, customer, order, lastDay }: Ending, withinDays: number): RunningOut {
  return {
    kind,
    by: 'ends',
    what: `${name} ends on ${dayWords(lastDay)}`,
    since: addDays(lastDay, -withinDays),
    amount: '0',
    ...ownedBy(order?.salesperson),
    nextStep: NEXT[kind],
    caseKey: `${RUNNING_OUT.ends[kind]}:${key}`,
    name,
    ...given({ agreement, customer, orderId: order?.id }),
    runsOutOn: lastDay,
  };
}

const NEXT: Record<RunningOut['kind'], string> = {
  cap: 'Tell the customer, and agree on a change order that raises the cap, or stop the work.',
  retainer: 'Tell the customer, and agree on more, or on what is billed beyond it.',
  'purchase order': 'Ask the customer for a purchase order that covers the work to come, and record it.',
  'prepaid hours': 'Sell the customer more hours, or agree on what is billed beyond them.',
  agreement: 'Have the next version signed, or close the work with its last day.',
};

function runningOutCase(found: RunningOut, companyId: number | undefined, today: Day) {
  const { by, kind, name, limit, left = '0', unit = '', burnPerDay = '0', runsOutOn, orderId, agreement } = found;
  const words = (amount: Decimal): string => quantityText(amount, unit);
  const of = limit === undefined ? '' : ` of ${words(limit)}`;
  const detail =
    by === 'ends'
      ? `${name} holds up to ${dayWords(runsOutOn)}; nothing signed follows it.`
      : `${words(left)}${of} left, about ${words(burnPerDay)} used a day: it lasts until ${dayWords(runsOutOn)}.`;
  const code = by === 'ends' ? RUNNING_OUT.ends[kind as Ending['kind']] : RUNNING_OUT.used[kind as Meter['kind']];
  const record = orderId === undefined ? `agreement ${agreement ?? ''}` : `sale.order,${orderId}`;
  const severity = exact(left).lt(0) ? 'high' : 'medium';
  return caseOf(found, { code, severity, detail, record, orderId, companyId }, today);
}
