import type { InvoiceFacts } from '../../billing/ports.ts';
import type { Member } from '../people.ts';
import { named } from '../people.ts';
import type { PolicyStep, Role } from '../policy/schema.ts';
import type { World } from '../time/who-now.ts';
import { able } from '../time/who-now.ts';
import type { Chain } from './chain.ts';
import { isAmong } from './chain.ts';

/**
 * To whom somebody can hand on: who is there, would have the authority themselves, and has no part in the chain.
 *
 * @param asked everybody asked so far: what was handed on does not come back
 */
export function takers(chain: Chain, step: PolicyStep, world: World, asked: readonly number[]): Member[] {
  return world.members
    .filter((one) => able(one, step, chain, world) && !isAmong(chain, one.userId) && !asked.includes(one.userId))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** Somebody a question goes to. */
export interface Answerer {
  userId: number;
  name: string;
  email: string;
}

const NEXT: Role[] = ['project-manager', 'account-manager', 'controller'];

/** Whom a question about an invoice goes to: who prepared it, or else who answers for the work; never whoever asks. */
export function answerers(
  { preparers }: Pick<InvoiceFacts, 'preparers'>,
  members: readonly Member[],
  asker: number,
): Answerer[] {
  const found = [preparers, ...NEXT.map((role) => named({ roles: [role] }, members))];
  const reached = found.map((some) => some.filter(({ userId, email }) => userId !== asker && email !== ''));
  return (reached.find((some) => some.length > 0) ?? []).map(({ userId, name, email }) => ({ userId, name, email }));
}
