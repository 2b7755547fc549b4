import type { Day, EntryKind, Work } from '../entry.ts';
import { retainerFee } from '../fee/retainer.ts';
import { groupBy } from '../group.ts';
import { once } from '../once.ts';
import { byDateThenRecord } from '../order.ts';
import { settleAccount } from '../retainer/account.ts';
import { retainersBilledOn } from '../retainer/fee-line.ts';
import { stretchesOf } from '../retainer/periods.ts';
import type { Agreement } from '../terms/schema.ts';
import type { Charge } from './charge.ts';
import { agreed } from './charge.ts';
import type { ChargeStep, Run } from './step.ts';

/**
 * Paid ahead and drawn on: work is included as far as the balance of its service day covers it, and billed beyond. After all
 * that makes a price, for a balance in money is drawn by what the work is worth; before the caps, for what was paid ahead is
 * not billed and takes nothing of them.
 */
export const retainer: ChargeStep = {
  id: 'terms.retainer',
  apply(charges, run) {
    const agreements = new Map(
      run.works.flatMap((work) => withRetainer(work.agreements)).map((each) => [each.id, each]),
    );
    if (agreements.size === 0) return [...charges];
    const work = groupBy(charges.filter(draws), (charge) => agreed(charge, 'retainer')?.from.agreement.id);
    const isFee = ({ rule }: Charge): boolean => rule === retainerFee.id;
    const fees = groupBy(charges.filter(isFee), (charge) => billedBy(charge, run));
    const [seen, until] = [seenIn(run.read), lastDayOf(run.read)];
    const inTurn = [...agreements.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const settled = inTurn.flatMap((agreement) => {
      const [own = [], lines = []] = [work.get(agreement.id), fees.get(agreement.id)];
      const home = homeOf(agreement, [...own, ...lines], run);
      if (!home) return [];
      const account = { agreement, currency: home.currency, until, run, seen };
      const { charges: after, ...report } = settleAccount(account, own, lines);
      run.retainers.push({ ...report, work: home.work });
      return after;
    });
    const others = charges.filter((charge) => !draws(charge) && !isFee(charge));
    return [...others, ...settled].toSorted((a, b) => byDateThenRecord(a.entry, b.entry));
  },
};

const seenIn = once((read: readonly Work[]) => new Set(read.flatMap(({ entries }) => entries.map(({ key }) => key))));

/** Of any work of the run. */
const lastDayOf = (read: readonly Work[]): Day =>
  read
    .map(({ period }) => period.to)
    .toSorted()
    .at(-1) ?? '';

const withRetainer = (agreements: Agreement[] = []): Agreement[] =>
  agreements.filter((agreement) => stretchesOf(agreement).length > 0);

function draws(charge: Charge): boolean {
  const { of = ['time'] } = agreed(charge, 'retainer')?.section ?? { of: [] };
  return charge.rule !== retainerFee.id && (of as readonly EntryKind[]).includes(charge.entry.kind);
}

function billedBy({ order, line }: Charge, { works }: Run): string | undefined {
  const work = works.find((one) => one.order?.id === order.id);
  return work && retainersBilledOn(line, work)[0]?.id;
}

/** The work a retainer is told with: of the first order that draws on it or bills it, else of the first it may be about. */
function homeOf({ id, currency }: Agreement, charges: Charge[], { works }: Run) {
  const orders = new Set(charges.map(({ order }) => order.id));
  const about = works.flatMap(({ agreements = [], order, advance }, work) =>
    !advance && order?.currency.code === currency && agreements.some((each) => each.id === id)
      ? [{ work, order: order.id, currency: order.currency }]
      : [],
  );
  const inTurn = about.toSorted((a, b) => a.order - b.order);
  return inTurn.find(({ order }) => orders.has(order)) ?? inTurn[0];
}
