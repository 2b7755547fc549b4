import { setTimeout as pause } from 'node:timers/promises';
import type { World } from './world.ts';

/** A request for approval, as the node Billing Approval put it out. */
export interface Asked {
  id: string;
  invoiceId: number;
  customer: string;
  total: string;
  currency: string;
}

async function until<T>(look: () => T | undefined | false, seconds = Infinity): Promise<T> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const seen = look();
    if (seen) return seen;
    await pause(100);
  }
  throw new Error(`Nothing came of it within ${String(seconds)} seconds.`);
}

/** The mail goes out a moment after the request. */
export const linkOf = ({ links }: World, { id }: Asked): Promise<string> => until(() => links.get(id), 30);

/** Presses Approve on the desk's page, as the form there does. */
export async function approve(world: World, asked: Asked): Promise<void> {
  const body = new URLSearchParams({ decision: 'approve' });
  const response = await fetch(await linkOf(world, asked), { method: 'POST', body });
  if (!response.ok) throw new Error(`The desk's page answered ${String(response.status)} for ${asked.customer}.`);
}

/** Waits until the decision is in Odoo and, where it was to approve, the invoice is posted. */
export async function settled(world: World, { invoiceId }: Asked, seconds?: number): Promise<'approved' | 'rejected'> {
  const { store } = world.sandbox;
  return until(() => {
    world.assertWell();
    const decision = store.where('x_billing_decision', ({ x_move_id }) => x_move_id === invoiceId).at(-1);
    if (decision?.x_outcome === 'rejected') return 'rejected';
    return decision && store.get('account.move', invoiceId).state === 'posted' && 'approved';
  }, seconds);
}
