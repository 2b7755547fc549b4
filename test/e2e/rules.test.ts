import { existsSync } from 'node:fs';
import { describe, expect, vi } from 'vitest';
import { exact, sum, text } from '../../src/money/decimal.ts';
import { roundHalfUp } from '../../src/money/round.ts';
import type { Proposal } from '../../src/rules/verdict.ts';
import { read, shown } from '../rules/written.ts';
import { inWorld as base } from './support/test.ts';
import type { Tax } from './support/written/cases.ts';
import { NOT_IN_ODOO, notUnderstood, played, reasonOut, TAXES, WRITTEN } from './support/written/cases.ts';
import { RATE } from './support/written/ground.ts';
import type { Invoice, Outcome } from './support/written/play.ts';
import { play } from './support/written/play.ts';
import { enterWithKeepers } from './support/with-keepers.ts';

// All cases are played before the first is looked at.
vi.setConfig({ testTimeout: 1_200_000, hookTimeout: 1_200_000 });

const test = base.extend('played', { scope: 'file' }, async ({ odoo }) => {
  const world = await enterWithKeepers(odoo);
  // Failure is an answer, too: a fixture that throws is set up again for every case.
  const [all] = await Promise.allSettled([play(world, played)]);
  return () => {
    if (all.status === 'rejected') throw all.reason;
    return all.value;
  };
});

const RUN = WRITTEN.filter((written) => reasonOut(written) === undefined);

/** Untaxed, tax and total as the proposal has them to be: taxed once, on all lines together. */
function expectedAmounts(proposal: Proposal, tax: Tax): string[] {
  const { digits } = proposal.currency;
  const raw = sum(
    proposal.orders[0].lines.map(({ quantity, priceUnit, discount }) =>
      exact(quantity).times(exact(priceUnit)).times(exact('100').minus(discount)).times('0.01'),
    ),
  );
  const owed = {
    excluded: raw.times(RATE).div(100),
    included: raw.times(RATE).div(100 + RATE),
    'reverse charge': exact('0'),
  };
  const total = exact(proposal.total);
  const taxes = roundHalfUp(owed[tax], digits);
  const [untaxed, all] = tax === 'included' ? [total.minus(taxes), total] : [total, total.plus(taxes)];
  return [untaxed, taxes, all].map((amount) => text(amount));
}

const number = (value: unknown): string => text(exact(String(value)));

describe.each(Object.entries(Object.groupBy(RUN, ({ file }) => file)))('%s', (_, cases = []) => {
  test.for(cases.map((written) => written.case))('%s', (name, { played: outcomes }) => {
    const outcome = outcomes().find((one) => one.case === name) as Outcome;
    const { evaluation, earlier, code } = outcome;
    expect(evaluation.identity.breaks).toEqual([]);
    expect(earlier.found).toEqual(earlier.written);
    const found = shown({ ...evaluation, parts: evaluation.parts.filter(({ verdict }) => verdict !== 'billed') });
    const bills = outcome.bills ?? (outcome.reads ? found.bills : []);
    expect(found).toEqual({ bills, rest: outcome.rest ?? [], cases: outcome.cases ?? [] });
    if (outcome.reads) expect(read(evaluation)).toEqual(outcome.reads);
    const told = evaluation.parts.flatMap(({ arithmetic, reason, inputs }) => [
      arithmetic,
      reason,
      ...Object.values(inputs),
    ]);
    for (const words of outcome.says ?? []) expect(told.join('\n')).toContain(words.replaceAll('EUR', code));

    for (const invoice of outcome.invoices) expectAsProposed(invoice, outcome);
  });
});

/** Odoo's invoice is the proposal, to the cent. */
function expectAsProposed({ proposal, draft, move, lines }: Invoice, { tax, code }: Outcome): void {
  expect(draft).toMatchObject({ status: 'drafted' });
  const billed = tax === 'included' ? 'price_total' : 'price_subtotal';
  expect(lines.map((row) => [row.quantity, row.price_unit, row.discount, row[billed]].map(number))).toEqual(
    proposal.orders[0].lines.map((line) => [line.quantity, line.priceUnit, line.discount, line.amount].map(number)),
  );
  expect(move?.currency_id).toMatchObject({ 1: code });
  expect(Boolean(move?.fiscal_position_id)).toBe(tax === 'reverse charge');
  expect([move?.amount_untaxed, move?.amount_tax, move?.amount_total].map(number)).toEqual(
    expectedAmounts(proposal, tax),
  );
}

describe('all written cases', () => {
  test('are run, or say why they can’t be', () => {
    expect(RUN.flatMap((written) => notUnderstood(written).map((field) => `${written.case}: ${field}`))).toEqual([]);
    const listed = WRITTEN.filter(({ case: name }) => name.replaceAll("'", '’') in NOT_IN_ODOO);
    expect(listed).toHaveLength(Object.keys(NOT_IN_ODOO).length);
    const elsewhere = WRITTEN.flatMap((written) => /^test\/e2e\/\S*/.exec(reasonOut(written) ?? '')?.[0] ?? []);
    expect([...new Set(elsewhere)].filter((file) => !existsSync(file))).toEqual([]);
    expect(RUN.length).toBeGreaterThanOrEqual(40);
    expect(new Set(WRITTEN.map((written) => written.case)).size).toBe(WRITTEN.length);
  });

  test('draft invoices in every tax set-up, in the company’s currency and in another', ({ played: outcomes }) => {
    const invoices = outcomes().filter((outcome) => outcome.invoices.some(({ move }) => move));
    const own = played('own', 'other');
    expect(new Set(own.map(({ tax, code }) => `${tax} ${code === 'own' ? 'own' : 'other'}`)).size).toBe(
      2 * TAXES.length,
    );
    const pairs = new Set(invoices.map(({ tax, code }) => `${tax} ${code}`));
    for (const tax of TAXES) for (const code of ['EUR', 'USD']) expect(pairs).toContain(`${tax} ${code}`);
  });
});
