import { exact, sum, text } from '../../money/decimal.ts';
import type { Currency, Day, Decimal, Ref, Work } from '../../rules/entry.ts';
import { groupBy } from '../../rules/group.ts';
import { readUnlikeOdoo } from '../../rules/identity.ts';
import type { Span } from '../backtest/as-unbilled.ts';
import { billedAnew } from '../backtest/backtest.ts';
import { collect, type PilotScope } from '../collect.ts';
import type { BillingOdoo } from '../ports.ts';
import type { ByHand, HandBilled } from './by-hand.ts';
import { asClaimed, inOrderCurrency } from './claimed.ts';
import { compareOrder } from './compare.ts';

/**
 * How finance and the rules differ.
 *
 * `not-billed`: the rules bill it, no invoice has it. `held`: an invoice has it, the rules don't bill it. `no-work`: an
 * invoice has it, and no work of the span is behind it. `quantity` and `rate`: both bill it otherwise. `tax` and `date` move
 * no untaxed money.
 */
export const DIFFERENCES = ['not-billed', 'held', 'no-work', 'quantity', 'rate', 'tax', 'date'] as const;
export type DifferenceKind = (typeof DIFFERENCES)[number];

export interface Difference {
  kind: DifferenceKind;
  order: Ref;
  customer: Ref;
  currency: string;
  /** The order line, or the invoice line where it has none. */
  what: string;
  invoices: Ref[];
  /** Where it is about one entry alone. */
  entry?: { key: string; date: Day; description: string; person?: Ref };
  /** In words: `6 h`, `95.00 EUR`, the names of taxes, a day. */
  byHand: string;
  byRules: string;
  /** By the rules less by hand, before tax. Of `tax`: tax on what finance invoiced, 0 where it can't be told. Of `date`: what is dated otherwise. */
  amount: Decimal;
  /** Id of the rule, or `odoo` for what the order says. */
  rule: string;
  reason: string;
}

export interface ShadowTotal {
  currency: string;
  /** Before tax except where prices include it: of time, milestones and expenses. */
  byHand: Decimal;
  byRules: Decimal;
  difference: Decimal;
  kinds: { kind: DifferenceKind; count: number; amount: Decimal }[];
  /** What rounding of quantities and lines makes of the difference; the kinds that move money and this add up to it. */
  rounding: Decimal;
}

/** What is on the invoices and not compared, and why. */
export interface NotCompared {
  what: string;
  invoice: Ref;
  why: string;
  amount: Decimal;
  currency: string;
}

export interface Shadow extends Span {
  /** The day the invoices would bear. */
  dated: Day;
  entries: number;
  invoices: number;
  differences: Difference[];
  totals: ShadowTotal[];
  notCompared: NotCompared[];
  doubts: string[];
}

/** What an order comes to on both sides. */
export interface Compared {
  currency: Currency;
  byHand: Decimal;
  byRules: Decimal;
  differences: Difference[];
  notCompared: NotCompared[];
  doubts: string[];
}

/** A month billed beside finance: read, judged, compared, and nothing written. @throws RangeError where the span ends before it begins */
export async function shadowMonth(
  odoo: Pick<BillingOdoo, 'collectWork'> & HandBilled,
  scope: PilotScope & Span,
  how: { today: Day; dated: Day },
): Promise<Shadow> {
  const works = await collect(odoo, { ...scope, replay: true });
  const lineIds = works.flatMap(({ order }) => order?.lines.map(({ id }) => id) ?? []);
  return shadow(works, await odoo.byHand(lineIds, scope.to), scope, how);
}

/**
 * Bills the span as if finance had not, and compares. Free of effects. Approvals, prices and terms are taken as they stand
 * now; fixed fees, down payments and holdbacks are not compared, for an invoice is all that says of them what was billed. Nor
 * is an invoice in another currency than the order's, or the work on it: they are in no sum.
 *
 * @param dated the day the invoices would bear
 */
export function shadow(
  works: readonly Work[],
  hand: ByHand,
  { from, to }: Span,
  { today, dated }: { today: Day; dated: Day },
): Shadow {
  const whole = works.filter(({ advance }) => !advance).map((work) => asClaimed(work, hand));
  const own = whole.map((work) => inOrderCurrency(work, hand, { from, to }));
  const claimed = own.map(([work]) => work);
  const evaluations = groupBy(billedAnew(claimed, { from, to }, today), ({ orderId }) => orderId);
  const orders = claimed.flatMap((work) => {
    const found = work.order && compareOrder(work, evaluations.get(work.order.id) ?? [], hand, { from, to, dated });
    return found ? [found] : [];
  });
  const differences = orders.flatMap((order) => order.differences);
  const invoices = new Set(
    claimed.flatMap(({ entries }) =>
      spanned(entries, { from, to }).flatMap((entry) => entry.claims.map(({ invoice }) => invoice.id)),
    ),
  );
  return {
    from,
    to,
    dated,
    entries: claimed.reduce((all, { entries }) => all + spanned(entries, { from, to }).length, 0),
    invoices: invoices.size,
    differences,
    totals: totalsOf(orders),
    notCompared: orders.flatMap((order) => order.notCompared),
    doubts: [
      ...whole.flatMap(readUnlikeOdoo),
      ...own.flatMap(([, doubts]) => doubts),
      ...orders.flatMap(({ doubts }) => doubts),
    ],
  };
}

export const spanned = <Dated extends { date: Day }>(rows: Dated[], { from, to }: Span): Dated[] =>
  rows.filter(({ date }) => from <= date && date <= to);

/** What moves untaxed money. */
export const MOVES: ReadonlySet<DifferenceKind> = new Set(['not-billed', 'held', 'no-work', 'quantity', 'rate']);

function totalsOf(orders: Compared[]): ShadowTotal[] {
  return [...groupBy(orders, ({ currency }) => currency.code)].map(([currency, own]) => {
    const digits = Math.max(...own.map((each) => each.currency.digits));
    const [byHand, byRules] = [sum(own.map((each) => each.byHand)), sum(own.map((each) => each.byRules))];
    const differences = own.flatMap((each) => each.differences);
    const kinds = DIFFERENCES.flatMap((kind) => {
      const same = differences.filter((each) => each.kind === kind);
      return same.length ? [{ kind, count: same.length, amount: text(sum(same.map(({ amount }) => amount))) }] : [];
    });
    const explained = sum(kinds.filter(({ kind }) => MOVES.has(kind)).map(({ amount }) => amount));
    const difference = byRules.minus(byHand);
    return {
      currency,
      byHand: byHand.toFixed(digits),
      byRules: byRules.toFixed(digits),
      difference: difference.toFixed(digits),
      kinds,
      rounding: text(exact(difference.toFixed(digits)).minus(explained)),
    };
  });
}
