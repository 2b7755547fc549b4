import { appendFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { archiveFaults, writeArchive } from '../../src/cli/archive.ts';

const odoo = { url: 'https://odoo.firm.test', database: 'firm' };
const about = { odoo, exportedAt: '2026-11-02T10:00:00.000Z' };
const decisions = { model: 'x_billing_decision', lines: ['{"id":1}', '{"id":2}'] };
const cases = { model: 'x_billing_case', lines: [] };

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'archive-')), 'export');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

it('is whole and current where nothing has happened since', async () => {
  const { files } = await writeArchive(folder, [decisions, cases], about);
  expect(files.map(({ file, records }) => [file, records])).toEqual([
    ['x_billing_decision.jsonl', 2],
    ['x_billing_case.jsonl', 0],
  ]);
  expect((await stat(join(folder, 'manifest.json'))).mode & 0o077).toBe(0);
  expect(await archiveFaults(folder, [decisions, cases], odoo)).toEqual([]);
});

it('is not current once something was decided', async () => {
  await writeArchive(folder, [decisions, cases], about);
  const later = { ...decisions, lines: [...decisions.lines, '{"id":3}'] };
  expect(await archiveFaults(folder, [later, cases], odoo)).toEqual([
    'x_billing_decision has changed in Odoo since (2 exported, 3 now)',
  ]);
});

it('is not whole where a file was changed or is gone, or a kind of record was never exported', async () => {
  await writeArchive(folder, [decisions], about);
  await appendFile(join(folder, 'x_billing_decision.jsonl'), '{"id":9}\n');
  expect(await archiveFaults(folder, [decisions, cases], odoo)).toEqual([
    'x_billing_decision.jsonl is not what was exported: its checksum differs',
    'x_billing_case was not exported',
  ]);
  await rm(join(folder, 'x_billing_decision.jsonl'));
  expect(await archiveFaults(folder, [decisions], odoo)).toEqual(['x_billing_decision.jsonl is missing']);
});

it('is of no use for another database, and an empty folder is no archive', async () => {
  await writeArchive(folder, [decisions], about);
  expect(await archiveFaults(folder, [decisions], { ...odoo, database: 'copy' })).toEqual([
    'It is of https://odoo.firm.test, database firm',
  ]);
  expect(await archiveFaults(join(folder, 'none'), [decisions], odoo)).toEqual([
    expect.stringContaining('holds no complete export'),
  ]);
});

it('never writes over an export', async () => {
  await writeArchive(folder, [decisions], about);
  await expect(writeArchive(folder, [cases, decisions], about)).rejects.toThrow('EEXIST');
});
