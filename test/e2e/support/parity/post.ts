import { randomUUID } from 'node:crypto';
import type { Person } from '../../../../src/billing/ports.ts';
import type { World } from '../world.ts';

/** Approves each invoice as the desk does, and posts it; refusals are errors. */
export async function approveAndPost(
  { deciding, drafting }: World,
  person: Person,
  invoiceIds: number[],
): Promise<void> {
  for (const invoiceId of invoiceIds) {
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
    });
    const [outcome] = await drafting.post([invoiceId]);
    if (outcome?.status === 'refused') throw new Error(outcome.message);
  }
}
