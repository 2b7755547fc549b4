import { readRecord, type RecordPart } from '../../odoo/record.ts';
import { type Manifest, writeArchive } from '../archive.ts';
import { readDeskRecord } from '../desk-record.ts';
import type { Place } from '../place.ts';

export const odooOf = ({ settings }: Place): Manifest['odoo'] => ({
  url: settings.need('ODOO_URL'),
  database: settings.need('ODOO_DATABASE'),
});

/** Odoo's record of billing, and the desk's where its database is known. */
export async function wholeRecord(place: Place): Promise<RecordPart[]> {
  const deskDatabase = place.settings.get('DESK_DATABASE_URL');
  return [...(await readRecord(place.odoo())), ...(deskDatabase ? await readDeskRecord(deskDatabase) : [])];
}

/** Writes decisions, ledger, cases and requests into a folder, with checksums. */
export async function exportRecord(place: Place, folder: string): Promise<string> {
  const about = { odoo: odooOf(place), exportedAt: place.now.toISOString() };
  const { files } = await writeArchive(folder, await wholeRecord(place), about);
  const lines = files.map(({ file, records }) => `  ${String(records).padStart(7)}  ${file}`);
  return [`Exported to ${folder}:`, ...lines].join('\n');
}
