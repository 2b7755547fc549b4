import type { WebClient } from '@slack/web-api';

/** The confirmed address of a real, present member of this team, or undefined. Only Slack's own word is taken for it. */
export async function emailOf(client: WebClient, userId: string, teamId: string): Promise<string | undefined> {
  const { user } = await client.users.info({ user: userId });
  if (!user || user.deleted || user.is_bot || user.is_stranger || user.is_email_confirmed === false) return undefined;
  return user.team_id === teamId ? user.profile?.email : undefined;
}
