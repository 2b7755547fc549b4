import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { OdooApi } from '../../../src/odoo/api.ts';
import { inRoot } from '../../../stack/postgres.ts';
import { odooRoot } from '../../../stack/template.ts';
import type { Received } from '../../desk/mailbox.ts';

/** Makes Odoo send its mails to this server, and nowhere else. */
export async function sendMailTo(admin: OdooApi, smtpUrl: string): Promise<void> {
  const known = await admin.searchRead('ir.mail_server', [], { fields: ['id'] });
  const server = { name: 'Test', smtp_host: '127.0.0.1', smtp_port: Number(new URL(smtpUrl).port) };
  if (known.length) await admin.call('ir.mail_server', 'write', [known.map(({ id }) => id), server]);
  else await admin.call('ir.mail_server', 'create', [{ ...server, smtp_encryption: 'none' }]);
}

/** Gives Odoo the mail addresses it hears of undelivered mail by. */
export async function hearOfBounces(admin: OdooApi): Promise<void> {
  const values = { name: 'firm.test', bounce_alias: 'bounce', catchall_alias: 'catchall', default_from: 'billing' };
  const domain = await admin.call('mail.alias.domain', 'create', [values]);
  const companies = await admin.searchRead('res.company', [], { fields: ['id'] });
  await admin.call('res.company', 'write', [companies.map(({ id }) => id), { alias_domain_id: [domain].flat()[0] }]);
}

/** A mail server further on sends a mail back (RFC 3464): as Odoo's mail gateway hands it to Odoo. */
export async function bounce(admin: OdooApi, mail: Received, reason: string): Promise<void> {
  const [head = ''] = mail.raw.split('\r\n\r\n');
  const report = [
    'From: Mail Delivery Subsystem <MAILER-DAEMON@mx.customer.test>',
    `To: ${mail.returnPath}`,
    'Subject: Undelivered Mail Returned to Sender',
    `Message-Id: <${randomUUID()}@mx.customer.test>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="back"',
    '',
    '--back',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `Your message to <${mail.to}> could not be delivered: ${reason}`,
    '',
    '--back',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.customer.test',
    '',
    `Final-Recipient: rfc822; ${mail.to}`,
    'Action: failed',
    'Status: 5.1.1',
    `Diagnostic-Code: smtp; 550 5.1.1 ${reason}`,
    '',
    '--back',
    'Content-Type: text/rfc822-headers',
    '',
    head,
    '',
    '--back--',
    '',
  ].join('\r\n');
  // Odoo answers with nothing, which XML-RPC calls an error after it is done.
  await admin.call('mail.thread', 'message_process', [false, report]).catch((error: Error) => {
    if (!error.message.includes('cannot marshal None')) throw error;
  });
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
export const textOfPdf = (pdf: Uint8Array): Promise<string> =>
  readBy(pdf, (file) => ['pdftotext', '-layout', file, '-']);

/** What a program of the Debian root prints about a file. */
export async function readBy(bytes: Uint8Array, command: (file: string) => string[]): Promise<string> {
  const work = await mkdtemp(join(tmpdir(), 'file-'));
  try {
    await writeFile(join(work, 'it'), bytes);
    return (await promisify(execFile)(inRoot, [await odooRoot(), work, 'root', ...command('/stack/it')])).stdout;
  } finally {
    await rm(work, { recursive: true });
  }
}
