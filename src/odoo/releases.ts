import { Big } from 'big.js';
import type { Delivery, Release } from '../billing/ports.ts';
import { given } from '../rules/given.ts';
import { runAction } from './actions.ts';
import type { OdooApi } from './api.ts';
import { inTurn } from './in-turn.ts';

export async function release(api: OdooApi, invoiceId: number, minutes: number): Promise<Release> {
  const said = await inTurn(api.server, () => runAction(api, 'release', { id: invoiceId, minutes }));
  return said.status === 'announced' ? { status: said.status, leavesAt: said.leaves_on } : said;
}

export async function settleRelease(api: OdooApi, invoiceId: number, trouble: string): Promise<Delivery> {
  const said = await inTurn(api.server, () => runAction(api, 'settle_release', { id: invoiceId, trouble }));
  if (said.status === 'refused') return { invoiceId, status: said.status, message: said.message };
  if (said.status === 'left') return { invoiceId, status: said.status, name: said.name, how: said.how };
  const { status, name, title, why, step: nextStep, untaxed, currency, owner, order } = said;
  const whose = given({ orderId: order || undefined, ownerId: owner || undefined });
  return { invoiceId, status, name, title, why, nextStep, untaxed: new Big(untaxed).toFixed(), currency, ...whose };
}
