import type { Big } from 'big.js';
import { exact, sum, text } from '../money/decimal.ts';
import type { Decimal } from './entry.ts';
import { given } from './given.ts';
import { groupBy } from './group.ts';
import { roundingIn } from './identity.ts';
import { proposalsOf } from './proposal/of.ts';
import type { Evaluation, Identity, Part, Verdict } from './verdict.ts';

type ByVerdict = Partial<Record<Verdict, Decimal>>;

/** A run in numbers. Quantities are exact; nothing in different units or currencies is added up. */
export interface Summary {
  orders: number;
  entries: number;
  proposals: number;
  /** Proposals for orders that were invoiced before. */
  supplementary: number;
  /** Whether hours and money add up everywhere, and against Odoo's own totals. */
  identityHolds: boolean;
  breaks: string[];
  /** What was read and what became of it, per kind and unit. */
  work: Identity['rows'];
  /** Per currency: worth of the parts by verdict, and the invoices to be with the rounding and down payments in them. */
  money: {
    currency: string;
    byVerdict: ByVerdict;
    invoices: Decimal;
    rounding: Decimal;
    deducted: Decimal;
    withheld?: Decimal;
  }[];
  /** Everything that is on no invoice, by reason's rule: the answer to "and why?". */
  why: {
    verdict: Verdict;
    rule: string;
    reason: string;
    kind: Part['kind'];
    parts: number;
    quantity: Decimal;
    unit: string;
  }[];
  cases: { code: string; count: number }[];
}

export function summarise(evaluations: Evaluation[]): Summary {
  const proposals = evaluations.flatMap(proposalsOf);
  const rows = evaluations.flatMap(({ identity }) => identity.rows);
  return {
    orders: new Set(evaluations.flatMap(({ orderId }) => orderId ?? [])).size,
    entries: rows.reduce((all, { entries }) => all + entries, 0),
    proposals: proposals.length,
    supplementary: proposals.filter(({ supplementary }) => supplementary).length,
    identityHolds: evaluations.every(({ identity }) => identity.holds),
    breaks: evaluations.flatMap(({ identity }) => identity.breaks),
    work: [...groupBy(rows, ({ kind, unit }) => `${kind} ${unit}`).values()].map(addRows),
    money: moneyOf(evaluations),
    why: reasons(evaluations.flatMap(({ parts }) => parts)),
    cases: [
      ...groupBy(
        evaluations.flatMap(({ cases }) => cases),
        ({ code }) => code,
      ),
    ]
      .map(([code, same]) => ({ code, count: new Set(same.map(({ key }) => key)).size }))
      .toSorted((a, b) => b.count - a.count || a.code.localeCompare(b.code)),
  };
}

function addRows(rows: Identity['rows']): Identity['rows'][number] {
  const add = (of: (row: Identity['rows'][number]) => Decimal): Decimal => text(sum(rows.map(of)));
  const { kind, unit } = rows[0] as Identity['rows'][number];
  return {
    kind,
    unit,
    entries: rows.reduce((all, { entries }) => all + entries, 0),
    source: add(({ source }) => source),
    byVerdict: addVerdicts(rows.flatMap(({ byVerdict }) => Object.entries(byVerdict) as [Verdict, Decimal][])),
    difference: add(({ difference }) => difference),
    odoo: add(({ odoo }) => odoo),
    odooDifference: add(({ odooDifference }) => odooDifference),
  };
}

function addVerdicts(amounts: [Verdict, Decimal][]): ByVerdict {
  const totals: Partial<Record<Verdict, Big>> = {};
  for (const [verdict, amount] of amounts) totals[verdict] = (totals[verdict] ?? exact('0')).plus(amount);
  return Object.fromEntries(Object.entries(totals).map(([verdict, total]) => [verdict, text(total)]));
}

function moneyOf(evaluations: Evaluation[]): Summary['money'] {
  const ordered = evaluations.filter(({ identity }) => identity.money.currency !== undefined);
  return [...groupBy(ordered, ({ identity }) => identity.money.currency ?? '')].map(([currency, own]) => ({
    currency,
    byVerdict: addVerdicts(
      own.flatMap(({ parts }) =>
        parts.flatMap(({ verdict, value }): [Verdict, Decimal][] => (value ? [[verdict, value]] : [])),
      ),
    ),
    invoices: text(sum(own.flatMap(proposalsOf).map(({ total }) => total))),
    rounding: text(sum(own.flatMap(proposalsOf).map(roundingIn))),
    deducted: text(sum(own.map(({ identity }) => identity.money.deducted))),
    ...given({ withheld: withheldOf(own) }),
  }));
}

function withheldOf(evaluations: Evaluation[]): Decimal | undefined {
  const withheld = evaluations.flatMap(({ identity }) => identity.money.withheld ?? []);
  return withheld.length > 0 ? text(sum(withheld)) : undefined;
}

function reasons(parts: Part[]): Summary['why'] {
  const unbilled = parts.filter(({ verdict }) => verdict !== 'bill');
  return [...groupBy(unbilled, ({ verdict, rule, kind, unit }) => `${verdict} ${rule} ${kind} ${unit}`).values()]
    .map((same) => {
      const { verdict, rule, reason, kind, unit } = same[0] as Part;
      const alike = new Set(same.map((part) => part.reason)).size === 1;
      const quantity = text(sum(same.map((part) => part.quantity)));
      return {
        verdict,
        rule,
        reason: alike ? reason : `${reason} (and the like)`,
        kind,
        parts: same.length,
        quantity,
        unit,
      };
    })
    .toSorted((a, b) => b.parts - a.parts || a.rule.localeCompare(b.rule));
}
