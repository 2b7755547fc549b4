import { exact, sum, text } from '../../money/decimal.ts';
import type { Day, Decimal, Drawn, Ref, Used, Work } from '../../rules/entry.ts';
import { evaluateAll } from '../../rules/evaluate.ts';
import { groupBy } from '../../rules/group.ts';
import { readUnlikeOdoo } from '../../rules/identity.ts';
import { andWithheld } from '../../rules/holdback/in-turn.ts';
import { proposalsOf } from '../../rules/proposal/of.ts';
import { mayConcern } from '../../rules/terms/in-force.ts';
import type { Agreement } from '../../rules/terms/schema.ts';
import type { Evaluation, Part, Verdict } from '../../rules/verdict.ts';
import type { Span } from './as-unbilled.ts';
import { asUnbilled, monthsOf } from './as-unbilled.ts';
import { drawnBy, heldBy } from './held.ts';
import type { Move } from './moves.ts';
import { movesBetween, totalOf } from './moves.ts';
import { agreementsOf, underTerms } from './terms.ts';

/** What an order's invoices of a month come to under the terms as they are, and under others. */
export interface Replayed {
  month: Span;
  order: Ref;
  customer: Ref;
  currency: string;
  /** Before tax except where prices include it; nothing deducted that was paid ahead; less what is withheld. */
  was: Decimal;
  is: Decimal;
  difference: Decimal;
  /** They add up to the difference. */
  moves: Move[];
  /** Entries whose verdict is another. */
  changed: ChangedEntry[];
}

export interface ChangedEntry {
  entry: string;
  date: Day;
  description: string;
  person?: Ref;
  was: Fate[];
  is: Fate[];
}

export interface Fate {
  verdict: Verdict;
  quantity: Decimal;
  unit: string;
  rule: string;
  reason: string;
}

export interface Backtest extends Span {
  /** Ids of the agreements that were exchanged. */
  terms: string[];
  entries: number;
  /** Every order and month with an invoice on either side. */
  invoices: Replayed[];
  totals: { currency: string; invoices: number; was: Decimal; is: Decimal; difference: Decimal; moves: Move[] }[];
  /** What makes the comparison doubtful, in words: work Odoo counts otherwise, terms that change nothing. */
  doubts: string[];
}

/**
 * Bills the span anew, month by month, once under the terms the works were read with and once with these in place of those
 * with the same id. Free of effects. Approvals, order lines and fixed fees are taken as they stand now; what a month holds back is
 * not carried to the next. Advances are left out, made or deducted; holdbacks are withheld, and never released.
 *
 * @param only an agreement's id: it alone is exchanged, and only orders it may speak of are replayed
 */
export function backtest(
  works: readonly Work[],
  terms: readonly Agreement[],
  { from, to }: Span,
  { today, only }: { today: Day; only?: string | undefined },
): Backtest {
  const known = agreementsOf(works);
  const exchanged = only === undefined ? terms : terms.filter(({ id }) => id === only);
  const speaking = [...exchanged, ...known.filter(({ id }) => id === only)];
  const concerned =
    only === undefined ? works : works.filter(({ order }) => speaking.some((one) => mayConcern(one, order)));
  const whole = concerned.filter(({ advance }) => !advance).map((work) => asUnbilled(work, { from, to }));
  const other = whole.map((work) => underTerms(work, exchanged, known));
  const [wasHeld, isHeld]: [Held, Held] = [
    { used: [], drawn: [], heldBack: [] },
    { used: [], drawn: [], heldBack: [] },
  ];
  const invoices: Replayed[] = [];
  for (const month of monthsOf({ from, to })) {
    const was = billMonth(whole, month, wasHeld, today);
    const is = billMonth(other, month, isHeld, today);
    invoices.push(...whole.flatMap((work, index) => compared(work, month, was[index], is[index])));
  }
  return {
    from,
    to,
    terms: exchanged.map(({ id }) => id),
    entries: whole.reduce((all, { entries }) => all + entries.length, 0),
    invoices,
    totals: totalsOf(invoices),
    doubts: [...concerned.flatMap(readUnlikeOdoo), ...drafts(exchanged)],
  };
}

/** What the terms the works were read with make of the span today, billed anew month by month as `backtest` does it. */
export function billedAnew(works: readonly Work[], span: Span, today: Day): Evaluation[] {
  const whole = works.filter(({ advance }) => !advance).map((work) => asUnbilled(work, span));
  const held: Held = { used: [], drawn: [], heldBack: [] };
  return monthsOf(span).flatMap((month) => billMonth(whole, month, held, today));
}

/** What the months before hold, as invoices of theirs would. */
interface Held {
  used: Used[];
  drawn: Drawn[];
  heldBack: NonNullable<Work['heldBack']>;
}

/** The month's evaluations; what they hold is added to `held`. */
function billMonth(works: readonly Work[], { from, to }: Span, held: Held, today: Day): Evaluation[] {
  const used = groupBy(held.used, ({ agreement }) => agreement);
  const drawn = groupBy(held.drawn, ({ agreement }) => agreement);
  const own = works.map((work) => {
    const ids = (work.agreements ?? []).map(({ id }) => id);
    return {
      ...asUnbilled(work, { from, to }),
      used: [...(work.used ?? []), ...ids.flatMap((id) => used.get(id) ?? [])],
      drawn: [...(work.drawn ?? []), ...ids.flatMap((id) => drawn.get(id) ?? [])],
    };
  });
  const evaluations = evaluateAll(
    own.map((work) => ({ ...work, heldBack: held.heldBack })),
    today,
  );
  held.heldBack = evaluations.flatMap(proposalsOf).reduce(andWithheld, held.heldBack);
  for (const row of heldBy(own, evaluations)) held.used.push(row);
  for (const row of drawnBy(own, evaluations)) held.drawn.push(row);
  return evaluations;
}

function compared({ order }: Work, month: Span, was?: Evaluation, is?: Evaluation): Replayed[] {
  if (!order || !was || !is) return [];
  const [before, after] = [totalOf(was), totalOf(is)];
  const changed = changedEntries(was.parts, is.parts);
  if (!was.proposal && !is.proposal && changed.length === 0) return [];
  return [
    {
      month,
      order: { id: order.id, name: order.name },
      customer: order.customer,
      currency: order.currency.code,
      was: before.toFixed(order.currency.digits),
      is: after.toFixed(order.currency.digits),
      difference: after.minus(before).toFixed(order.currency.digits),
      moves: movesBetween(was, is),
      changed,
    },
  ];
}

function changedEntries(before: Part[], after: Part[]): ChangedEntry[] {
  const [was, is] = [before, after].map((parts) => groupBy(parts, ({ entry }) => entry));
  return [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])].flatMap((entry) => {
    const sides = [was?.get(entry) ?? [], is?.get(entry) ?? []].map((parts) => parts.map(fateOf));
    const [from = [], to = []] = sides;
    if (sameFates(from, to)) return [];
    const { date, description, person } = (was?.get(entry) ?? is?.get(entry))?.[0] as Part;
    return { entry, date, description, ...(person && { person }), was: from, is: to };
  });
}

const fateOf = ({ verdict, quantity, unit, rule, reason }: Part): Fate => ({ verdict, quantity, unit, rule, reason });

/** Pieces of one verdict are the same fate however an entry was cut. */
function sameFates(a: Fate[], b: Fate[]): boolean {
  const [x, y] = [a, b].map((fates) =>
    [...groupBy(fates, ({ verdict }) => verdict)].map(
      ([verdict, own]) => `${verdict} ${text(sum(own.map((one) => one.quantity)))}`,
    ),
  );
  return x?.toSorted().join() === y?.toSorted().join();
}

function totalsOf(invoices: Replayed[]): Backtest['totals'] {
  return [...groupBy(invoices, ({ currency }) => currency)].map(([currency, own]) => {
    const [was, is] = [sum(own.map((one) => one.was)), sum(own.map((one) => one.is))];
    const moves = [
      ...groupBy(
        own.flatMap((one) => one.moves),
        ({ by }) => by,
      ),
    ]
      .map(([by, same]) => ({ by, amount: text(sum(same.map(({ amount }) => amount))) }))
      .toSorted((a, b) => exact(b.amount).abs().cmp(exact(a.amount).abs()));
    const digits = Math.max(...own.map((one) => one.was.split('.')[1]?.length ?? 0));
    const shown = [was, is, is.minus(was)].map((amount) => amount.toFixed(digits)) as [Decimal, Decimal, Decimal];
    return { currency, invoices: own.length, was: shown[0], is: shown[1], difference: shown[2], moves };
  });
}

function drafts(terms: readonly Agreement[]): string[] {
  return terms.flatMap(({ name, versions }) =>
    versions
      .filter(({ status }) => status === 'draft')
      .map(({ version }) => `Version ${version} of ${name} is a draft and changes nothing here.`),
  );
}
