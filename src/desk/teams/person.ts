import { z } from 'zod/v4';
import type { TeamsConfig } from '../config.ts';
import type { Bot, Member } from './bot.ts';

const address = z.email();

/**
 * The address of whoever clicked, by Teams' own record of this conversation's members, or undefined. Guests are nobody:
 * what a guest is called is another firm's word.
 */
export async function addressOf(
  bot: Bot,
  config: Pick<TeamsConfig, 'tenants' | 'address'>,
  conversation: string,
  objectId: string,
): Promise<string | undefined> {
  const member = await bot.member(conversation, objectId);
  return member?.objectId === objectId ? addressOfMember(member, config) : undefined;
}

/** The same of somebody whom Teams has named as a member. */
export function addressOfMember(
  member: Member,
  { tenants, address: claim }: Pick<TeamsConfig, 'tenants' | 'address'>,
): string | undefined {
  if (!tenants.includes(member.tenantId)) return undefined;
  // A role is not always said; the name of a guest always says it.
  if ((member.role && member.role !== 'user') || member.userPrincipalName.toUpperCase().includes('#EXT#'))
    return undefined;
  return address.safeParse(member[claim]).data;
}
