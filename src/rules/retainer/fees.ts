import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import type { Charge } from '../charge/charge.ts';
import { endedBy, latest, netPrice, split } from '../charge/charge.ts';
import type { Run } from '../charge/step.ts';
import { dayWords } from '../days.ts';
import { retainerFee } from '../fee/retainer.ts';
import { termsText } from '../terms/in-force.ts';
import type { Agreement } from '../terms/schema.ts';
import { amountWords } from '../words.ts';
import { retainersBilledOn } from './fee-line.ts';
import type { Period } from './periods.ts';
import { periodName } from './periods.ts';

/** A period that no invoice bills yet, or not wholly. */
export interface Due {
  period: Period;
  /** Of the one unit a period is billed by. */
  units: Big;
}

/** Units of the retainer's order lines on invoices: by period where these rules billed them, else from the first on. */
export interface Billed {
  byPeriod: Map<string, Big>;
  elsewhere: Big;
  /** More is billed by the ledger than is invoiced: so much was credited. */
  credited: Big;
}

const ZERO = exact('0');

export function billedOf(agreement: Agreement, { works, used, usedUnder }: Run): Billed {
  const invoiced = new Map<string, Big>();
  for (const work of works) {
    for (const row of work.retainerLines ?? [])
      if (row.agreement === agreement.id) invoiced.set(`sale.order.line,${row.orderLineId}`, exact(row.invoiced));
  }
  for (const work of works) {
    for (const line of work.order?.lines ?? [])
      if (isBilledOn(agreement, line, work)) invoiced.set(`sale.order.line,${line.id}`, exact(line.invoiced));
  }
  const rows = (usedUnder.get(agreement.id) ?? []).filter(({ kind, label }) => kind === 'fee' && label !== undefined);
  const byPeriod = new Map<string, Big>();
  for (const { label = '', billed } of rows) byPeriod.set(label, (byPeriod.get(label) ?? ZERO).plus(billed));
  const ours = invoiced.size === 0 ? [] : used.filter(({ entry }) => invoiced.has(entry));
  const differences = [...invoiced].map(([key, units]) =>
    units.minus(sum(ours.filter(({ entry }) => entry === key).map(({ billed }) => billed))),
  );
  return {
    byPeriod,
    elsewhere: sum(differences.filter((units) => units.gt(0))),
    credited: sum(differences.filter((units) => units.lt(0))).abs(),
  };
}

const isBilledOn = (agreement: Agreement, line: Charge['line'], work: Run['works'][number]): boolean =>
  retainersBilledOn(line, work).some(({ id }) => id === agreement.id);

/** What is paid for and on no invoice. */
export function duesOf(periods: readonly Period[], { byPeriod, elsewhere }: Billed): Due[] {
  let outside = elsewhere;
  return periods.flatMap((period) => {
    const open = exact('1').minus(byPeriod.get(periodName(period)) ?? ZERO);
    if (open.lte(0)) return [];
    const paid = outside.lt(open) ? outside : open;
    outside = outside.minus(paid);
    return paid.eq(open) ? [] : [{ period, units: open.minus(paid) }];
  });
}

/** Each due period as a part of an order line that bills it; and the periods no line has room for. */
export function billFees(
  fees: readonly Charge[],
  dues: readonly Due[],
  agreement: Agreement,
): { charges: Charge[]; left: Due[] } {
  const left = [...dues];
  const charges = fees.flatMap((fee) => {
    const parts: Charge[] = [];
    let rest: Charge | undefined = fee;
    while (rest && left.length > 0) {
      const [{ period, units }] = left as [Due];
      const has: Big = latest(rest).billed;
      const [part, more]: [Charge, Charge | undefined] = units.lt(has) ? split(rest, units) : [rest, undefined];
      parts.push(billedFor(part, period, agreement));
      if (units.gt(has)) left[0] = { period, units: units.minus(has) };
      else left.shift();
      rest = more;
    }
    return rest ? [...parts, notDue(rest, agreement)] : parts;
  });
  return { charges, left };
}

function billedFor(charge: Charge, period: Period, agreement: Agreement): Charge {
  const { currency } = charge.order;
  const { retainer, terms } = period;
  const fee = retainer.amount ?? retainer.fee;
  const price = netPrice(latest(charge));
  const label = periodName(period);
  const whose = termsText(terms);
  const own = { ...charge, terms: { kind: 'terms' as const, terms } };
  if ((fee === undefined || price.eq(fee)) && !charge.line.taxIncluded) {
    const reason = `Retainer, ${label}: due since ${dayWords(period.from)} (${whose}).`;
    return { ...own, ruling: { ...charge.ruling, reason, label } };
  }
  const says = `${whose} says ${amountWords(fee ?? '0', currency)} before tax for ${label}`;
  const detail = `${says}, the order line “${charge.line.name}” ${amountWords(price, currency)}${charge.line.taxIncluded ? ' with tax in it' : ''}.`;
  return endedBy(own, retainerFee.id, {
    verdict: 'hold',
    reason: detail,
    case: {
      kind: 'policy',
      code: 'retainer.price',
      severity: 'high',
      cause: `sale.order.line,${charge.line.id}`,
      title: `Retainer and order line disagree: ${agreement.name}`,
      detail,
      nextStep: 'Correct the price of the order line, or sign a version with the fee that holds.',
    },
  });
}

const notDue = (charge: Charge, { name }: Agreement): Charge =>
  endedBy(charge, retainerFee.id, {
    verdict: 'pending',
    reason: `Not due: no further period of the retainer of ${name} has begun or is to be topped up.`,
  });
