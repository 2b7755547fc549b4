import type { Big } from 'big.js';
import { exact, sum, text } from '../../money/decimal.ts';
import type { Decimal } from '../../rules/entry.ts';
import { groupBy } from '../../rules/group.ts';
import { roundingIn } from '../../rules/identity.ts';
import { proposalsOf } from '../../rules/proposal/of.ts';
import type { Evaluation, Part } from '../../rules/verdict.ts';

/** What moved an invoice, and by how much in its currency; exact, rounding apart. */
export interface Move {
  /** Id of a rule or step; `price` for rate cards and order lines, `rounding`, `deductions`. */
  by: string;
  amount: Decimal;
}

type Amounts = Map<string, Big>;

/** Why the order's invoices come to another total: the moves add up to the difference, to the last digit. */
export function movesBetween(was: Evaluation, is: Evaluation): Move[] {
  const moves: Amounts = new Map();
  const [before, after] = [was, is].map(({ parts }) => groupBy(parts, ({ entry }) => entry));
  for (const entry of new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]))
    for (const [by, amount] of movesOf(before?.get(entry) ?? [], after?.get(entry) ?? [])) add(moves, by, amount);
  add(moves, 'rounding', rounding(is).minus(rounding(was)));
  const explained = sum(moves.values());
  // Down payments, advances and holdback are no entry's.
  add(moves, 'deductions', totalOf(is).minus(totalOf(was)).minus(explained));
  return [...moves]
    .filter(([, amount]) => !amount.eq(0))
    .map(([by, amount]) => ({ by, amount: text(amount) }))
    .toSorted((a, b) => exact(b.amount).abs().cmp(exact(a.amount).abs()));
}

/** What the order's invoices come to together. */
export const totalOf = (evaluation: Evaluation): Big => sum(proposalsOf(evaluation).map(({ total }) => total));

const rounding = (evaluation: Evaluation): Big => sum(proposalsOf(evaluation).map(roundingIn));

function movesOf(before: Part[], after: Part[]): Amounts {
  const moves: Amounts = new Map();
  if (![...before, ...after].some(({ verdict }) => verdict === 'bill')) return moves;
  const priced = [before, after].map((parts) => parts.some(({ charge }) => charge !== undefined));
  const difference = billed(after).minus(billed(before));
  // Paid in another way on one side (a fee, a retainer, nobody): the rule that says so moved all of it.
  if (!priced[0] || !priced[1]) add(moves, ruleOf(priced[0] ? after : before) ?? ruleOf(after) ?? 'price', difference);
  else {
    for (const [by, amount] of made(after)) add(moves, by, amount);
    for (const [by, amount] of made(before)) add(moves, by, amount.neg());
  }
  return moves;
}

const ruleOf = (parts: Part[]): string | undefined => parts.at(-1)?.rule;

const billed = (parts: Part[]): Big =>
  sum(parts.filter(({ verdict }) => verdict === 'bill').map(({ value = '0' }) => value));

/** How the entry's parts came to what is billed of them: price, steps, and what was not billed in the end. */
function made(parts: Part[]): Amounts {
  const amounts: Amounts = new Map();
  for (const { charge, verdict, rule, value = '0' } of parts) {
    if (!charge) continue;
    add(amounts, 'price', exact(charge.standard));
    for (const { step, amount } of charge.adjustments) add(amounts, step, exact(amount));
    if (verdict !== 'bill') add(amounts, rule, exact(value).neg());
  }
  return amounts;
}

function add(amounts: Amounts, by: string, amount: Big): void {
  amounts.set(by, (amounts.get(by) ?? exact('0')).plus(amount));
}
