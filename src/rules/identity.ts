import type { Big } from 'big.js';
import { exact, sum, text } from '../money/decimal.ts';
import { lineValue } from '../money/line.ts';
import type { Entry, EntryKind, SourceTotal, Work } from './entry.ts';
import type { Identity, Part, Proposal, ProposalLine, Verdict } from './verdict.ts';
import { groupBy } from './group.ts';
import { deducted } from './proposal/deductions.ts';
import { deductionsIn, linesOf, withheldOf } from './proposal/of.ts';
import { withheldIn } from './holdback/withhold.ts';
import { amountWords, count, unitOf } from './words.ts';

type Row = Identity['rows'][number];

/** What is compared with Odoo: all work of one kind on one order line. */
interface Group {
  kind: EntryKind;
  orderLineId: number | undefined;
  unit: string;
  entries: Entry[];
  /** What the entries come to. */
  source: Big;
  odoo: SourceTotal[];
}

/** Odoo adds up floats; ours are exact. Per entry. */
const FLOAT_TOLERANCE = '0.000001';

/** Nothing vanishes and nothing is made up: hours and money on both sides of every step, and what Odoo itself counts. */
export function identityOf(work: Work, parts: Part[], ...proposals: Proposal[]): Identity {
  const groups = groupsOf(work);
  const rows = [...groupBy(groups, ({ kind, unit }) => `${kind} ${unit}`).values()].map((same) => rowOf(same, parts));
  const money = moneyOf(work, parts, proposals);
  const breaks = [
    ...rows.filter(({ difference }) => !exact(difference).eq(0)).map(lostInParts),
    ...lostEntries(work.entries, parts),
    ...groups.flatMap(unlikeOdoo),
    ...unexplainedMoney(money),
    ...parts.flatMap(unexplainedValue),
    ...proposals.flatMap((each) => linesOf(each).flatMap((line) => tooMuchRounding(line, work))),
    ...proposals.flatMap(tooMuchInTotal),
  ];
  return { holds: breaks.length === 0, rows, money, breaks };
}

/** Where what was read is not what Odoo counts, in words. */
export const readUnlikeOdoo = (work: Work): string[] => groupsOf(work).flatMap(unlikeOdoo);

function groupsOf({ entries, totals, order }: Work): Group[] {
  const keyOf = ({ kind, orderLineId }: Entry | SourceTotal) => `${kind} ${orderLineId ?? 'none'}`;
  const ours = groupBy(entries, keyOf);
  const odoos = groupBy(totals, keyOf);
  return [...new Set([...ours.keys(), ...odoos.keys()])].toSorted().map((key) => {
    const own = ours.get(key) ?? [];
    const odoo = odoos.get(key) ?? [];
    const { kind, orderLineId } = (own[0] ?? odoo[0]) as Entry | SourceTotal;
    const lineUnit = order?.lines.find(({ id }) => id === orderLineId)?.unit ?? '';
    const units = own.length > 0 ? own.map(unitOf) : [unitOf({ kind, unit: lineUnit })];
    const source = sum(own.map(({ quantity }) => quantity));
    return { kind, orderLineId, unit: [...new Set(units)].toSorted().join('/'), entries: own, source, odoo };
  });
}

function rowOf(groups: Group[], parts: Part[]): Row {
  const { kind, unit } = groups[0] as Group;
  const entries = groups.flatMap((group) => group.entries);
  const keys = new Set(entries.map(({ key }) => key));
  const own = parts.filter(({ entry }) => keys.has(entry));
  const source = sum(groups.map((group) => group.source));
  const odoo = sum(groups.flatMap((group) => group.odoo.map(({ quantity }) => quantity)));
  const byVerdict: Partial<Record<Verdict, string>> = {};
  for (const [verdict, same] of groupBy(own, (part) => part.verdict))
    byVerdict[verdict] = text(sum(same.map(({ quantity }) => quantity)));
  return {
    kind,
    unit,
    entries: entries.length,
    source: text(source),
    byVerdict,
    difference: text(source.minus(sum(Object.values(byVerdict)))),
    odoo: text(odoo),
    odooDifference: text(odoo.minus(source)),
  };
}

function moneyOf({ order }: Work, parts: Part[], proposals: Proposal[]): Identity['money'] {
  const billed = parts.filter(({ verdict }) => verdict === 'bill');
  const withheld = proposals.flatMap(withheldOf);
  return {
    ...(order ? { currency: order.currency.code } : {}),
    value: text(sum(billed.map(({ value }) => value ?? '0'))),
    rounding: text(sum(proposals.map(roundingIn))),
    deducted: text(deducted(proposals.flatMap(deductionsIn))),
    ...(withheld.length > 0 && { withheld: text(withheldIn(withheld)) }),
    amount: text(sum(proposals.map(({ total }) => total))),
  };
}

function lostInParts({ kind, unit, source, difference }: Row): string {
  return `${kind}: the entries come to ${source} ${unit}, their parts to ${text(exact(source).minus(difference))} ${unit}.`;
}

function lostEntries(entries: Entry[], parts: Part[]): string[] {
  const judged = new Set(parts.map(({ entry }) => entry));
  const lost = entries.filter(({ key }) => !judged.has(key));
  return lost.map(({ key, quantity, unit }) => `${key}: no rule decided its ${quantity} ${unit}.`);
}

function unlikeOdoo({ kind, orderLineId, unit, entries, source, odoo }: Group): string[] {
  const theirs = sum(odoo.map(({ quantity }) => quantity));
  const theirCount = odoo.reduce((all, total) => all + total.count, 0);
  const tolerance = exact(FLOAT_TOLERANCE).times(Math.max(entries.length, 1));
  if (theirCount === entries.length && theirs.minus(source).abs().lte(tolerance)) return [];
  const where = orderLineId === undefined ? 'without an order line' : `on order line ${orderLineId}`;
  return [
    `${kind} ${where}: read ${count(entries.length, 'entry', 'entries')} of ${text(source)} ${unit}, Odoo counts ${theirCount} of ${text(theirs)} ${unit}.`,
  ];
}

function unexplainedMoney({
  value,
  rounding,
  deducted,
  withheld = '0',
  amount,
  currency = '',
}: Identity['money']): string[] {
  if (exact(value).plus(rounding).plus(deducted).plus(withheld).eq(amount)) return [];
  const less = [
    ...(exact(deducted).eq(0) ? [] : [` and down payments of ${deducted}`]),
    ...(exact(withheld).eq(0) ? [] : [` and ${withheld} withheld`]),
  ].join('');
  return [
    `Money: parts worth ${value}, rounding of ${rounding}${less} don’t make the invoice’s ${amount} ${currency}.`,
  ];
}

/** Value is standard value and named adjustments, nothing else. */
function unexplainedValue({ entry, value, charge }: Part): string[] {
  if (!charge || value === undefined) return [];
  if (charge.adjustments.length === 0 && charge.standard === value) return [];
  const named = sum([charge.standard, ...charge.adjustments.map(({ amount }) => amount)]);
  return named.eq(value) ? [] : [`${entry}: worth ${value}, but its steps come to ${text(named)}.`];
}

/** Rounding explains half a unit of the last digit of quantity and money, never more. */
function tooMuchRounding(line: ProposalLine, { order }: Work): string[] {
  const source = order?.lines.find(({ id }) => id === line.orderLineId);
  if (!order || !source) return [`Line ${line.orderLineId} is on no order.`];
  const perQuantity = lineValue(halfUnit(source.unitDigits), line).abs();
  const most = perQuantity.plus(halfUnit(order.currency.digits)).plus(FLOAT_TOLERANCE);
  if (exact(line.rounding).abs().lte(most)) return [];
  return [`${line.description}: ${amountWords(line.rounding, order.currency)} is more than rounding can explain.`];
}

/** Rounding the total once moves it by less than half a unit per line, and half a unit more. */
function tooMuchInTotal(proposal: Proposal): string[] {
  const { rounding, currency } = proposal;
  const most = halfUnit(currency.digits).times(linesOf(proposal).length + 1);
  if (exact(rounding).abs().lte(most)) return [];
  return [`${amountWords(rounding, currency)} between the lines and the total is more than rounding can explain.`];
}

export const roundingIn = (proposal: Proposal): Big =>
  sum([proposal.rounding, ...linesOf(proposal).map((line) => line.rounding)]);

const halfUnit = (digits: number): Big => exact(`0.5e-${digits}`);
