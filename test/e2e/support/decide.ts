import { randomUUID } from 'node:crypto';
import type { Decision } from '../../../src/billing/ports.ts';
import type { World } from './world.ts';

/** Records a decision on the invoice as it is now: an approval by the approver, unless `change` says otherwise. */
export async function decide(world: World, invoiceId: number, change: Partial<Decision> = {}): Promise<Decision> {
  const { content } = await world.deciding.invoice(invoiceId);
  const decision: Decision = {
    key: randomUUID(),
    requestId: randomUUID(),
    invoiceId,
    outcome: 'approved',
    person: await world.approver(),
    channel: 'page',
    reason: '',
    at: '2026-11-02T10:00:00.000Z',
    content,
    ...change,
  };
  await world.deciding.recordDecision(decision);
  return decision;
}
