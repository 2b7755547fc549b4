import { drawnBy, heldBy } from '../../src/billing/backtest/held.ts';
import { propose } from '../../src/billing/propose.ts';
import { exact, sum, text } from '../../src/money/decimal.ts';
import { advancesOf, ofAdvance } from '../../src/rules/advances/agreed.ts';
import type { AdvanceMade, Claim, Entry, Order, OrderLine, Work } from '../../src/rules/entry.ts';
import { groupBy } from '../../src/rules/group.ts';
import { andWithheld } from '../../src/rules/holdback/in-turn.ts';
import { linesOf, proposalsOf } from '../../src/rules/proposal/of.ts';
import type { Evaluation, Part, Proposal, ProposalLine, ProposedOrder } from '../../src/rules/verdict.ts';
import { feesOf } from './firm.ts';
import { line, TODAY, totalsOf } from './work.ts';

/** A run: the orders, then their advances, each with what becomes of it. */
export interface Ran {
  works: Work[];
  evaluations: Evaluation[];
}

export function ran(orders: Work[]): Ran {
  const ahead = orders.flatMap((work) =>
    work.order ? advancesOf(work, work.order).map((named) => ofAdvance(work, named)) : [],
  );
  const works = [...orders, ...ahead];
  return { works, evaluations: propose(works, TODAY) };
}

export const proposals = ({ evaluations }: Ran): Proposal[] => evaluations.flatMap(proposalsOf);

/** What is invoiced of work, advances left out. */
export const lines = (run: Ran): ProposalLine[] =>
  proposals(run).flatMap((one) => (one.orders[0].advance ? [] : linesOf(one)));

export const billed = (run: Ran): Part[] => lines(run).flatMap(({ parts }) => parts);

const INVOICE = { id: 90, name: 'Draft #90' };

const claimOf = ({ quantity, charge }: Part): Claim => ({
  quantity,
  invoice: INVOICE,
  invoiceState: 'draft',
  outside: false,
  ...(charge && { billed: charge.billed }),
});

/** The orders as Odoo shows them once all of a run is drafted. */
export function afterDrafting({ works, evaluations }: Ran): Work[] {
  const made = evaluations.flatMap(proposalsOf);
  const claims = groupBy(
    made.flatMap((one) => linesOf(one).flatMap(({ parts }) => parts)),
    ({ entry }) => entry,
  );
  const used = [...(works[0]?.used ?? []), ...heldBy(works, evaluations)];
  const drawn = [
    ...(works[0]?.drawn ?? []).filter(({ entry }) => !isSeen(works, entry)),
    ...drawnBy(works, evaluations),
  ];
  const heldBack = made.reduce(andWithheld, works.find((work) => work.heldBack)?.heldBack ?? []);
  return works.flatMap((work) => {
    if (!work.order || work.advance) return [];
    const own = made.flatMap(({ orders }) => orders.filter(({ orderId }) => orderId === work.order?.id));
    const order = ordered(work.order, own);
    const entries = work.entries
      .filter(({ kind }) => kind !== 'fee')
      .map((entry): Entry => ({ ...entry, claims: [...entry.claims, ...(claims.get(entry.key) ?? []).map(claimOf)] }));
    const all = [...entries, ...feesOf(order, work.period.to)];
    const advances = [...(work.advances ?? []), ...own.flatMap((one) => aheadOf(one))];
    return { ...work, order, entries: all, totals: totalsOf(all), used, drawn, heldBack, advances };
  });
}

const isSeen = (works: Work[], key: string): boolean =>
  works.some(({ entries }) => entries.some((entry) => entry.key === key));

const advanceLineId = (orderId: number, name: string): number => 90_000 + orderId * 100 + name.length;
const holdbackLineId = (orderId: number, agreement: string): number => 80_000 + orderId * 100 + agreement.length;

const aheadOf = ({ orderId, advance }: ProposedOrder): AdvanceMade[] =>
  advance
    ? [{ ...advance, invoice: INVOICE, invoiceState: 'posted', orderLineIds: [advanceLineId(orderId, advance.name)] }]
    : [];

function ordered(order: Order, made: ProposedOrder[]): Order {
  const work = made.filter(({ advance }) => !advance);
  const all = work.flatMap((one) => one.lines);
  const invoiced = groupBy(all, ({ orderLineId }) => orderLineId);
  const taken = new Map(work.flatMap(({ deductions }) => deductions).map((one) => [one.orderLineId, one.quantity]));
  const own = order.lines.map((each) => taking(each, invoiced.get(each.id) ?? [], taken.get(each.id) ?? '0'));
  const ahead = made.flatMap(({ orderId, advance }) =>
    advance
      ? [
          line({
            id: advanceLineId(orderId, advance.name),
            name: advance.name,
            basis: 'down payment',
            priceUnit: advance.amount,
            invoiced: '1',
            toInvoice: '-1',
          }),
        ]
      : [],
  );
  return {
    ...order,
    invoiced: text(sum([order.invoiced ?? '0', ...all.map(({ amount }) => amount)])),
    lines: withheldOn(order, [...own, ...ahead], work),
  };
}

function taking(sold: OrderLine, now: ProposalLine[], deducted: string): OrderLine {
  const quantity = sum(now.map((one) => one.quantity)).minus(deducted);
  const toInvoice = text(exact(sold.toInvoice).minus(sold.basis === 'time' ? '0' : quantity));
  const amount = sum(now.map((one) => one.amount));
  return {
    ...sold,
    invoiced: text(exact(sold.invoiced).plus(quantity)),
    toInvoice,
    ...(sold.fee && {
      fee: {
        ...sold.fee,
        invoiced: text(amount.plus(sold.fee.invoiced ?? '0')),
        billed: [...sold.fee.billed, ...now.flatMap(({ parts }) => parts.flatMap(({ label }) => label ?? []))],
      },
    }),
    ...(sold.holdback && { holdback: { ...sold.holdback, released: text(amount.plus(sold.holdback.released)) } }),
  };
}

/** The order's lines with a line for each agreement under which something was withheld. */
function withheldOn({ id }: Order, lines: OrderLine[], made: ProposedOrder[]): OrderLine[] {
  const withheld = groupBy(
    made.flatMap(({ withheld: now = [] }) => now),
    ({ agreement }) => agreement,
  );
  const known = new Set(lines.map((one) => one.holdback?.agreement));
  const fresh = [...withheld.keys()].filter((agreement) => !known.has(agreement));
  const holding = fresh.map((agreement): OrderLine => {
    const own = line({
      id: holdbackLineId(id, agreement),
      name: 'Holdback',
      basis: 'ordered',
      unit: 'Units',
      priceUnit: '1',
    });
    delete own.hoursPerUnit;
    return { ...own, holdback: { agreement, withheld: '0', released: '0' } };
  });
  return [...lines, ...holding].map((one) => {
    const more = one.holdback && withheld.get(one.holdback.agreement);
    if (!one.holdback || !more) return one;
    const amount = sum(more.map((each) => each.amount));
    return {
      ...one,
      invoiced: text(exact(one.invoiced).plus(amount)),
      toInvoice: text(exact(one.toInvoice).minus(amount)),
      holdback: { ...one.holdback, withheld: text(exact(one.holdback.withheld).minus(amount)) },
    };
  });
}
