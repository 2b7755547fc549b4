import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { OdooApi } from '../../../src/odoo/api.ts';
import { inRoot } from '../../../stack/postgres.ts';
import { odooRoot } from '../../../stack/template.ts';

/** Makes Odoo send its mails to this server, and nowhere else. */
export async function sendMailTo(admin: OdooApi, smtpUrl: string): Promise<void> {
  const known = await admin.searchRead('ir.mail_server', [], { fields: ['id'] });
  const server = { name: 'Test', smtp_host: '127.0.0.1', smtp_port: Number(new URL(smtpUrl).port) };
  if (known.length) await admin.call('ir.mail_server', 'write', [known.map(({ id }) => id), server]);
  else await admin.call('ir.mail_server', 'create', [{ ...server, smtp_encryption: 'none' }]);
}

/** What a mail encloses, by file name, as it came over the wire. */
export function enclosures(raw: string): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (const part of raw.split(/\r\n--/)) {
    const [head = '', ...body] = part.split('\r\n\r\n');
    const name = /filename="([^"]+)"/.exec(head)?.[1];
    if (name && /base64/i.test(head)) found.set(name, Buffer.from(body.join(''), 'base64'));
  }
  return found;
}

/** The text of a PDF, laid out as on paper. */
export async function textOfPdf(pdf: Uint8Array): Promise<string> {
  const work = await mkdtemp(join(tmpdir(), 'pdf-'));
  try {
    await writeFile(join(work, 'it.pdf'), pdf);
    const command = ['pdftotext', '-layout', '/stack/it.pdf', '-'];
    return (await promisify(execFile)(inRoot, [await odooRoot(), work, 'root', ...command])).stdout;
  } finally {
    await rm(work, { recursive: true });
  }
}
