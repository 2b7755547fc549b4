import { expect } from 'vitest';
import { BILLING_EVENTS, type BillingEvent, type EventBatch } from '../../src/billing/events.ts';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import { createBillingEvents } from '../../src/odoo/events.ts';
import { decide } from './support/decide.ts';
import { pay } from './support/pay.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld, sellTime, type World } from './support/world.ts';
import { cancel } from '../contract/acts.ts';

const test = base.extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo));

async function listen(world: World, key: string) {
  const events = createBillingEvents(world.drafter);
  await events.listen({ key, name: key, kinds: [...BILLING_EVENTS], url: '' });
  const news = async (): Promise<BillingEvent[]> => {
    const batch = await events.take(key, 100);
    if (!batch || batch === 'unknown') return [];
    await events.confirm(key, batch.id);
    return [...batch.events, ...(await news())];
  };
  return { news, kinds: async () => (await news()).map(({ event }) => event) };
}

async function draftOne(world: World): Promise<number> {
  const { orderId } = await sellTime(world, [{ price: 120, hours: [8] }]);
  const works = await world.drafting.collectWork({ to: '2026-10-31', orderIds: [orderId] });
  const proposals = propose(works, '2026-11-02').flatMap((evaluation) => evaluation.proposal ?? []);
  const [outcome] = await draftProposals(world.drafting, proposals);
  if (!outcome || outcome.status === 'refused') throw new Error(JSON.stringify(outcome));
  return outcome.invoice.id;
}

test('asked for many times at once, there is one listener and one case', async ({ world }) => {
  const many = Array.from({ length: 4 });
  const events = createBillingEvents(world.drafter);
  const listener = { key: 'many', name: 'Many', kinds: ['case.opened' as const], url: '' };
  await Promise.all(many.map(() => events.listen(listener)));
  expect(await world.admin.searchCount('x_billing_listener', [['x_key', '=', 'many']])).toBe(1);
  const aCase = {
    key: 'many',
    kind: 'policy' as const,
    code: 'test.event',
    title: 'Asked for many times',
    detail: 'It is odd.',
    nextStep: 'Look at it.',
    severity: 'low' as const,
    amount: '0',
    deadline: '2026-12-01',
  };
  const opened = await Promise.all(many.map(() => world.drafting.openCases([aCase])));
  expect(new Set(opened.flat().map(({ id }) => id)).size).toBe(1);
  expect((await events.take('many', 100)) as EventBatch).toMatchObject({ events: [{ event: 'case.opened' }] });
  await events.unlisten('many', true);
});

test('an invoice’s life: drafted, decided, posted, paid, and posted anew after a correction, each told once', async ({
  world,
}) => {
  const { news, kinds } = await listen(world, 'life');
  const id = await draftOne(world);
  await decide(world, id);
  await world.drafting.post([id]);
  const told = await news();
  expect(told.map(({ event }) => event)).toEqual([
    'time.approved',
    'draft.made',
    'decision.recorded',
    'invoice.posted',
  ]);
  expect(told[3]).toMatchObject({
    by: expect.stringContaining('robot'),
    invoice: { id, state: 'posted', total: expect.any(String) },
  });

  await world.admin.call('account.move', 'button_draft', [[id]]);
  await world.admin.call('account.move', 'action_post', [[id]]);
  expect(await kinds()).toEqual(['invoice.posted']);

  await pay(world, id);
  const [paid, ...others] = await news();
  expect(others).toEqual([]);
  expect(paid).toMatchObject({
    event: 'invoice.paid',
    invoice: { id, paymentState: expect.stringMatching(/paid|in_payment/) },
  });
  await world.admin.call('account.move', 'write', [[id], { ref: 'Nothing that matters' }]);
  expect(await kinds()).toEqual([]);
});

test('a draft cancelled, a milestone reached, an expense approved', async ({ world }) => {
  const { news, kinds } = await listen(world, 'work');
  const id = await draftOne(world);
  await kinds();
  await cancel(world.as('controller'), id);
  await world.admin.call('account.move', 'write', [[id], { ref: 'Still cancelled' }]);
  const project = await world.create('project.project', { name: 'Rollout', allow_milestones: true });
  const milestone = await world.create('project.milestone', { name: 'Go-live', project_id: project });
  await world.admin.call('project.milestone', 'write', [[milestone], { is_reached: true }]);
  await world.admin.call('project.milestone', 'write', [[milestone], { is_reached: true }]);
  const product = await world.create('product.product', { name: 'Train', can_be_expensed: true, standard_price: 0 });
  const expense = await world.create('hr.expense', {
    name: 'Train to Kassel',
    employee_id: world.engineer,
    product_id: product,
    total_amount_currency: 50,
  });
  await world.admin.call('hr.expense', 'action_submit', [[expense]]);
  await world.admin.call('hr.expense', 'action_approve', [[expense]]);
  const told = await news();
  expect(told).toMatchObject([
    { event: 'invoice.cancelled', invoice: { id, state: 'cancel' } },
    { event: 'milestone.reached', milestone: { id: milestone, name: 'Go-live', project: { name: 'Rollout' } } },
    { event: 'expense.approved', expense: { id: expense, name: 'Train to Kassel' } },
  ]);
});
