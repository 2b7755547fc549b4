import { appendFile, readFile } from 'node:fs/promises';
import type { Link } from '../billing/ports.ts';
import { openCase } from './cases.ts';
import type { Context } from './context.ts';
import { anchorsAfter, contradicts, insertAnchor, lastAnchor } from './store/anchors.ts';

const DAY_MS = 86_400_000;

/** Keeps outside of Odoo what its record looked like, in the database and, where one is set, in a file. */
export async function anchor(context: Context, links: readonly Link[], lastBefore = 0): Promise<void> {
  const { sql, now, anchorsFile } = context;
  for (const link of links) {
    const broken = await contradicts(sql, link, lastBefore);
    await insertAnchor(sql, link, now());
    if (broken) await alarm(context, link);
  }
  if (anchorsFile) await writeDown(context, anchorsFile);
}

/** Anchors every record that grew since the last time; a day more, for what Odoo committed late. */
export async function anchorHeads(context: Context): Promise<void> {
  const last = await lastAnchor(context.sql);
  const since = last && new Date(last.at.getTime() - DAY_MS).toISOString();
  await anchor(context, await context.odoo.heads(since), last?.id);
}

async function alarm(context: Context, { invoiceId, number, hash }: Link): Promise<void> {
  context.log.error({ invoiceId, number, hash }, 'the record in Odoo is not what was seen of it before');
  await openCase(context, {
    key: `desk.record-broken.${invoiceId}`,
    kind: 'technical',
    code: 'desk.record-broken',
    title: `The record of invoice #${invoiceId} is not what the desk saw of it before`,
    detail: `It has ${number} links, the last with the hash ${hash}.`,
    nextStep: 'Run odoo-billing verify-audit: it names the link. Find out who had access to the database.',
    severity: 'high',
    request: undefined,
  });
}

/** One JSON object a line. What a crash kept from the file comes with the next. */
async function writeDown({ sql, log }: Context, file: string): Promise<void> {
  try {
    const written = await readFile(file, 'utf8').catch(() => '');
    const [last] = written.trimEnd().split('\n').slice(-1);
    const after = last ? Number((JSON.parse(last) as { id: number }).id) : 0;
    const lines = (await anchorsAfter(sql, after)).map((each) => `${JSON.stringify(each)}\n`);
    if (lines.length) await appendFile(file, lines.join(''), { mode: 0o600 });
  } catch (error) {
    log.error({ err: error, file }, 'the anchors could not be written into their file; the database has them');
  }
}
