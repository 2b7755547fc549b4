import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import { lineValue } from '../../money/line.ts';
import type { Day, Decimal, Order, Used, Work } from '../entry.ts';
import type { Stop } from '../gates/gate.ts';
import type { Missing, MilestoneGate } from '../milestone/gate.ts';
import { gateOf, missingOrder, missingProofs } from '../milestone/gate.ts';
import { amountWords } from '../words.ts';
import { Tally } from './caps.ts';
import type { Charge } from './charge.ts';
import { endedBy, latest, split, valueOf } from './charge.ts';
import type { ChargeStep, Run } from './step.ts';

const id = 'terms.purchase-order';

/** What the customer ordered by. */
export interface PurchaseOrder {
  number: string;
  amount?: Decimal | undefined;
  validUntil?: Day | undefined;
  /** The agreement it is named in; without one it is the order's own. */
  agreement?: string;
  /** It is the master agreement's: nobody knows which share of it is whose. */
  shared?: boolean;
}

/**
 * The customer's purchase order, for whatever is billed: where the terms name one, work after its last day and beyond its
 * amount is held. Time is split where the PO is full, anything else waits whole. The order's own PO stops nothing by
 * itself: a finding tells of it. A milestone, or an instalment on one, whose gate is closed is held in one case with all
 * that is missing, the PO included.
 */
export const purchaseOrders: ChargeStep = {
  id,
  apply(charges, run) {
    if (!charges.some(({ terms }) => terms)) return [...charges];
    const gated = new Set(charges.filter(({ terms }) => saysGates(terms)).map(({ order }) => order));
    const works = new Map(run.works.filter(({ advance }) => !advance).map((work) => [work.order, work]));
    const tallies = new Map<string, Tally>();
    return charges.flatMap((charge) => {
      const po = purchaseOrderOf(charge);
      if (!po || (po.agreement === undefined && !gated.has(charge.order))) return closedOr(charge, undefined, works);
      const key = `${po.agreement ?? `order ${charge.order.id}`} ${po.number}`;
      const tally = tallies.get(key) ?? tallyOf(po, charge, run);
      tallies.set(key, tally);
      return closedOr(charge, { po, tally }, works);
    });
  },
};

interface Counted {
  po: PurchaseOrder;
  tally: Tally;
}

function closedOr(charge: Charge, counted: Counted | undefined, works: ReadonlyMap<Order | undefined, Work>): Charge[] {
  const work = works.get(charge.order);
  const closed = work && gateClosed(charge, counted, work);
  if (closed) return [closed];
  if (!counted) return [charge];
  const [fits, ...beyond] = counted.po.agreement === undefined ? [charge] : within(charge, counted);
  if (fits?.ruling.verdict === 'bill') counted.tally.add(fits);
  return fits ? [fits, ...beyond] : beyond;
}

function gateClosed(charge: Charge, counted: Counted | undefined, work: Work): Charge | undefined {
  const { entry, terms, ruling } = charge;
  const milestone =
    entry.kind === 'milestone'
      ? { id: entry.id, name: entry.description, evidence: entry.evidence }
      : work.milestones?.find((one) => one.id === ruling.countsOn?.milestones?.[0]);
  const gate = milestone && gateOf(terms, milestone);
  if (!terms || !milestone || !gate) return undefined;
  const missing = missingProofs(gate, milestone, work, terms);
  if (gate.requires.includes('purchase-order')) missing.push(...missingRoom(charge, counted));
  return missing.length ? closedBy(charge, milestone, gate, missing) : undefined;
}

function missingRoom(charge: Charge, counted: Counted | undefined): Missing[] {
  const wrong = missingOrder(counted?.po, dayOf(charge));
  if (wrong.length || !counted) return wrong;
  const { po, tally } = counted;
  if (po.amount === undefined) return [];
  if (!po.shared && fits(charge, po.amount, tally)) return [];
  return [
    {
      what: beyond(charge, po, tally),
      nextStep: 'Ask the customer for a purchase order with room, and record it.',
    },
  ];
}

function closedBy(
  charge: Charge,
  { id: of, name }: { id: number; name: string },
  gate: MilestoneGate,
  missing: Missing[],
): Charge {
  const what = missing.map((one) => one.what).join('; ');
  const detail = `Milestone “${name}”${charge.ruling.label === undefined ? '' : `, ${charge.ruling.label}`}: ${what}. ${gate.whose} asks for it.`;
  return endedBy(charge, 'terms.milestone-gates', {
    verdict: 'hold',
    reason: detail,
    inputs: { missing: what },
    case: {
      kind: 'policy',
      code: 'milestone.gate-closed',
      severity: 'high',
      cause: `project.milestone,${of}`,
      title: `Milestone can’t be billed yet: ${name}`,
      detail,
      nextStep: missing.map((one) => one.nextStep).join(' '),
    },
  });
}

/** The charge as far as the terms' purchase order covers it, then what is beyond. */
function within(charge: Charge, { po, tally }: Counted): Charge[] {
  const [expired] = missingOrder(po, dayOf(charge));
  if (expired) return [held(charge, po, 'po.expired', `${expired.what}.`)];
  if (po.amount === undefined) return [charge];
  if (po.shared) return [held(charge, po, 'po.shared', `${beyond(charge, po, tally)}.`)];
  if (fits(charge, po.amount, tally)) return [charge];
  const room = tally.roomFor(charge, { amount: po.amount });
  const words = `${beyond(charge, po, tally)}.`;
  if (charge.entry.kind !== 'time' || room.lte(0)) return [held(charge, po, 'po.exceeded', words)];
  const [first, rest] = split(charge, room);
  return [first, held(rest, po, 'po.exceeded', words)];
}

const fits = (charge: Charge, amount: Decimal, tally: Tally): boolean =>
  latest(charge).billed.lte(tally.roomFor(charge, { amount }));

const beyond = (charge: Charge, po: PurchaseOrder, { amount }: Tally): string =>
  beyondWords(po, charge.order, amount, valueOf(charge, latest(charge)));

export function beyondWords(
  { number, amount = '0', shared, agreement }: PurchaseOrder,
  order: Order,
  taken: Big,
  worth: Big,
): string {
  const whole = `PO ${number} over ${amountWords(amount, order.currency)}`;
  if (shared) return `${whole} is the master agreement’s, and ${agreement ?? ''} doesn’t say what of it is its own`;
  const left = exact(amount).minus(taken);
  return `${whole} has ${amountWords(left.lt(0) ? '0' : left, order.currency)} left, this comes to ${amountWords(worth, order.currency)}`;
}

const NEXT = {
  'po.expired': 'Ask the customer for a purchase order that covers the day, and sign a version that names it.',
  'po.exceeded': 'Ask the customer for a larger purchase order, and sign a version that names it.',
  'po.shared': 'Name the purchase order, with its part of the amount, in the agreement’s own terms.',
};

function held(charge: Charge, po: PurchaseOrder, code: keyof typeof NEXT, detail: string): Charge {
  const inputs = { 'purchase order': po.number };
  return endedBy(charge, id, { verdict: 'hold', inputs, ...stoppedBy(po, charge.order, code, detail) });
}

export function stoppedBy(po: PurchaseOrder, { name }: Order, code: keyof typeof NEXT, detail: string): Stop {
  return {
    reason: detail,
    case: {
      kind: 'policy',
      code,
      severity: 'high',
      cause: `agreement ${po.agreement} PO ${po.number}`,
      title: `${code === 'po.expired' ? 'After the purchase order’s last day' : 'Beyond the purchase order'}: ${po.number}, ${name}`,
      detail,
      nextStep: NEXT[code],
    },
  };
}

/** Of the terms in force, else of their master agreement, else of the order. */
export function purchaseOrderOf({ terms, order }: Pick<Charge, 'terms' | 'order'>): PurchaseOrder | undefined {
  const [own, shared] = [terms?.terms.version.purchaseOrder, terms?.master?.version.purchaseOrder];
  const named = own ?? shared;
  if (!terms || !named) return order.purchaseOrder;
  return { ...named, agreement: terms.terms.agreement.id, shared: !own };
}

function tallyOf(po: PurchaseOrder, { terms, order }: Charge, { usedUnder }: Run): Tally {
  if (po.agreement === undefined) return new Tally([{ billed: '0', value: invoicedOn(order).toFixed() }]);
  return new Tally((usedUnder.get(po.agreement) ?? []).filter(countsUnder(po, terms)));
}

/** Whether what an invoice holds was billed on this purchase order. */
export function countsUnder(po: PurchaseOrder, terms: Charge['terms']): (row: Used) => boolean {
  const versions = terms?.terms.agreement.versions ?? [];
  const others = new Set(versions.filter((one) => one.purchaseOrder?.number !== po.number).map((one) => one.version));
  return ({ agreement, version }) => agreement === po.agreement && (version === undefined || !others.has(version));
}

/** What invoices bill of an order's work, withheld or not, by its prices where what they say is not known. */
export const invoicedOn = ({ lines }: Order): Big =>
  sum(
    lines
      .filter(({ holdback }) => !holdback)
      .map((line) => (line.fee?.invoiced === undefined ? lineValue(exact(line.invoiced), line) : line.fee.invoiced)),
  );

/** When it was worked, reached, or fell due. */
const dayOf = ({ entry, ruling }: Charge): Day => ruling.fellDue ?? entry.date;

const saysGates = (terms: Charge['terms']): boolean =>
  terms?.terms.version.milestoneGates !== undefined || terms?.master?.version.milestoneGates !== undefined;
