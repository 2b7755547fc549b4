import { expect } from 'vitest';
import { draftProposals } from '../../../src/billing/draft.ts';
import type { InvoiceFacts } from '../../../src/billing/ports.ts';
import { propose } from '../../../src/billing/propose.ts';
import type { Evaluation, Proposal } from '../../../src/rules/verdict.ts';
import { proposalsOf } from '../../../src/rules/proposal/of.ts';
import { TODAY } from './run.ts';
import type { World } from './world.ts';

const MONTH = { from: '2026-10-01', to: '2026-10-31' };

/** What the rules make of orders' work of October 2026; the numbers add up. */
export async function evaluated(world: World, orderIds: number[], today = TODAY): Promise<Evaluation[]> {
  const found = propose(await world.drafting.collectWork({ ...MONTH, orderIds }), today);
  expect(found.flatMap(({ identity }) => identity.breaks)).toEqual([]);
  return found;
}

export const proposed = async (world: World, orderId: number, today = TODAY): Promise<Proposal[]> =>
  (await evaluated(world, [orderId], today)).flatMap(proposalsOf);

/** Drafts, and holds Odoo's own lines and totals against the proposals'. */
export async function draftedToTheCent(world: World, proposals: Proposal[]): Promise<InvoiceFacts[]> {
  expect(proposals).not.toEqual([]);
  const outcomes = await draftProposals(world.drafting, proposals);
  const invoices = [];
  for (const [index, proposal] of proposals.entries()) {
    const outcome = outcomes[index];
    if (outcome?.status !== 'drafted') throw new Error(JSON.stringify(outcome));
    const invoice = await world.deciding.invoice(outcome.invoice.id);
    if (!proposal.orders[0].lines.some(({ taxIncluded }) => taxIncluded)) {
      expect(Number(invoice.untaxed)).toBe(Number(proposal.total));
      const lines = invoice.lines.filter(({ kind }) => kind === 'product');
      expect(lines.map(({ quantity, subtotal }) => [Number(quantity), Number(subtotal)])).toEqual(
        proposal.orders[0].lines.map(({ quantity, amount }) => [Number(quantity), Number(amount)]),
      );
    }
    invoices.push(invoice);
  }
  return invoices;
}

/** `1 × 180.00`, line by line. */
export const linesOf = (proposals: Proposal[]): string[] =>
  proposals.flatMap(({ orders: [{ lines }] }) => lines.map(({ quantity, amount }) => `${quantity} for ${amount}`));

/** `Hotel hold`: what is not billed now, and why. */
export const leftOf = (found: Evaluation[]): string[] =>
  found.flatMap(({ parts }) =>
    parts.flatMap(({ verdict, description }) => (verdict === 'bill' ? [] : [`${description} ${verdict}`])),
  );

export const codesOf = (found: Evaluation[]): string[] => found.flatMap(({ cases }) => cases.map(({ code }) => code));
