import { readRecord, type RecordPart } from '../../odoo/record.ts';
import { type Manifest, writeArchive } from '../archive.ts';
import { readDeskRecord } from '../desk-record.ts';
import type { Place } from '../place.ts';

export const odooOf = ({ settings }: Place): Manifest['odoo'] => ({
  url: settings.need('ODOO_URL'),
  database: settings.need('ODOO_DATABASE'),
});

const deskDatabaseOf = ({ settings }: Place): string | undefined => settings.get('DESK_DATABASE_URL');

/** What to say where the desk's record can't be read along; nothing where it can. */
export const withoutDesk = (place: Place): string | undefined =>
  deskDatabaseOf(place)
    ? undefined
    : 'Without the desk’s own record (requests, approvers, refusals): DESK_DATABASE_URL is not set. Keep its database.';

/** Odoo's record of billing, and the desk's where its database is known. */
export async function wholeRecord(place: Place): Promise<RecordPart[]> {
  const deskDatabase = deskDatabaseOf(place);
  return [...(await readRecord(place.odoo())), ...(deskDatabase ? await readDeskRecord(deskDatabase) : [])];
}

/** Writes decisions, ledger, cases and requests into a folder, with checksums. */
export async function exportRecord(place: Place, folder: string): Promise<string> {
  const about = { odoo: odooOf(place), exportedAt: place.now.toISOString() };
  const { files } = await writeArchive(folder, await wholeRecord(place), about);
  const lines = files.map(({ file, records }) => `  ${String(records).padStart(7)}  ${file}`);
  return [`Exported to ${folder}:`, ...lines, withoutDesk(place)].filter((line) => line !== undefined).join('\n');
}
