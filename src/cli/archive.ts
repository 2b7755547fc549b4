import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod/v4';
import type { RecordPart } from '../odoo/record.ts';

const manifest = z.object({
  odoo: z.object({ url: z.string(), database: z.string() }),
  exportedAt: z.iso.datetime(),
  files: z.array(z.object({ file: z.string(), of: z.string(), records: z.number().int(), sha256: z.string() })),
});

export type Manifest = z.infer<typeof manifest>;

const MANIFEST = 'manifest.json';

const textOf = ({ lines }: RecordPart): string => lines.map((line) => `${line}\n`).join('');
const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
const fileOf = ({ model }: RecordPart): string => `${model}.jsonl`;

/** Writes each kind of record as JSON Lines, and a manifest with their checksums. The folder must be new or empty. */
export async function writeArchive(
  folder: string,
  parts: readonly RecordPart[],
  about: Omit<Manifest, 'files'>,
): Promise<Manifest> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files: Manifest['files'] = [];
  for (const part of parts) {
    const text = textOf(part);
    await writeFile(join(folder, fileOf(part)), text, { mode: 0o600, flag: 'wx' });
    files.push({ file: fileOf(part), of: part.model, records: part.lines.length, sha256: sha256(text) });
  }
  const whole = { ...about, files };
  // Last: a folder without it was cut short.
  await writeFile(join(folder, MANIFEST), `${JSON.stringify(whole, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return whole;
}

/**
 * Compares an archive with itself and with what is there now.
 *
 * @returns what is wrong with it, in words; empty where it is whole and nothing has happened since
 */
export async function archiveFaults(
  folder: string,
  now: readonly RecordPart[],
  odoo: Manifest['odoo'],
): Promise<string[]> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => undefined);
  if (text === undefined) return [`${folder} holds no complete export: ${MANIFEST} is missing`];
  const { data, error } = manifest.safeParse(JSON.parse(text));
  if (error) return [`${MANIFEST} is not one of ours`];
  const faults: string[] = [];
  if (data.odoo.url !== odoo.url || data.odoo.database !== odoo.database) {
    faults.push(`It is of ${data.odoo.url}, database ${data.odoo.database}`);
  }
  for (const { file, sha256: sum } of data.files) {
    const bytes = await readFile(join(folder, file)).catch(() => undefined);
    if (!bytes) faults.push(`${file} is missing`);
    else if (sha256(bytes) !== sum) faults.push(`${file} is not what was exported: its checksum differs`);
  }
  for (const part of now) {
    const exported = data.files.find(({ of }) => of === part.model);
    if (!exported) faults.push(`${part.model} was not exported`);
    else if (exported.sha256 !== sha256(textOf(part))) {
      faults.push(`${part.model} has changed in Odoo since (${exported.records} exported, ${part.lines.length} now)`);
    }
  }
  return faults;
}
