import type { WebClient } from '@slack/web-api';
import { sameEmail } from '../../approvals/authority.ts';

type User = NonNullable<Awaited<ReturnType<WebClient['users']['info']>>['user']>;

/**
 * The confirmed address of a real, present member of this team, or undefined. Only Slack's own word is taken for it, and
 * guests are nobody: they belong to another firm.
 */
export async function emailOf(client: WebClient, userId: string, teamId: string): Promise<string | undefined> {
  const { user } = await client.users.info({ user: userId });
  return confirmed(user, teamId);
}

/** Slack's id of whoever it knows by this address in the same way, or undefined. */
export async function userOf(client: WebClient, email: string, teamId: string): Promise<string | undefined> {
  const { user } = await client.users.lookupByEmail({ email }).catch((error: Error & { data?: { error?: string } }) => {
    if (error.data?.error === 'users_not_found') return { user: undefined };
    throw error;
  });
  const known = confirmed(user, teamId);
  return known && sameEmail(known, email) ? user?.id : undefined;
}

function confirmed(user: User | undefined, teamId: string): string | undefined {
  if (!user || user.deleted || user.is_bot || user.is_stranger) return undefined;
  if (user.is_restricted || user.is_ultra_restricted || user.is_email_confirmed !== true) return undefined;
  return user.team_id === teamId ? user.profile?.email : undefined;
}
