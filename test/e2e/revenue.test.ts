import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import type { RevenueReport } from '../../src/billing/revenue.ts';
import { odooBilling } from '../cli/odoo-billing.ts';
import { proposalsOf } from '../../src/rules/proposal/of.ts';
import { pressCreateInvoices } from './support/billed.ts';
import { inWorld as base } from './support/test.ts';
import type { World } from './support/world.ts';
import { enterWorld, PASSWORD, sellTime } from './support/world.ts';
import { creditNote } from './support/fixed-price.ts';

const test = base.extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo));

/** The company's month in the currency of the orders, as the command reports it. */
async function reported({ odoo }: World, month: string) {
  const environment = {
    ODOO_URL: odoo.url,
    ODOO_DATABASE: odoo.database,
    ODOO_READER_LOGIN: 'robot-drafter',
    ODOO_READER_PASSWORD: PASSWORD,
  };
  const { code, said } = await odooBilling(['--json', 'revenue', '--month', month], environment);
  if (code !== 0) throw new Error(said);
  const { rows } = JSON.parse(said) as RevenueReport;
  const row = rows.find(({ currency }) => currency.code === 'USD');
  const { accrued, deferred, earned, billed } = row ?? {};
  const numbers = {
    earned: Number(earned?.total ?? 0),
    billed: Number(billed ?? 0),
    accrued: Number(accrued?.closing ?? 0),
    open: Number(accrued?.open ?? 0),
    drafted: Number(accrued?.drafted ?? 0),
    deferred: Number(deferred?.closing ?? 0),
  };
  expect(numbers.earned - numbers.billed).toBeCloseTo(
    numbers.accrued - Number(accrued?.opening ?? 0) - numbers.deferred + Number(deferred?.opening ?? 0),
    6,
  );
  return numbers;
}

type Numbers = Awaited<ReturnType<typeof reported>>;
const change = (before: Numbers, after: Numbers) =>
  Object.fromEntries(
    Object.entries(after).flatMap(([name, value]) => {
      const difference = Math.round((value - before[name as keyof Numbers]) * 100) / 100;
      return difference === 0 ? [] : [[name, difference]];
    }),
  );

async function post(world: World, id: number, day: string): Promise<void> {
  await world.admin.call('account.move', 'write', [[id], { invoice_date: day }]);
  const { content } = await world.deciding.invoice(id);
  const about = { key: randomUUID(), requestId: randomUUID(), invoiceId: id, content, reason: '' };
  const person = await world.approver();
  const at = '2026-11-02T10:00:00.000Z';
  await world.deciding.recordDecision({ ...about, outcome: 'approved', person, channel: 'page', at });
  expect(await world.drafting.post([id])).toMatchObject([{ status: 'posted' }]);
}

async function invoicesOf(world: World, orderId: number): Promise<number[]> {
  const [order] = await world.admin.searchRead('sale.order', [['id', '=', orderId]], { fields: ['invoice_ids'] });
  return (order?.invoice_ids as number[]).toSorted((a, b) => a - b);
}

test('from work to invoice: each month ties, and to Odoo’s own invoices', async ({ world }) => {
  const nothing = await reported(world, '2026-10');
  const later = await reported(world, '2026-11');
  const one = await sellTime(world, [{ price: 100, hours: [8] }]);
  const worked = await reported(world, '2026-10');
  expect(change(nothing, worked)).toEqual({ earned: 800, accrued: 800, open: 800 });

  await pressCreateInvoices(world.admin, one.orderId, { advance_payment_method: 'fixed', fixed_amount: 230 });
  const [advance = 0] = await invoicesOf(world, one.orderId);
  await post(world, advance, '2026-10-02');
  const paid = await reported(world, '2026-10');
  expect(change(worked, paid)).toEqual({ billed: 200, deferred: 200 });

  const works = await world.drafting.collectWork({ to: '2026-10-31', orderIds: [one.orderId] });
  const [outcome] = await draftProposals(world.drafting, propose(works, '2026-11-02').flatMap(proposalsOf));
  if (outcome?.status !== 'drafted') throw new Error(JSON.stringify(outcome));
  expect(outcome.invoice.untaxed).toBe('600');
  expect(change(paid, await reported(world, '2026-10'))).toEqual({ open: -800, drafted: 800 });

  await post(world, outcome.invoice.id, '2026-11-03');
  expect(change(nothing, await reported(world, '2026-10'))).toEqual({
    earned: 800,
    billed: 200,
    accrued: 800,
    deferred: 200,
  });
  const november = await reported(world, '2026-11');
  expect(change(later, november)).toEqual({ billed: 600 });

  const refund = await creditNote(world, outcome.invoice.id);
  const december = await reported(world, '2026-12');
  await post(world, refund, '2026-12-01');
  expect(change(december, await reported(world, '2026-12'))).toEqual({
    billed: -600,
    accrued: 800,
    open: 800,
    deferred: 200,
  });
  expect(change(november, await reported(world, '2026-11'))).toEqual({ open: 800 });
});

test('a month that is none is said to be none', async ({ world }) => {
  await expect(reported(world, '2026-13')).rejects.toThrow(/Not a month/);
});
