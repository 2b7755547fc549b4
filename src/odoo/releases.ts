import { setTimeout as pause } from 'node:timers/promises';
import { Big } from 'big.js';
import type { Delivery, Release } from '../billing/ports.ts';
import { given } from '../rules/given.ts';
import { runAction } from './actions.ts';
import type { OdooApi } from './api.ts';
import { OdooError } from './errors.ts';

/** Odoo sends one invoice after the other, a few seconds each; a month's hundreds may stand in line at once. */
const SOONEST_MS = 500;
const LATEST_MS = 5000;
const PATIENCE_MS = 3_600_000;

/** How long to wait before each time of asking again: the longer it took so far, the less often. */
export function* pauses(): Generator<number> {
  for (let waited = 0; waited < PATIENCE_MS;) {
    const next = Math.min(Math.max(SOONEST_MS, waited / 8), LATEST_MS);
    yield next;
    waited += next;
  }
}

export const release = (api: OdooApi, invoiceId: number): Promise<Release> =>
  inTurn(() => runAction(api, 'release', { id: invoiceId }));

export async function settleRelease(api: OdooApi, invoiceId: number, trouble: string): Promise<Delivery> {
  const said = await inTurn(() => runAction(api, 'settle_release', { id: invoiceId, trouble }));
  if (said.status === 'refused') return { invoiceId, status: said.status, message: said.message };
  const { status, name, how, why, customer, total, currency, owner, order } = said;
  if (status === 'left') return { invoiceId, status, name, how };
  const whose = given({ orderId: order || undefined, ownerId: owner || undefined });
  return { invoiceId, status, name, why, customer, total: new Big(total).toFixed(), currency, ...whose };
}

async function inTurn<T extends { status: string }>(ask: () => Promise<T>): Promise<Exclude<T, { status: 'busy' }>> {
  for (const next of pauses()) {
    const answer = await ask();
    if (answer.status !== 'busy') return answer as Exclude<T, { status: 'busy' }>;
    await pause(next);
  }
  const mend = 'Release it again later: an invoice that left is not sent again.';
  throw new OdooError('unreachable', 'Odoo has been sending other invoices for an hour.', mend);
}
