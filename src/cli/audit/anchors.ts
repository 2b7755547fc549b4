import { readFile } from 'node:fs/promises';
import { z } from 'zod/v4';
import type { Anchor } from '../../approvals/record/chain.ts';
import { openDatabase } from '../../desk/database.ts';
import { anchorsAfter } from '../../desk/store/anchors.ts';
import { SettingsError } from '../settings.ts';

const line = z.object({
  invoice: z.int(),
  length: z.int().positive(),
  head: z.string(),
  at: z.iso.datetime(),
});

/** What the desk wrote into its file, one JSON object a line. @throws SettingsError where a line is none */
export async function anchorsOfFile(file: string): Promise<Anchor[]> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new SettingsError(
      `${file} can't be read (${cause.code ?? cause.message}).`,
      'Name the file of the desk’s anchors.',
    );
  });
  return text
    .split('\n')
    .filter(Boolean)
    .map((each, index) => anchorOf(each, `${file}, line ${index + 1}`));
}

function anchorOf(text: string, where: string): Anchor {
  try {
    return line.parse(JSON.parse(text));
  } catch (cause) {
    const mend = 'Take a copy of the file that nobody wrote in.';
    throw Object.assign(new SettingsError(`${where} is no anchor.`, mend), { cause });
  }
}

/** What the desk keeps in its database. */
export async function anchorsOfDesk(databaseUrl: string): Promise<Anchor[]> {
  const database = await openDatabase(databaseUrl);
  try {
    const [found] = await database.query<{ there: boolean }>(`select to_regclass('desk.anchors') is not null as there`);
    return found?.there ? await anchorsAfter(database, 0) : [];
  } finally {
    await database.close();
  }
}
