import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Posted } from '../../test/desk/fake-slack.ts';
import type { PostedCard } from '../../test/desk/fake-teams.ts';
import { APPROVER, type World } from './world.ts';

const AT_ONCE = 8;

/** One request as the approver sees it in every channel. */
export interface Asked {
  id: string;
  link: string;
  message: Posted;
  card: PostedCard;
}

/** Asks about every draft. Chats take a message a second, so theirs are put where the desk would find that it had posted them. */
export async function askAll(world: World, many: number): Promise<{ userId: number; requests: Asked[] }> {
  const ids: string[] = [];
  const left = world.invoiceIds.slice(0, many);
  const worker = async () => {
    for (let invoiceId = left.shift(); invoiceId; invoiceId = left.shift()) ids.push(await ask(world, invoiceId));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));

  const links = new Map<string, string>();
  while (links.size < ids.length) {
    for (const { raw, link } of world.mailbox.to(APPROVER)) {
      const id = /<ask\.([0-9a-f-]{36})\./.exec(raw)?.[1];
      if (id && link) links.set(id, link.replace(/^https?:\/\/[^/]+/, world.url));
    }
    await sleep(200);
  }
  const requests = ids.map((id, number) => ({ id, link: links.get(id) ?? '', ...posted(world, number) }));
  for (const { id, message, card, ref } of requests) {
    await world.database.query(
      `insert into desk.slack_messages (request_id, ref, team, channel, ts) values ($1, $2, $3, $4, $5)
       on conflict (request_id) do update set ref = $2, channel = $4, ts = $5`,
      [id, ref, world.slack.team, message.channel, message.ts],
    );
    await world.database.query(
      `insert into desk.teams_messages (request_id, ref, conversation, activity_id, shown) values ($1, $2, $3, $4, 'open')
       on conflict (request_id) do update set ref = $2, activity_id = $4`,
      [id, ref, card.conversation, card.id],
    );
  }
  const [row] = await world.database.query<{ userId: number }>(
    'select user_id as "userId" from desk.approvers where email = $1 limit 1',
    [APPROVER],
  );
  return { userId: row?.userId ?? 0, requests };
}

async function ask({ url, token }: World, invoiceId: number): Promise<string> {
  const response = await fetch(`${url}/api/requests`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ invoiceId, approvers: [APPROVER] }),
  });
  const { id, error } = (await response.json()) as { id: string; error?: string };
  if (error) throw new Error(error);
  return id;
}

function posted({ slack, teams }: World, number: number) {
  const ref = randomUUID();
  const ts = `1600000000.${String(number).padStart(6, '0')}`;
  const button = { type: 'button', action_id: 'approve', value: ref };
  const message = { channel: slack.channel, ts, text: '', blocks: [{ type: 'actions', elements: [button] }] };
  const action = { type: 'Action.Execute', verb: 'approve', data: { ref } };
  const card = {
    conversation: teams.channel,
    id: `16${ts}`,
    card: { type: 'AdaptiveCard', actions: [action] },
    updates: 0,
  };
  slack.messages.push(message);
  teams.cards.push(card);
  return { ref, message, card };
}
