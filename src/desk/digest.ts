import { randomUUID } from 'node:crypto';
import { digestOf, type SentDigest } from '../rules/digest.ts';
import type { DigestPlace } from './config.ts';
import type { Context } from './context.ts';
import { DeskError } from './errors.ts';
import { watcherOf } from './reminders.ts';
import { unreached } from './store/gaps.ts';
import { insertNotice, lastSent, stateOf } from './store/notices.ts';
import { digestView } from './view/digest.ts';

const DAY_MS = 86_400_000;

/** Tells each place what is open, once for a day (UTC), whoever asks and how often. */
export async function sendDigest(context: Context): Promise<SentDigest[]> {
  const { sql, outbox, now, digestTo } = context;
  const odoo = watcherOf(context);
  if (digestTo.length === 0) {
    const mend = 'Set DESK_DIGEST_TO, such as DESK_DIGEST_TO=slack, and start the desk again.';
    throw new DeskError(503, 'The desk does not know where a digest goes.', mend);
  }
  const at = now();
  const today = at.toISOString().slice(0, 10);
  const cases = await odoo.standingCases();
  const sent: SentDigest[] = [];
  for (const place of digestTo) {
    const to = placeName(place);
    const since = ((await lastSent(sql, `digest:${to}:`)) ?? new Date(at.getTime() - DAY_MS)).toISOString();
    const facts = { today, since, unreached: await unreached(sql) };
    const says = digestView(digestOf(cases, today, since), facts, odoo.screens);
    const key = `digest:${to}:${today}`;
    const isNew = await outbox(async (tx, send) => {
      const id = randomUUID();
      const made = await insertNotice(tx, { id, key, goesTo: { place }, says }, at);
      if (made) await send('notice', { noticeId: id });
      return made;
    });
    sent.push({ to, day: today, status: isNew ? 'sent' : BEFORE[(await stateOf(sql, key)) ?? 'kept'] });
  }
  return sent;
}

const BEFORE = { kept: 'waits', sending: 'waits', unreached: 'waits', unsure: 'unsure', sent: 'already' } as const;

/** As the setting says it. */
export function placeName(place: DigestPlace): string {
  if (place.channel === 'email') return place.address;
  return place.channel === 'slack' ? `slack:${place.conversation}` : 'teams';
}
