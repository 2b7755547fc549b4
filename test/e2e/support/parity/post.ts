import { randomUUID } from 'node:crypto';
import type { Decision, Person } from '../../../../src/billing/ports.ts';
import type { World } from '../world.ts';

/** As the desk does, of what it says now. */
export async function approve(
  { deciding }: World,
  person: Person,
  invoiceId: number,
  more: Partial<Decision> = {},
): Promise<void> {
  const { content } = await deciding.invoice(invoiceId);
  await deciding.recordDecision({
    key: randomUUID(),
    requestId: randomUUID(),
    invoiceId,
    outcome: 'approved',
    person,
    channel: 'page',
    reason: '',
    at: '2026-11-02T10:00:00.000Z',
    content,
    ...more,
  });
}

/** Approves each invoice, and posts it; refusals are errors. */
export async function approveAndPost(world: World, person: Person, invoiceIds: number[]): Promise<void> {
  for (const invoiceId of invoiceIds) {
    await approve(world, person, invoiceId);
    const [outcome] = await world.drafting.post([invoiceId]);
    if (outcome?.status === 'refused') throw new Error(outcome.message);
  }
}
