import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { anchorsOfDesk, anchorsOfFile } from '../../../src/cli/audit/anchors.ts';
import { auditJson, type AuditReport, auditText, exitCode } from '../../../src/cli/audit/report.ts';
import { odooBilling } from '../odoo-billing.ts';

const whole: AuditReport = { invoices: 2, links: 9, anchors: 4, faults: [], alarms: [], unchecked: [] };
const cut = { invoice: 41, link: 4, code: 'truncated', what: '3 are left.' } as const;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('what verify-audit says', () => {
  const reports: [string, Partial<AuditReport>, number, RegExp][] = [
    ['all holds', {}, 0, /✓ Every link holds: 9 links of 2 invoices, against 4 anchors/],
    ['a link does not hold', { faults: [cut] }, 1, /#41 {6}4 {5}truncated {2}3 are left\.[^]*truncated: The end/],
    ['a guard is off', { alarms: ['"Guard" is switched off'] }, 1, /✗ Guards[^]*- "Guard" is switched off/],
    ['not all was checked', { unchecked: ['No anchors'] }, 2, /! Not everything could be checked:\n {2}- No anchors/],
    ['wrong and not all checked', { faults: [cut], unchecked: ['No anchors'] }, 1, /does not hold/],
  ];
  for (const [what, change, code, text] of reports) {
    test(what, () => {
      const report = { ...whole, ...change };
      expect(exitCode(report)).toBe(code);
      expect(auditText(report)).toMatch(text);
      expect(JSON.parse(auditJson(report))).toMatchObject({ exitCode: code, links: 9 });
    });
  }

  test('a program is told what a fault means', () => {
    const [fault] = JSON.parse(auditJson({ ...whole, faults: [cut] })).faults;
    expect(fault).toMatchObject({ ...cut, means: expect.stringContaining('cut off') });
  });
});

describe('anchors', () => {
  test('are read from the file, line by line', async () => {
    const anchor = { id: 1, invoice: 7, length: 2, head: 'ab', at: '2026-11-21T10:00:00.000Z' };
    const file = join(folder, 'anchors.jsonl');
    await writeFile(file, `${JSON.stringify(anchor)}\n${JSON.stringify({ ...anchor, id: 2, length: 3 })}\n`);
    expect(await anchorsOfFile(file)).toMatchObject([{ length: 2 }, { invoice: 7, length: 3, head: 'ab' }]);
    await writeFile(file, `${JSON.stringify(anchor)}\n{"invoice":`);
    await expect(anchorsOfFile(file)).rejects.toThrow(/line 2 is no anchor/);
    await expect(anchorsOfFile(join(folder, 'none'))).rejects.toThrow(/can't be read \(ENOENT\)/);
  });

  test('of a desk that never ran there are none', async () => expect(await anchorsOfDesk('pglite:memory')).toEqual([]));
});

test('where Odoo can not be asked nothing is proved: exit code 2', async () => {
  const environment = {
    ODOO_URL: 'http://127.0.0.1:1',
    ODOO_DATABASE: 'x',
    ODOO_ADMIN_LOGIN: 'x',
    ODOO_ADMIN_PASSWORD: 'x',
  };
  const { code, said } = await odooBilling(['verify-audit'], environment);
  expect(code).toBe(2);
  expect(said).toMatch(/refuses connections/);
});
