import { randomUUID } from 'node:crypto';
import type { Company } from '../billing/ports.ts';
import { dayAt } from '../rules/days.ts';
import { digestOf, type SentDigest } from '../rules/digest.ts';
import type { DigestPlace } from './config.ts';
import type { Context } from './context.ts';
import { DeskError } from './errors.ts';
import { watcherOf } from './reminders.ts';
import { unreached } from './store/gaps.ts';
import { insertNotice, lastSent, stateOf } from './store/notices.ts';
import { digestView } from './view/digest.ts';

const DAY_MS = 86_400_000;

/** Tells each place what is open of the companies it may see, once for a day of theirs, whoever asks and how often. */
export async function sendDigest(context: Context): Promise<SentDigest[]> {
  const { sql, outbox, now, digestTo } = context;
  const odoo = watcherOf(context);
  if (digestTo.length === 0) {
    const mend = 'Set DESK_DIGEST_TO, such as DESK_DIGEST_TO=slack, and start the desk again.';
    throw new DeskError(503, 'The desk does not know where a digest goes.', mend);
  }
  const at = now();
  const all = await odoo.companies();
  const places = await Promise.all(
    digestTo.map(async (place) => ({ place, companies: await companiesOf(context, place, all) })),
  );
  const cases = await odoo.standingCases();
  const sent: SentDigest[] = [];
  for (const { place, companies } of places) {
    const to = placeName(place);
    const [{ zone }] = companies;
    const today = dayAt(at, zone);
    const since = (await lastSent(sql, `digest:${to}:`)) ?? new Date(at.getTime() - DAY_MS);
    const seen = cases.filter(({ companyId }) => !companyId || companies.some(({ id }) => id === companyId));
    const keys = new Set(seen.map(({ key }) => key));
    const facts = {
      today,
      since: dayAt(since, zone),
      of: all.length > 1 ? companies.map(({ name }) => name) : [],
      // What can't be told of somebody says who it is: of another company's people nobody learns it.
      unreached: (await unreached(sql)).filter(({ caseKey }) => all.length === 1 || keys.has(caseKey)),
    };
    const says = digestView(digestOf(seen, today, since.toISOString()), facts, odoo.screens);
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

/** Whose cases a place may see. @throws DeskError where that can't be told: nobody is told of what they may not see */
async function companiesOf(
  { odoo }: Context,
  place: DigestPlace,
  all: readonly Company[],
): Promise<[Company, ...Company[]]> {
  const to = placeName(place);
  const are = all.map(({ id, name }) => `${String(id)} is ${name}`).join(', ');
  const unknown = place.companies?.filter((asked) => !all.some(({ id }) => id === asked)) ?? [];
  if (unknown.length > 0) {
    const mend = `Correct DESK_DIGEST_TO, or let the watching robot into that company: ${are}.`;
    throw new DeskError(
      503,
      `The digest to ${to} names a company the watching robot is not in: ${unknown.join(', ')}.`,
      mend,
    );
  }
  const person = place.channel === 'email' ? await odoo.personByEmail(place.address) : undefined;
  if (!place.companies && !person && all.length > 1) {
    const mend = `Name them in DESK_DIGEST_TO by their ids, such as ${to}=${String(all[0]?.id)}: ${are}.`;
    throw new DeskError(503, `The desk does not know whose cases ${to} may see: Odoo has several companies.`, mend);
  }
  const asked = place.companies?.flatMap((one) => all.find(({ id }) => id === one) ?? []) ?? all;
  const [first, ...others] = asked.filter(({ id }) => !person || person.companyIds.includes(id));
  if (first) return [first, ...others];
  const mend = 'Let that person into the company in Odoo, or correct DESK_DIGEST_TO.';
  throw new DeskError(503, `Whoever has the address of the digest to ${to} is in none of its companies.`, mend);
}

/** As the setting says it. */
export function placeName(place: DigestPlace): string {
  const of = place.companies ? `=${place.companies.join('+')}` : '';
  if (place.channel === 'email') return `${place.address}${of}`;
  return place.channel === 'slack' ? `slack:${place.conversation}${of}` : `teams${of}`;
}
