import { readFile } from 'node:fs/promises';
import { z } from 'zod/v4';
import type { Anchor } from '../../approvals/record/chain.ts';
import type { DeskDecisions } from '../../approvals/record/foreign.ts';
import { type Database, openDatabase } from '../../desk/database.ts';
import { anchorsAfter } from '../../desk/store/anchors.ts';
import { decisionsInOdoo } from '../../desk/store/decisions.ts';
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
export const anchorsOfDesk = (databaseUrl: string): Promise<Anchor[]> =>
  ofDesk(databaseUrl, (database) => anchorsAfter(database, 0), []);

/** Undefined where no desk ever opened on that database. */
export const decisionsOfDesk = (databaseUrl: string): Promise<DeskDecisions | undefined> =>
  ofDesk(databaseUrl, decisionsInOdoo, undefined);

async function ofDesk<T>(databaseUrl: string, read: (database: Database) => Promise<T>, none: T): Promise<T> {
  const database = await openDatabase(databaseUrl);
  try {
    const [found] = await database.query<{ there: boolean }>(`select to_regclass('desk.anchors') is not null as there`);
    return found?.there ? await read(database) : none;
  } finally {
    await database.close();
  }
}
