import type { WebClient } from '@slack/web-api';

/**
 * The confirmed address of a real, present member of this team, or undefined. Only Slack's own word is taken for it, and
 * guests are nobody: they belong to another firm.
 */
export async function emailOf(client: WebClient, userId: string, teamId: string): Promise<string | undefined> {
  const { user } = await client.users.info({ user: userId });
  if (!user || user.deleted || user.is_bot || user.is_stranger) return undefined;
  if (user.is_restricted || user.is_ultra_restricted || user.is_email_confirmed !== true) return undefined;
  return user.team_id === teamId ? user.profile?.email : undefined;
}
