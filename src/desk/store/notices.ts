import type { Leave, WorkCalendar } from '../../approvals/time/calendar.ts';
import type { DigestPlace } from '../config.ts';
import type { Sql } from '../database.ts';
import type { NoticeView } from '../view/notice.ts';

/** Somebody in their own channel, told within their working hours. */
export interface NoticePerson {
  person: { name: string; email: string; calendar: WorkCalendar; leaves: Leave[] };
}
export type GoesTo = NoticePerson | { place: DigestPlace };

export interface KeptNotice {
  id: string;
  goesTo: GoesTo;
  says: NoticeView;
  state: 'kept' | 'sending' | 'sent' | 'unsure' | 'unreached';
}

/** Whether it is new: nothing with this key was kept before. */
export async function insertNotice(
  sql: Sql,
  { id, key, goesTo, says }: Pick<KeptNotice, 'id' | 'goesTo' | 'says'> & { key?: string },
  at: Date,
): Promise<boolean> {
  const made = await sql.query(
    `insert into desk.notices (id, key, goes_to, says, made_at) values ($1, $2, $3, $4, $5)
     on conflict (key) do nothing returning id`,
    [id, key ?? null, JSON.stringify(goesTo), JSON.stringify(says), at],
  );
  return made.length === 1;
}

export async function findNotice(sql: Sql, id: string): Promise<KeptNotice | undefined> {
  const [row] = await sql.query<KeptNotice>(
    'select id, goes_to as "goesTo", says, state from desk.notices where id = $1',
    [id],
  );
  return row;
}

/** Whether it is this caller's to send; nobody else's from now on. */
export async function beginSending(sql: Sql, id: string): Promise<boolean> {
  const begun = await sql.query(
    "update desk.notices set state = 'sending' where id = $1 and state = 'kept' returning id",
    [id],
  );
  return begun.length === 1;
}

/** It did not leave. */
export async function keepOn(sql: Sql, id: string): Promise<void> {
  await sql.query("update desk.notices set state = 'kept' where id = $1 and state = 'sending'", [id]);
}

export async function settle(
  sql: Sql,
  id: string,
  state: 'sent' | 'unsure' | 'unreached',
  channel: string | null,
  at: Date,
): Promise<void> {
  await sql.query(
    `update desk.notices set state = $2, channel = $3, sent_at = $4
     where id = $1 and (state in ('kept', 'sending') or (state = 'unsure' and $2 = 'sent'))`,
    [id, state, channel, at],
  );
}

/** It reached nobody: what it said may be said again. */
export async function freeKey(sql: Sql, id: string): Promise<void> {
  await sql.query('update desk.notices set key = null where id = $1', [id]);
}

/** Whether any is still to be sent. */
export async function isAnyKept(sql: Sql): Promise<boolean> {
  const found = await sql.query("select 1 from desk.notices where state = 'kept' limit 1");
  return found.length > 0;
}

/** What became of the one with this key. */
export async function stateOf(sql: Sql, key: string): Promise<KeptNotice['state'] | undefined> {
  const [row] = await sql.query<Pick<KeptNotice, 'state'>>('select state from desk.notices where key = $1', [key]);
  return row?.state;
}

/** Those made before, of which nothing is to be done any more. */
export async function dropOldNotices(sql: Sql, before: Date): Promise<void> {
  await sql.query("delete from desk.notices where made_at < $1 and state not in ('kept', 'sending')", [before]);
}

export async function dropNotice(sql: Sql, id: string): Promise<void> {
  await sql.query('delete from desk.notices where id = $1', [id]);
}

/** When the last of them was made that arrived, of those whose key begins so. */
export async function lastSent(sql: Sql, keyBegins: string): Promise<Date | undefined> {
  const [row] = await sql.query<{ at: Date | null }>(
    "select max(made_at) as at from desk.notices where state = 'sent' and starts_with(key, $1)",
    [keyBegins],
  );
  return row?.at ?? undefined;
}
