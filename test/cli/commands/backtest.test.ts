import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadWork, saveWork } from '../../../src/cli/backtest/work-file.ts';
import { odooBilling } from '../odoo-billing.ts';
import { readOnly } from '../../../src/odoo/read-only.ts';
import type { OdooApi } from '../../../src/odoo/api.ts';
import { ANN, time, work } from '../../rules/work.ts';

const SPAN = { from: '2026-03-01', to: '2026-03-31', read: '2026-04-02T08:00:00.000Z' };
const EVIL = '<script>alert("x")</script>';
const terms = (sections: string) => `agreements:
  - id: acme
    name: Acme
    customer: Northwind
    currency: EUR
    versions:
      - { version: 1, status: signed, effectiveFrom: 2026-01-01, signedOn: 2026-01-05, signedBy: Jane, ${sections} }
`;

let folder: string;
const file = (name: string) => join(folder, name);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backtest-'));
  await writeFile(file('new.yaml'), terms('caps: [{ name: All, scope: agreement, hours: 6, overflow: write-off }]'));
  const works = [work([time(1, '4'), time(2, '5', { description: EVIL, person: { ...ANN, name: EVIL } })])];
  await saveWork(file('work.jsonl'), { ...SPAN, works });
});
afterEach(() => rm(folder, { recursive: true }));

const backtest = (...args: string[]) =>
  odooBilling(['backtest', '--terms', file('new.yaml'), '--work', file('work.jsonl'), ...args]);

describe('backtest', () => {
  it('as a table: old and new total, which rule moved it, entries with another verdict', async () => {
    const { code, said } = await backtest();
    expect(code).toBe(0);
    expect(said).toMatch(/2026-03 +S0001 +Northwind +1,080\.00 EUR +720\.00 EUR +−360\.00 EUR +Caps −360\.00 EUR/);
    expect(said).toContain('today 5 h to bill, then 2 h to bill, 3 h written off. 3 h over the cap of 6 h (All, Acme');
    expect(said).toContain('Nothing was written to Odoo.');
  });

  it('as JSON: the same, for a program', async () => {
    const found = JSON.parse((await backtest('--json')).said) as Record<string, unknown>;
    expect(found).toMatchObject({
      terms: ['acme'],
      totals: [
        {
          currency: 'EUR',
          was: '1080.00',
          is: '720.00',
          difference: '-360.00',
          moves: [{ by: 'terms.caps', amount: '-360' }],
        },
      ],
    });
  });

  it('as a page of its own: what people typed is text in it', async () => {
    const { said } = await backtest('--html');
    expect(said).toMatch(/^<!doctype html>/);
    expect(said).not.toContain('<script');
    expect(said).toContain('&lt;script>');
    expect(said).not.toMatch(/https?:\/\/|<link|<img|src=/);
  });

  it('of days within the saved ones, and of no others', async () => {
    expect((await backtest('--from', '2026-03-11', '--json')).said).toContain('"entries": 0');
    expect(await backtest('--to', '2026-04-30')).toEqual({
      code: 1,
      said: expect.stringContaining('The saved work is of 2026-03-01 to 2026-03-31'),
    });
    expect((await backtest('--from', '2026-02-30')).said).toContain('no day');
  });

  it.each([
    ['without days and without saved work', ['--terms', 'new.yaml'], 'Of which days?'],
    ['without terms', ['--work', 'work.jsonl'], "required option '--terms <file>' not specified"],
    ['with terms that are not there', ['--terms', 'none.yaml'], 'no such file'],
    ['with another agreement than the file has', ['--terms', 'new.yaml', '--agreement', 'else'], 'It has acme.'],
  ])('%s: refused, and how to mend it', async (_, args, words) => {
    const { code, said } = await odooBilling([
      'backtest',
      ...args.map((each) => (/\./.test(each) ? file(each) : each)),
    ]);
    expect([code, said]).toEqual([1, expect.stringContaining(words)]);
  });

  it('bad terms are refused with line, path and what is expected', async () => {
    await writeFile(file('new.yaml'), terms('caps: [{ name: All, scope: agreement, hours: -6, overflow: write-off }]'));
    const { code, said } = await backtest();
    expect(code).toBe(1);
    expect(said).toMatch(
      /line 7, column \d+: agreements\[0\]\.versions\[0\]\.caps\[0\]\.hours is -6; expected hours above 0/,
    );
  });
});

describe('saved work', () => {
  it('is for its owner’s eyes, and comes back as it was', async () => {
    expect((await stat(file('work.jsonl'))).mode & 0o777).toBe(0o600);
    await chmod(file('work.jsonl'), 0o644);
    await saveWork(file('work.jsonl'), await loadWork(file('work.jsonl')));
    expect((await stat(file('work.jsonl'))).mode & 0o777).toBe(0o600);
    const saved = await loadWork(file('work.jsonl'));
    await saveWork(file('again.jsonl'), saved);
    expect(await readFile(file('again.jsonl'))).toEqual(await readFile(file('work.jsonl')));
  });

  it.each([
    ['changed by hand', (text: string) => text.replace('"quantity":"4"', '"quantity":"9"'), 'its checksum differs'],
    ['cut short', (text: string) => text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1), 'is cut short'],
    ['another file', () => 'hello\nworld\n', 'is no work that was saved'],
    ['empty', () => '', 'is no work that was saved'],
    ['of another version', (text: string) => text.replace('work 1', 'work 9'), 'another version'],
  ])('%s: refused whole', async (_, change, words) => {
    await writeFile(file('work.jsonl'), change(await readFile(file('work.jsonl'), 'utf8')));
    expect(await backtest()).toEqual({ code: 1, said: expect.stringContaining(words) });
  });
});

it('reads Odoo by a way that can’t write', async () => {
  const asked: string[] = [];
  const api = {
    call: async () => asked.push('call'),
    runAction: async (action: string) => asked.push(action),
  } as unknown as OdooApi;
  await expect(readOnly(api).call('account.move', 'write', [[1], {}])).rejects.toThrow(
    'account.move.write was asked for',
  );
  await expect(readOnly(api).runAction('action_draft', {})).rejects.toThrow('action_draft');
  await readOnly(api).runAction('action_workdays', {});
  expect(asked).toEqual(['action_workdays']);
});
