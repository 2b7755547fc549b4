import { exact } from '../../money/decimal.ts';
import { byDateThenRecord } from '../order.ts';
import type { Judged } from '../judge.ts';
import type { Day, Used, Work } from '../entry.ts';
import { retainerFee } from '../fee/retainer.ts';
import { groupBy } from '../group.ts';
import type { RetainerReport } from '../retainer/report.ts';
import type { Verdict } from '../verdict.ts';
import { adjustedInVain } from './adjusted-in-vain.ts';
import { adjustOpen } from './adjustments.ts';
import type { Charge, State } from './charge.ts';
import { changed, endedBy } from './charge.ts';
import type { ChargeStep, Run } from './step.ts';
import { STEPS, VALUING } from './table.ts';

/** What a customer pays by quantity: what it is worth is always shown. */
const VALUED: ReadonlySet<Verdict> = new Set<Verdict>(['bill', 'hold', 'pending']);

/** What was judged, with what the customer pays for it where that is a matter of quantity. */
export type Outcome = Judged & Partial<Pick<Charge, 'states' | 'terms'>>;

export interface Charged {
  /** By work. */
  outcomes: Outcome[][];
  retainers: readonly RetainerReport[];
}

/** Puts the agreed terms on everything that is billed, across all orders of the run, and values what is still open. */
export function chargeAll(works: readonly Work[], judged: readonly Judged[][], today: Day): Charged {
  const used = usedBy(works);
  const drawn = toldOnce(
    works.map((work) => work.drawn),
    ({ entry, worked, amount }) => `${entry} ${worked} ${amount}`,
  );
  const usedUnder = groupBy(used, ({ agreement }) => agreement);
  const run: Run = { works, today, used, usedUnder, drawn, retainers: [] };
  const home = new Map<object, number>();
  const charges: Charge[] = [];
  const outcomes: Outcome[][] = works.map(() => []);
  for (const [index, work] of works.entries()) {
    for (const item of judged[index] ?? []) {
      const charge = chargeOf(item, work);
      if (!charge) outcomes[index]?.push(adjustedInVain(item));
      else {
        home.set(charge.entry, index);
        charges.push(charge);
      }
    }
  }
  // What was withheld was priced, limited and counted when it was earned.
  const [held, earned] = [charges.filter(isHeldBack), charges.filter((charge) => !isHeldBack(charge))];
  const [toBill, open] = [earned.filter(canBeBilled), earned.filter((charge) => !canBeBilled(charge))];
  const done = [
    ...held,
    ...through(
      STEPS,
      toBill.toSorted((a, b) => byDateThenRecord(a.entry, b.entry)),
      run,
    ),
    ...open.map((charge) => adjustOpen(valued(charge, run))),
  ];
  for (const charge of done) outcomes[home.get(charge.entry) as number]?.push(charge);
  const sorted = outcomes.map((own) => own.toSorted((a, b) => byDateThenRecord(a.entry, b.entry)));
  return { outcomes: sorted, retainers: run.retainers };
}

const isHeldBack = ({ line }: Charge): boolean => line.holdback !== undefined;

const isBilled = ({ ruling }: Charge): boolean => ruling.verdict === 'bill';

/** What a gate will hold back for its order is no reason to write off what another order could bill. */
const canBeBilled = (charge: Charge): boolean => isBilled(charge) && charge.order.state === 'sale';

function through(steps: readonly ChargeStep[], charges: Charge[], run: Run): Charge[] {
  const ended: Charge[] = [];
  let open = charges;
  for (const step of steps) {
    const after = step.apply(open, run);
    ended.push(...after.filter((charge) => !isBilled(charge)));
    open = after.filter(isBilled);
  }
  return [...open, ...ended];
}

/** Open work is worth what it would be alone: it takes nothing of a cap or a tier. */
function valued(charge: Charge, run: Run): Charge {
  const [only, ...more] = VALUING.reduce<Charge[]>((all, step) => step.apply(all, run), [charge]);
  return only && more.length === 0 && only.ruling.verdict === charge.ruling.verdict ? only : charge;
}

function chargeOf({ line, found = { terms: undefined }, ...item }: Judged, { order }: Work): Charge | undefined {
  const { entry, ruling } = item;
  if (!line || !order || !VALUED.has(ruling.verdict)) return undefined;
  if (entry.kind === 'time' && (line.basis !== 'time' || line.hoursPerUnit === undefined)) return undefined;
  const standard: State = {
    step: 'odoo',
    words: 'price of the order line',
    billed: ruling.quantity,
    unitPrice: exact(line.priceUnit),
    discount: exact('0'),
  };
  const terms = 'terms' in found ? found.terms : undefined;
  const unclear = 'unclear' in found && { unclear: true as const };
  const charge: Charge = { ...item, order, line, terms, ...unclear, states: [standard] };
  const priced = changed(charge, 'odoo.discount', 'discount of the order line', { discount: exact(line.discount) });
  if (line.holdback) return { ...priced, terms: undefined };
  if ('terms' in found || ruling.verdict !== 'bill') return priced;
  // What a retainer left to bill when it ended is billed by what held then.
  if (item.rule === retainerFee.id && found.unclear.code === 'terms.lapsed') return priced;
  const spec = { kind: 'policy', severity: 'high', ...found.unclear } as const;
  return endedBy(priced, 'terms.in-force', { verdict: 'hold', reason: spec.detail, case: spec });
}

export function usedBy(works: readonly Work[]): Used[] {
  const alike = ({ agreement, entry, invoice, worked, billed, value, label }: Used): string =>
    `${agreement} ${entry} ${invoice.id} ${worked} ${billed} ${value} ${label}`;
  return toldOnce(
    works.map(({ used }) => used),
    alike,
  );
}

/** Works may have been told the same rows; rows one work was told twice are two parts of one entry that look alike. */
function toldOnce<Row>(told: readonly (readonly Row[] | undefined)[], alike: (row: Row) => string): Row[] {
  const all = new Map<string, Row[]>();
  for (const own of told) {
    for (const [key, rows] of groupBy(own ?? [], alike)) {
      if (rows.length > (all.get(key)?.length ?? 0)) all.set(key, rows);
    }
  }
  return [...all.values()].flat();
}
