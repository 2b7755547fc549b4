import type { Big } from 'big.js';
import { exact, sum, text } from '../../money/decimal.ts';
import type { Claim, Entry, Work } from '../../rules/entry.ts';
import { groupBy } from '../../rules/group.ts';
import type { Span } from '../backtest/as-unbilled.ts';
import type { ByHand, HandLine } from './by-hand.ts';
import { spanned } from './shadow.ts';

/**
 * The work with what was invoiced by hand claimed on milestones and expenses, too, which Odoo links to no invoice: what is on
 * invoices of their order line goes to them in order of date, then id, as `left-to-invoice` has it; last to what is not
 * approved, a milestone nobody has reached say, after those that were reached later than anybody asked.
 */
export function asClaimed(work: Work, hand: Pick<ByHand, 'lines' | 'later'>): Work {
  const later = groupBy(hand.later, ({ orderLineId }) => orderLineId);
  const ofLine = groupBy(hand.lines, ({ orderLineId }) => orderLineId);
  const claims = new Map<string, Claim[]>();
  const linked = work.entries.filter(({ kind }) => kind === 'milestone' || kind === 'expense');
  for (const [orderLineId, entries] of groupBy(linked, (entry) => entry.orderLineId)) {
    const left = leftOf(ofLine.get(orderLineId) ?? [], entries);
    const claim = (entry: Entry): void => {
      if (entry.claims.length === 0) claims.set(entry.key, take(left, exact(entry.quantity)));
    };
    inOrder(entries.filter(isApproved)).forEach(claim);
    for (const { quantity } of later.get(orderLineId ?? 0) ?? []) take(left, exact(quantity));
    inOrder(entries.filter((entry) => !isApproved(entry))).forEach(claim);
  }
  const claimed = (entry: Entry): Entry => {
    const own = claims.get(entry.key);
    return own?.length ? { ...entry, claims: own } : entry;
  };
  return { ...work, entries: work.entries.map(claimed) };
}

/**
 * The work without what invoices in another currency than the order's hold of it, which can't be told in the order's. That
 * stays billed, on the order lines and among what counts toward caps.
 *
 * @returns these invoices of the span, too, a sentence each
 */
export function inOrderCurrency(work: Work, { lines }: Pick<ByHand, 'lines'>, span: Span): [Work, string[]] {
  const { order, entries } = work;
  if (!order) return [work, []];
  const { code } = order.currency;
  const foreign = new Map(
    lines.filter(({ currency }) => currency !== code).map((line) => [line.invoice.id, line.currency]),
  );
  const isForeign = ({ invoice }: Claim): boolean => foreign.has(invoice.id);
  const own = entries.flatMap((entry): Entry[] => {
    const theirs = entry.claims.filter(isForeign);
    if (theirs.length === 0) return [entry];
    const left = exact(entry.quantity).minus(sum(theirs.map(({ quantity }) => quantity)));
    if (left.lte(0)) return [];
    return [{ ...entry, quantity: text(left), claims: entry.claims.filter((claim) => !isForeign(claim)) }];
  });
  const told = spanned(entries, span)
    .flatMap(({ claims }) => claims.filter(isForeign))
    .map(
      ({ invoice }) =>
        `${invoice.name} is in ${foreign.get(invoice.id)}, order ${order.name} in ${code}: neither it nor the work on it is compared.`,
    );
  return [{ ...work, entries: own }, [...new Set(told)]];
}

interface Left {
  line: HandLine;
  quantity: Big;
}

const isApproved = ({ approval }: Entry): boolean => approval.state === 'approved';

const inOrder = (entries: Entry[]): Entry[] => entries.toSorted((a, b) => a.date.localeCompare(b.date) || a.id - b.id);

/** What of the invoice lines nobody claims, credit notes taken off the last of them. */
function leftOf(lines: HandLine[], entries: Entry[]): Left[] {
  const held = groupBy(
    entries.flatMap(({ claims }) => claims),
    ({ invoice }) => invoice.id,
  );
  const left = lines
    .filter(({ quantity }) => exact(quantity).gt(0))
    .toSorted((a, b) => (a.invoiceDate ?? '9').localeCompare(b.invoiceDate ?? '9') || a.id - b.id)
    .map((line): Left => {
      const claimed = sum((held.get(line.invoice.id) ?? []).map(({ quantity }) => quantity));
      return { line, quantity: exact(line.quantity).minus(claimed) };
    });
  let credited = sum(lines.map(({ quantity }) => quantity).filter((quantity) => exact(quantity).lt(0))).abs();
  for (const each of left.toReversed()) {
    const off = credited.lt(each.quantity) ? credited : each.quantity;
    each.quantity = each.quantity.minus(off);
    credited = credited.minus(off);
  }
  return left;
}

function take(left: Left[], wanted: Big): Claim[] {
  let open = wanted;
  return left.flatMap((each): Claim[] => {
    const taken = each.quantity.lt(open) ? each.quantity : open;
    if (taken.lte(0)) return [];
    each.quantity = each.quantity.minus(taken);
    open = open.minus(taken);
    const { invoice, invoiceDate } = each.line;
    return [{ quantity: text(taken), invoice, invoiceState: invoiceDate ? 'posted' : 'draft', outside: true }];
  });
}
