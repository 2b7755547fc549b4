import { Client } from 'pg';
import { postgresUrl } from '../../../stack/postgres.ts';

/** Rows Odoo's database has seen inserted, updated and deleted, by table; PostgreSQL tells within ten seconds. */
export async function changes(port: number, database: string): Promise<Map<string, number>> {
  await new Promise((settled) => setTimeout(settled, 11_000));
  const client = new Client({ connectionString: postgresUrl(port, database) });
  await client.connect();
  const { rows } = await client.query<{ relname: string; n: string }>(
    'select relname, n_tup_ins + n_tup_upd + n_tup_del as n from pg_stat_user_tables',
  );
  await client.end();
  return new Map(rows.map(({ relname, n }) => [relname, Number(n)]));
}

/** Odoo's own clockwork, which ticks whatever anybody does. */
const CLOCKWORK = /^(ir_cron|bus_|ir_logging|mail_presence|res_device)/;

export const changedBetween = (before: Map<string, number>, after: Map<string, number>): string[] =>
  [...after].flatMap(([table, n]) => (n === (before.get(table) ?? 0) || CLOCKWORK.test(table) ? [] : [table]));
