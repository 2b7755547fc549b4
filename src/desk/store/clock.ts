import type { Sql } from '../database.ts';

/** Up to when this was handed on; from the first look on nothing before it is due. */
export async function handedOnUntil(sql: Sql, name: string, now: Date): Promise<Date> {
  await sql.query('insert into desk.clock values ($1, $2) on conflict do nothing', [name, now]);
  const [row] = await sql.query<{ at: Date }>('select at from desk.clock where name = $1', [name]);
  return row?.at ?? now;
}

export async function handedOn(sql: Sql, name: string, until: Date): Promise<void> {
  await sql.query('update desk.clock set at = greatest(at, $2) where name = $1', [name, until]);
}
