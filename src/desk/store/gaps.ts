import type { Gap, GapOutcome, Told } from '../../billing/watch/remind.ts';
import type { Sql } from '../database.ts';

/** A week that was handed over. */
export interface KeptGap {
  caseKey: string;
  employeeId: number;
  week: string;
  /** Hours it may fall short. */
  tolerance: string;
  managerAfterDays: number;
}

const COLUMNS =
  'case_key as "caseKey", employee_id as "employeeId", week, tolerance, manager_after_days as "managerAfterDays"';

/** To be looked at now. One that is there takes over the new limits. */
export async function handOver(sql: Sql, gaps: readonly KeptGap[], at: Date): Promise<void> {
  await sql.query(
    `insert into desk.gaps (case_key, employee_id, week, tolerance, manager_after_days, look_at)
     select *, $2::timestamptz from jsonb_to_recordset($1::jsonb)
       as gap("caseKey" text, "employeeId" integer, week text, tolerance text, "managerAfterDays" integer)
     on conflict (case_key) do update set tolerance = excluded.tolerance,
       manager_after_days = excluded.manager_after_days, look_at = excluded.look_at`,
    [JSON.stringify(gaps), at],
  );
}

export async function dueGaps(sql: Sql, at: Date): Promise<KeptGap[]> {
  return sql.query<KeptGap>(`select ${COLUMNS} from desk.gaps where look_at <= $1 order by case_key`, [at]);
}

export async function toldOf(sql: Sql, caseKeys: readonly string[]): Promise<Told[]> {
  const rows = await sql.query<Omit<Told, 'at'> & { at: Date }>(
    `select case_key as "caseKey", told_to as "to", gap, at from desk.told
     where case_key in (select jsonb_array_elements_text($1::jsonb))`,
    [JSON.stringify(caseKeys)],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** Those of the gaps nobody told this person or manager of before; from now on they are told. */
export async function newlyTold(
  sql: Sql,
  to: Told['to'],
  gaps: readonly { gap: Gap; text: string }[],
  noticeId: string,
  at: Date,
): Promise<Gap[]> {
  const rows = gaps.map(({ gap, text }) => ({ key: gap.found.caseKey, text }));
  const made = await sql.query<{ key: string }>(
    `insert into desk.told (case_key, told_to, gap, notice_id, at)
     select key, $2, text, $3, $4 from jsonb_to_recordset($1::jsonb) as gap(key text, text text) order by key
     on conflict do nothing returning case_key as key`,
    [JSON.stringify(rows), to, noticeId, at],
  );
  return gaps.flatMap(({ gap }) => (made.some(({ key }) => key === gap.found.caseKey) ? [gap] : []));
}

/** When to look again, and whether somebody can't be told. */
export async function keepOutcomes(
  sql: Sql,
  outcomes: readonly { outcome: GapOutcome; lookAt: Date }[],
): Promise<void> {
  const rows = outcomes.map(({ outcome: { gap, status, why }, lookAt }) => ({
    key: gap.found.caseKey,
    at: lookAt.toISOString(),
    why: why ?? null,
    // Of what still waits nothing new is known.
    known: status !== 'waits',
  }));
  await sql.query(
    `update desk.gaps set look_at = new.at, unreached = case when new.known then new.why else unreached end
     from jsonb_to_recordset($1::jsonb) as new(key text, at timestamptz, why text, known boolean)
     where case_key = new.key`,
    [JSON.stringify(rows)],
  );
}

/** What is not missing any more, and what is too long ago for anybody to be told. */
export async function dropGaps(sql: Sql, caseKeys: readonly string[]): Promise<void> {
  await sql.query('delete from desk.gaps where case_key in (select jsonb_array_elements_text($1::jsonb))', [
    JSON.stringify(caseKeys),
  ]);
}

/** Of whom nobody could be told, and why. */
export async function unreached(sql: Sql): Promise<{ caseKey: string; why: string }[]> {
  return sql.query(
    'select case_key as "caseKey", unreached as why from desk.gaps where unreached is not null order by case_key',
  );
}

/** Told before, of weeks nobody looks at any more. */
export async function dropOldTold(sql: Sql, before: Date): Promise<void> {
  await sql.query(
    'delete from desk.told where at < $1 and not exists (select 1 from desk.gaps where gaps.case_key = told.case_key)',
    [before],
  );
}

/** The message about them reached nobody, or nobody knows: said in the digest. */
export async function noteUnreached(sql: Sql, noticeId: string, why: string): Promise<void> {
  await sql.query(
    `update desk.gaps set unreached = $2 where case_key in (select case_key from desk.told where notice_id = $1)`,
    [noticeId, why],
  );
}

/** As if nobody had been told by this message; whether to tell them is asked anew at that time. */
export async function untell(sql: Sql, noticeId: string, lookAt: Date): Promise<void> {
  await sql.query(
    `update desk.gaps set look_at = $2 where case_key in (select case_key from desk.told where notice_id = $1)`,
    [noticeId, lookAt],
  );
  await sql.query('delete from desk.told where notice_id = $1', [noticeId]);
}
