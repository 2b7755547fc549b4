import { expect } from 'vitest';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import { runWatch } from '../../src/billing/watch/run.ts';
import { ruleDrift } from '../../src/billing/watch/rule-drift.ts';
import { proposalsOf } from '../../src/rules/proposal/of.ts';
import { rows } from '../contract/rows.ts';
import { agree, signTerms } from './support/agree.ts';
import { TODAY } from './support/run.ts';
import { test } from './support/with-keepers.ts';
import { sellTime } from './support/world.ts';
import type { World } from './support/world.ts';

const rate = (amount: number) => ({ x_has_rates: true, x_rate_ids: rows({ x_rate: amount }) });
const discount = (percent: number) => ({
  x_has_discounts: true,
  x_discount_ids: rows({ x_name: 'Volume', x_percent: percent }),
});

/** 8 h and 2 h of October at 100.00 on an order, drafted; under an agreement's first version where there is one. */
async function billed(world: World, customer: string, terms?: object) {
  const { orderId } = await sellTime(world, [{ price: 100, hours: [8, 2] }], { customer });
  const agreement = terms && (await agree(world, orderId, terms));
  return { orderId, agreement: agreement ?? 0, invoice: await bill(world, orderId) };
}

async function bill(world: World, orderId: number): Promise<number> {
  const works = await world.drafting.collectWork({ from: '2026-10-01', to: '2026-10-31', orderIds: [orderId] });
  const [outcome] = await draftProposals(world.drafting, propose(works, TODAY).flatMap(proposalsOf));
  if (outcome?.status !== 'drafted') throw new Error(JSON.stringify(outcome));
  return outcome.invoice.id;
}

async function cancel(world: World, id: number): Promise<void> {
  const api = world.as('controller');
  await api.call('account.move', 'write', [[id], { x_billing_reason: 'Billed under the terms of last year' }]);
  await api.call('account.move', 'button_cancel', [[id]]);
}

const watched = async (world: World) => {
  const how = { today: TODAY, keepCases: true };
  const { findings, closed } = await runWatch(world.drafting, ruleDrift, {}, how);
  return { found: findings.map(({ invoiceId, difference }) => `${invoiceId}: ${difference}`).toSorted(), closed };
};

/** Of October, which the first version was billed for. */
const FROM_OCTOBER = { x_version: 2, x_effective_from: '2026-10-01' };

test(
  'work billed under terms since superseded is found with the difference, until it is billed anew',
  { timeout: 600_000 },
  async ({ world }) => {
    const dearer = await billed(world, 'Dearer', rate(100));
    const cheaper = await billed(world, 'Cheaper', rate(100));
    const agreed = await billed(world, 'Agreed later');
    const same = await billed(world, 'The same', rate(100));
    const later = await billed(world, 'From November', rate(100));
    expect(await watched(world)).toEqual({ found: [], closed: 0 });

    await signTerms(world, dearer.agreement, { ...FROM_OCTOBER, ...rate(112.5) });
    await signTerms(world, cheaper.agreement, { ...FROM_OCTOBER, ...rate(100), ...discount(12) });
    await agree(world, agreed.orderId, rate(90));
    await signTerms(world, same.agreement, { ...FROM_OCTOBER, ...rate(100) });
    await signTerms(world, later.agreement, { ...FROM_OCTOBER, ...rate(200), x_effective_from: '2026-11-01' });

    // 10 h × 12.50; 12 % of 1,000.00; 10 h × 10.00.
    const expected = [`${dearer.invoice}: 125`, `${cheaper.invoice}: -120`, `${agreed.invoice}: -100`].toSorted();
    expect((await watched(world)).found).toEqual(expected);
    expect(await watched(world)).toEqual({ found: expected, closed: 0 });

    for (const { invoice, orderId } of [dearer, cheaper, agreed]) {
      await cancel(world, invoice);
      await bill(world, orderId);
    }
    expect(await watched(world)).toEqual({ found: [], closed: 3 });
  },
);
