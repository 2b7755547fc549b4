import type { Big } from 'big.js';
import { exact, sum, text } from '../../money/decimal.ts';
import { lineValue } from '../../money/line.ts';
import { inLineUnit } from '../../rules/charge/charge.ts';
import { dayWords } from '../../rules/days.ts';
import type { BillingBasis, Day, Entry, Order, OrderLine, Ref, Work } from '../../rules/entry.ts';
import { given } from '../../rules/given.ts';
import { groupBy } from '../../rules/group.ts';
import { linesOf, proposalsOf } from '../../rules/proposal/of.ts';
import type { Evaluation, Part, ProposalLine } from '../../rules/verdict.ts';
import { amountWords, quantityText } from '../../rules/words.ts';
import type { Span } from '../backtest/as-unbilled.ts';
import { VERDICT_WORDS } from '../dry-run-words.ts';
import type { ByHand, HandLine } from './by-hand.ts';
import { type Compared, type Difference, type NotCompared, spanned } from './shadow.ts';

/** What has records of work, of which both sides can be held against each other. */
const COMPARED: ReadonlySet<BillingBasis> = new Set<BillingBasis>(['time', 'milestones', 'expense']);

interface Whole extends Span {
  order: Order;
  hand: ByHand;
  dated: Day;
  /** Invoices with work of the span on them. */
  invoices: Map<number, Ref>;
  parts: Map<string, Part[]>;
}

/** Both sides of one order line, entry by entry. */
interface Sides extends Whole {
  line: OrderLine;
  entries: Entry[];
  /** What finance has on it, and what the rules would put on it. */
  theirs: HandLine[];
  ours: ProposalLine[];
}

/** An order as finance billed it against what the rules would have made of the same days. */
export function compareOrder(
  { order, entries }: Work,
  evaluations: Evaluation[],
  hand: ByHand,
  span: Span & { dated: Day },
): Compared | undefined {
  if (!order) return undefined;
  const own = spanned(entries, span);
  const claims = own.flatMap((entry) => entry.claims);
  const invoices = new Map(claims.map(({ invoice }) => [invoice.id, invoice]));
  const parts = groupBy(
    evaluations.flatMap((each) => each.parts),
    ({ entry }) => entry,
  );
  const whole: Whole = { ...span, order, hand, invoices, parts };
  const proposed = groupBy(evaluations.flatMap(proposalsOf).flatMap(linesOf), ({ orderLineId }) => orderLineId);
  const theirs = groupBy(ofOrder(hand.lines, whole), ({ orderLineId }) => orderLineId);
  const entriesOf = groupBy(own, ({ orderLineId }) => orderLineId);
  const sides = order.lines.filter(isCompared).map((line): Sides => ({
    ...whole,
    line,
    entries: entriesOf.get(line.id) ?? [],
    theirs: theirs.get(line.id) ?? [],
    ours: proposed.get(line.id) ?? [],
  }));
  const lines = sides.map(compareLine);
  const strays = (theirs.get(undefined) ?? []).filter(({ downPayment }) => !downPayment);
  const stray = strays.map((line) => withoutWork(whole, line));
  return {
    currency: order.currency,
    byHand: text(sum([...lines.map(({ byHand }) => byHand), ...strays.map(({ untaxed }) => untaxed)])),
    byRules: text(sum(sides.flatMap(({ ours }) => ours.map(({ amount }) => amount)))),
    differences: [...lines.flatMap(({ differences }) => differences), ...stray, ...otherDates(whole, sides)],
    notCompared: notCompared(whole, theirs),
    doubts: lines.flatMap(({ doubt }) => doubt),
  };
}

const isCompared = ({ basis, holdback }: OrderLine): boolean => COMPARED.has(basis) && !holdback;

/** A joint invoice has lines of other orders; one of no order is told with the first order on it. */
function ofOrder(lines: HandLine[], { order, invoices }: Whole): HandLine[] {
  const own = new Set(order.lines.map(({ id }) => id));
  const first = new Map<number, number>();
  for (const { invoice, orderLineId } of lines)
    if (orderLineId !== undefined && !first.has(invoice.id)) first.set(invoice.id, orderLineId);
  return lines.filter(
    ({ invoice, credits, orderLineId, currency }) =>
      invoices.has(credits ?? invoice.id) &&
      currency === order.currency.code &&
      own.has(orderLineId ?? first.get(invoice.id) ?? 0),
  );
}

function compareLine(sides: Sides): { byHand: Big; differences: Difference[]; doubt: string[] } {
  const { line, entries, theirs, ours, parts, order } = sides;
  const others = hoursOfOtherDays(sides);
  const invoiced = sum(theirs.map(({ quantity }) => quantity));
  const quantity = invoiced.minus(others);
  const price = priceOf(theirs, invoiced);
  const worth = sum(theirs.map((each) => exact(lineValue(exact(each.quantity), each).toFixed(order.currency.digits))));
  const byHand = others.eq(0) ? worth : quantity.times(price);
  const isOn = ({ claims }: Entry): boolean => claims.some(({ invoice }) => sides.invoices.has(invoice.id));
  const billedOf = (entry: Entry): Part[] => (parts.get(entry.key) ?? []).filter(({ verdict }) => verdict === 'bill');
  const differences: Difference[] = [];

  for (const entry of entries.filter((each) => !isOn(each))) {
    for (const part of billedOf(entry)) differences.push(notBilled(sides, entry, part));
  }
  const both = entries.filter(isOn);
  let held = exact('0');
  for (const entry of both) {
    for (const part of (parts.get(entry.key) ?? []).filter(({ verdict }) => verdict !== 'bill')) {
      const share = shareOf(entry, part, line);
      held = held.plus(share);
      if (!share.eq(0)) differences.push(heldBack(sides, entry, part, share.times(price)));
    }
  }
  const billed = both.flatMap(billedOf);
  const unitsOf = (part: Part): Big => inLineUnit(exact(part.charge?.billed ?? part.quantity), part.kind, line);
  const units = sum(billed.map(unitsOf));
  const more = units.plus(held).minus(quantity);
  const isNoRounding = more.abs().gt(exact(`1e-${line.unitDigits}`).times(Math.max(theirs.length, ours.length)));
  if (isNoRounding) differences.push(otherQuantity(sides, { more, price, quantity, worked: both }));
  const repriced = billed.filter((part) => isOtherPrice(exact(part.value ?? '0'), unitsOf(part), price, order));
  if (repriced.length > 0 && theirs.length > 0) {
    const amount = sum(repriced.map((part) => exact(part.value ?? '0').minus(unitsOf(part).times(price))));
    differences.push(otherRate(sides, { parts: repriced, units: sum(repriced.map(unitsOf)), price, amount }));
  }
  if (billed.length > 0) differences.push(...theirs.flatMap((each) => otherTax(sides, each)));
  const names = theirs.map(({ invoice }) => invoice.name);
  const doubt = others.eq(0)
    ? []
    : [
        `${[...new Set(names)].join(', ')} also holds ${quantityText(others, line.unit)} of other days on “${line.name}”; they are left out.`,
      ];
  return { byHand, differences, doubt: [...doubt, ...looseCredits(sides)] };
}

/**
 * Credit notes made without Odoo's own dialog name no invoice, so nothing says whether what they give back is of the span. One
 * dated before it gives back nothing that is.
 */
function looseCredits({ order, hand, line, theirs, from }: Sides): string[] {
  if (theirs.length === 0) return [];
  const loose = hand.lines.filter(
    ({ isCredit, credits, orderLineId, invoiceDate = from }) =>
      isCredit && credits === undefined && orderLineId === line.id && invoiceDate >= from,
  );
  return loose.map(
    ({ invoice, quantity, untaxed, currency }) =>
      `${invoice.name} gives back ${quantityText(exact(quantity).abs(), line.unit)} of “${line.name}” (${amountWords(exact(untaxed).abs(), { ...order.currency, code: currency })}) and names no invoice: it is not compared.`,
  );
}

/** Average price of what finance invoiced, after discount. */
function priceOf(theirs: HandLine[], invoiced: Big): Big {
  const [first] = theirs;
  if (!first) return exact('0');
  if (invoiced.eq(0)) return lineValue(exact('1'), first);
  return sum(theirs.map((each) => lineValue(exact(each.quantity), each))).div(invoiced);
}

/** Time of other days on the same invoices, in the line's unit. */
function hoursOfOtherDays({ hand, line, invoices, from, to }: Sides): Big {
  const other = hand.time.filter(
    ({ invoiceId, orderLineId, date }) =>
      orderLineId === line.id && invoices.has(invoiceId) && (date < from || date > to),
  );
  return sum(other.map(({ hours }) => inLineUnit(exact(hours), 'time', line)));
}

/** In the line's unit: of an entry that invoices hold in part, no more than they hold. */
function shareOf({ quantity, claims, kind }: Entry, part: Part, line: OrderLine): Big {
  const claimed = sum(claims.map((claim) => claim.quantity));
  const own = inLineUnit(exact(part.quantity), kind, line);
  return claimed.gte(quantity) || exact(quantity).eq(0) ? own : own.times(claimed).div(exact(quantity));
}

const isOtherPrice = (value: Big, units: Big, price: Big, { currency }: Order): boolean =>
  value
    .minus(units.times(price))
    .abs()
    .gte(exact(`1e-${currency.digits}`).div(2));

const about = ({
  order,
  line,
  theirs,
}: Sides): Pick<Difference, 'order' | 'customer' | 'currency' | 'what' | 'invoices'> => ({
  order: { id: order.id, name: order.name },
  customer: order.customer,
  currency: order.currency.code,
  what: line.name,
  invoices: [...new Map(theirs.map(({ invoice }) => [invoice.id, invoice])).values()],
});

const told = ({ key, date, description, person }: Entry): { entry: NonNullable<Difference['entry']> } => ({
  entry: { key, date, description, ...given({ person }) },
});

function notBilled(sides: Sides, entry: Entry, part: Part): Difference {
  return {
    kind: 'not-billed',
    ...about(sides),
    invoices: [],
    ...told(entry),
    byHand: '—',
    byRules: quantityText(exact(part.charge?.billed ?? part.quantity), unitName(part)),
    amount: part.value ?? '0',
    rule: part.rule,
    reason: part.reason,
  };
}

function heldBack(sides: Sides, entry: Entry, part: Part, amount: Big): Difference {
  return {
    kind: 'held',
    ...about(sides),
    ...told(entry),
    byHand: quantityText(exact(part.quantity), unitName(part)),
    byRules: VERDICT_WORDS[part.verdict],
    amount: text(amount.neg()),
    rule: part.rule,
    reason: part.reason,
  };
}

const unitName = ({ kind, unit }: Part): string => (kind === 'time' ? 'h' : unit);

interface Quantities {
  more: Big;
  price: Big;
  quantity: Big;
  worked: Entry[];
}

/** No work at all on the line is finance's own doing; otherwise quantities differ. */
function otherQuantity(sides: Sides, { more, price, quantity, worked }: Quantities): Difference {
  const { line, parts } = sides;
  const work = sum(worked.map((entry) => inLineUnit(exact(entry.quantity), entry.kind, line)));
  const stepped = worked.flatMap((entry) =>
    (parts.get(entry.key) ?? []).filter(({ charge, quantity: own }) => charge && !exact(charge.billed).eq(exact(own))),
  );
  const steps = stepped.flatMap(({ charge }) => charge?.adjustments ?? []);
  const [words, byRules] = [quantity, quantity.plus(more)].map((each) => quantityText(each, line.unit));
  const agreed = [...new Set(steps.map((step) => step.words))].join('; ');
  return {
    kind: worked.length === 0 ? 'no-work' : 'quantity',
    ...about(sides),
    byHand: words ?? '',
    byRules: byRules ?? '',
    amount: text(more.times(price)),
    rule: steps[0]?.step ?? 'odoo',
    reason:
      worked.length === 0
        ? 'No work of these days is behind it.'
        : `${quantityText(work, line.unit)} of work stand behind it.${agreed ? ` Agreed: ${agreed}.` : ''}`,
  };
}

interface Rates {
  parts: Part[];
  units: Big;
  price: Big;
  amount: Big;
}

function otherRate(sides: Sides, { parts, units, price, amount }: Rates): Difference {
  const { order, line } = sides;
  const our = sum(parts.map(({ value }) => value ?? '0'));
  const last = parts.flatMap(({ charge }) => charge?.adjustments.at(-1) ?? []);
  const agreed = parts.filter(({ terms }) => terms !== 'odoo');
  const each = (value: Big): string => `${amountWords(value, order.currency)} each`;
  const words = new Set(agreed.map(({ reason }) => reason));
  return {
    kind: 'rate',
    ...about(sides),
    byHand: each(price),
    byRules: each(units.eq(0) ? our : our.div(units)),
    amount: text(amount),
    rule: last[0]?.step ?? (agreed.length > 0 ? 'price' : 'odoo'),
    reason: words.size > 0 ? [...words].join(' ') : `Order ${order.name} says so for “${line.name}”.`,
  };
}

function otherTax(sides: Sides, { taxes, untaxed, quantity, invoice }: HandLine): Difference[] {
  const { line, hand, order } = sides;
  const agreed = line.taxes ?? [];
  if (taxes.join() === agreed.join() || exact(quantity).eq(0)) return [];
  const named = (ids: number[]): string =>
    ids.map((id) => hand.taxes.get(id)?.name ?? `Tax ${id}`).join(', ') || 'none';
  const rate = (ids: number[]): Big | undefined => {
    const percents = ids.map((id) => hand.taxes.get(id)?.percent);
    return percents.includes(undefined) ? undefined : sum(percents.map((percent) => percent ?? '0'));
  };
  const [ours, theirs] = [rate(agreed), rate(taxes)];
  const amount = ours && theirs && exact(untaxed).times(ours.minus(theirs)).div(100);
  return [
    {
      kind: 'tax',
      ...about(sides),
      invoices: [invoice],
      byHand: named(taxes),
      byRules: named(agreed),
      amount: amount?.toFixed(order.currency.digits) ?? '0',
      rule: 'odoo',
      reason: `Order ${order.name} has ${named(agreed)} on “${line.name}”.${amount ? '' : ' What it comes to can’t be told of these taxes.'}`,
    },
  ];
}

function withoutWork({ order }: Whole, { name, invoice, quantity, untaxed }: HandLine): Difference {
  return {
    kind: 'no-work',
    order: { id: order.id, name: order.name },
    customer: order.customer,
    currency: order.currency.code,
    what: name,
    invoices: [invoice],
    byHand: amountWords(exact(untaxed), order.currency),
    byRules: '—',
    amount: text(exact(untaxed).neg()),
    rule: 'odoo',
    reason: `The line (${text(exact(quantity))}) is of no order: nothing says what work it is for.`,
  };
}

/** Invoices with another date than they would bear, each with what of it is compared. */
function otherDates({ order, dated }: Whole, sides: Sides[]): Difference[] {
  const ofInvoice = groupBy(
    sides.flatMap(({ theirs }) => theirs),
    ({ invoice }) => invoice.id,
  );
  return [...ofInvoice.values()].flatMap((lines): Difference[] => {
    const [{ invoice, invoiceDate, credits }] = lines as [HandLine];
    if (invoiceDate === undefined || invoiceDate === dated || credits !== undefined) return [];
    return [
      {
        kind: 'date',
        order: { id: order.id, name: order.name },
        customer: order.customer,
        currency: order.currency.code,
        what: invoice.name,
        invoices: [invoice],
        byHand: dayWords(invoiceDate),
        byRules: dayWords(dated),
        amount: text(sum(lines.map(({ untaxed }) => untaxed))),
        rule: 'odoo',
        reason: 'All invoices of the run bear one date.',
      },
    ];
  });
}

const WHY: Partial<Record<BillingBasis, string>> = {
  'down payment': 'A down payment is no work.',
  ordered: 'Fixed fees have no records of work; terms say their instalments.',
  manual: 'Its quantity was entered by hand.',
  delivered: 'Its quantity was entered by hand.',
};

function notCompared({ order }: Whole, theirs: Map<number | undefined, HandLine[]>): NotCompared[] {
  const aside = order.lines.filter((line) => !isCompared(line));
  const ofOrderLine = aside.flatMap(({ id, basis, holdback }) =>
    (theirs.get(id) ?? []).map((line) => ({ line, why: holdback ? 'A holdback is no work.' : (WHY[basis] ?? '') })),
  );
  const strays = (theirs.get(undefined) ?? []).filter(({ downPayment }) => downPayment);
  return [...ofOrderLine, ...strays.map((line) => ({ line, why: 'A down payment is no work.' }))].map(
    ({ line, why }) => ({
      what: line.name,
      invoice: line.invoice,
      why,
      amount: line.untaxed,
      currency: order.currency.code,
    }),
  );
}
