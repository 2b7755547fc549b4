import { openDatabase } from '../desk/database.ts';
import type { RecordPart } from '../odoo/record.ts';

/** What the desk alone knows: who was asked, what was tried and refused. Links and subscriptions are keys, not records. */
const TABLES = ['requests', 'approvers', 'decisions', 'refusals', 'anchors'];

/** The desk's own record, as JSON Lines like Odoo's. */
export async function readDeskRecord(databaseUrl: string): Promise<RecordPart[]> {
  const database = await openDatabase(databaseUrl);
  try {
    const [{ there } = { there: false }] = await database.query<{ there: boolean }>(
      `select to_regclass('desk.requests') is not null as there`,
    );
    if (!there) return [];
    const parts: RecordPart[] = [];
    for (const table of TABLES) {
      const rows = await database.query<{ line: string }>(
        `select to_jsonb(t)::text as line from desk.${table} t order by to_jsonb(t)::text`,
      );
      parts.push({ model: `desk.${table}`, lines: rows.map(({ line }) => line) });
    }
    return parts;
  } finally {
    await database.close();
  }
}
