import type { Big } from 'big.js';
import { exact } from '../../money/decimal.ts';
import type { Judged } from '../judge.ts';
import type { OrderLine, Work } from '../entry.ts';
import { retainerFee } from '../fee/retainer.ts';
import { once } from '../once.ts';
import { byDateThenRecord } from '../order.ts';
import { sectionOf } from '../terms/in-force.ts';
import type { Verdict } from '../verdict.ts';
import { adjustedInVain } from './adjusted-in-vain.ts';
import { adjustOpen } from './adjustments.ts';
import type { Charge, State } from './charge.ts';
import { endedBy, NO_DISCOUNT } from './charge.ts';
import type { ChargeStep, Run } from './step.ts';
import { STEPS, VALUING } from './table.ts';

/** What a customer pays by quantity: what it is worth is always shown. */
const VALUED: ReadonlySet<Verdict> = new Set<Verdict>(['bill', 'hold', 'pending']);

/** What was judged, with what the customer pays for it where that is a matter of quantity. */
export type Outcome = Pick<Judged, 'entry' | 'rule' | 'ruling'> & Partial<Pick<Charge, 'states' | 'terms'>>;

/**
 * Puts the agreed terms on everything that is billed, across the orders counted together, and values what is still open.
 * What comes of each work, by date, then record.
 */
export function chargeAll(judged: readonly Judged[][], run: Run): Outcome[][] {
  const soldAt = once((line: OrderLine) => ({ unitPrice: exact(line.priceUnit), discount: exact(line.discount) }));
  const home = new Map<object, number>();
  const outcomes: Outcome[][] = run.works.map(() => []);
  const [held, toBill, open]: [Charge[], Charge[], Charge[]] = [[], [], []];
  for (const [index, work] of run.works.entries()) {
    for (const item of judged[index] ?? []) {
      const charge = chargeOf(item, work, soldAt);
      if (!charge) outcomes[index]?.push(adjustedInVain(item));
      else {
        home.set(charge.entry, index);
        // What was withheld was priced, limited and counted when it was earned.
        if (charge.line.holdback) held.push(charge);
        else if (canBeBilled(charge)) toBill.push(charge);
        else open.push(adjustOpen(valued(charge, run)));
      }
    }
  }
  const billed = through(
    STEPS,
    toBill.toSorted((a, b) => byDateThenRecord(a.entry, b.entry)),
    run,
  );
  for (const charge of [...held, ...billed, ...open]) outcomes[home.get(charge.entry) as number]?.push(charge);
  return outcomes.map((own) => own.toSorted((a, b) => byDateThenRecord(a.entry, b.entry)));
}

const isBilled = ({ ruling }: Charge): boolean => ruling.verdict === 'bill';

/** What a gate will hold back for its order is no reason to write off what another order could bill. */
const canBeBilled = (charge: Charge): boolean => isBilled(charge) && charge.order.state === 'sale';

function through(steps: readonly ChargeStep[], charges: Charge[], run: Run): Charge[] {
  const ended: Charge[] = [];
  let open = charges;
  for (const step of concerning(charges, steps)) {
    const after = step.apply(open, run);
    open = [];
    for (const charge of after) (isBilled(charge) ? open : ended).push(charge);
  }
  return [...open, ...ended];
}

/** The steps but those about a section that none of the charges' terms has. */
function concerning(charges: readonly Charge[], steps: readonly ChargeStep[]): ChargeStep[] {
  const terms = [...new Set(charges.map((charge) => charge.terms))].filter((each) => each !== undefined);
  return steps.filter(({ section }) => !section || terms.some((each) => sectionOf(each, section)));
}

/** Open work is worth what it would be alone: it takes nothing of a cap or a tier. */
function valued(charge: Charge, run: Run): Charge {
  const steps = concerning([charge], VALUING);
  const [only, ...more] = steps.reduce<Charge[]>((all, step) => step.apply(all, run), [charge]);
  return only && more.length === 0 && only.ruling.verdict === charge.ruling.verdict ? only : charge;
}

function chargeOf(
  { entry, rule, ruling, line, found }: Judged,
  { order }: Work,
  soldAt: (line: OrderLine) => Sold,
): Charge | undefined {
  if (!line || !order || !VALUED.has(ruling.verdict)) return undefined;
  if (entry.kind === 'time' && (line.basis !== 'time' || line.hoursPerUnit === undefined)) return undefined;
  const terms = found && 'terms' in found && !line.holdback ? found.terms : undefined;
  const unclear = found && 'unclear' in found ? found.unclear : undefined;
  const states = sold(soldAt(line), ruling.quantity);
  const priced: Charge = { entry, order, line, rule, ruling, terms, unclear: unclear !== undefined, states };
  if (line.holdback || !unclear || ruling.verdict !== 'bill') return priced;
  // What a retainer left to bill when it ended is billed by what held then.
  if (rule === retainerFee.id && unclear.code === 'terms.lapsed') return priced;
  const spec = { kind: 'policy', severity: 'high', ...unclear } as const;
  return endedBy(priced, 'terms.in-force', { verdict: 'hold', reason: spec.detail, case: spec });
}

type Sold = Pick<State, 'unitPrice' | 'discount'>;

/** Price and discount of the order line. */
function sold({ unitPrice, discount }: Sold, billed: Big): Charge['states'] {
  const [step, words] = ['odoo', 'price of the order line'];
  const standard: State = { step, words, billed, unitPrice, discount: NO_DISCOUNT };
  if (discount.eq(NO_DISCOUNT)) return [standard];
  return [standard, { ...standard, step: 'odoo.discount', words: 'discount of the order line', discount }];
}
