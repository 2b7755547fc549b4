import type { Anchor } from '../../approvals/record/chain.ts';
import type { Link } from '../../billing/ports.ts';
import type { Sql } from '../database.ts';

/** Adds what was not seen before. An other hash of the same length is kept beside the first: it is what proves. */
export async function insertAnchor(sql: Sql, { invoiceId, number, hash }: Link, at: Date): Promise<void> {
  await sql.query(
    `insert into desk.anchors (invoice_id, length, head, anchored_at)
     select $1::integer, $2::integer, $3::text, $4::timestamptz where not exists
       (select from desk.anchors where invoice_id = $1 and length = $2 and head = $3)`,
    [invoiceId, number, hash, at],
  );
}

/**
 * Whether another hash was seen under this number. Of the last link of a record: or, up to the anchor `lastBefore`, a
 * longer record.
 */
export async function contradicts(sql: Sql, { invoiceId, number, hash }: Link, lastBefore: number): Promise<boolean> {
  const found = await sql.query(
    `select 1 from desk.anchors
     where invoice_id = $1 and ((length = $2 and head <> $3) or (length > $2 and id <= $4)) limit 1`,
    [invoiceId, number, hash, lastBefore],
  );
  return found.length > 0;
}

export async function lastAnchor(sql: Sql): Promise<{ id: number; at: Date } | undefined> {
  const [row] = await sql.query<{ id: string; at: Date }>(
    'select id, anchored_at as at from desk.anchors order by id desc limit 1',
  );
  return row && { id: Number(row.id), at: row.at };
}

/** In the order they were seen, those after `after` only. */
export async function anchorsAfter(sql: Sql, after: number): Promise<(Anchor & { id: number })[]> {
  const rows = await sql.query<{ id: string; invoice: number; length: number; head: string; at: Date }>(
    `select id, invoice_id as invoice, length, head, anchored_at as at from desk.anchors where id > $1 order by id`,
    [after],
  );
  return rows.map((row) => ({ ...row, id: Number(row.id), at: row.at.toISOString() }));
}
