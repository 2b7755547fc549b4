import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { odooBilling } from '../odoo-billing.ts';
import { sum } from '../../../src/money/decimal.ts';
import { roundHalfUp } from '../../../src/money/round.ts';
import { KPIS } from '../../../src/rules/kpi/table.ts';
import type { Counted } from '../../../src/rules/kpi/kpi.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';

// Each judges a whole firm's work.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ today: '2026-11-21' });
});
afterAll(() => sandbox.stop());

const PERIOD = ['--from', '2026-10-01', '--to', '2026-10-31'];

function kpi(...args: string[]) {
  const { url, database, drafter } = sandbox;
  return odooBilling(['kpi', ...args], {
    ODOO_URL: url,
    ODOO_DATABASE: database,
    ODOO_READER_LOGIN: drafter.login,
    ODOO_READER_PASSWORD: drafter.password,
  });
}

interface Row {
  id: string;
  value?: string;
  top: string;
  bottom: string;
  counted: Counted[];
}

describe('kpi', () => {
  it('tells every KPI of a period, each with what it is counted from', async () => {
    const { code, said } = await kpi(...PERIOD, '--json');
    expect(code).toBe(0);
    const rows = JSON.parse(said) as Row[];
    expect([...new Set(rows.map(({ id }) => id))]).toEqual(KPIS.map(({ id }) => id));
    const unbilled = rows.find(({ id }) => id === 'unbilled');
    expect(unbilled?.counted.length).toBeGreaterThan(100);
    const exactly = sum((unbilled?.counted ?? []).map(({ top }) => top));
    expect(unbilled?.value).toBe(roundHalfUp(exactly, 2).toFixed());
  });

  it('lists the records of one, which add up to it', async () => {
    const { said } = await kpi(...PERIOD, '--list', 'unbilled');
    const lines = said.trimEnd().split('\n');
    const rows = lines.filter((line) => /^[a-z._]+,\d+ /.test(line));
    const counts = rows.map((line) => line.trim().split(/ +/).at(-2) ?? '');
    const totals = lines.flatMap((line) => /^total +(\S+) +0$/.exec(line)?.[1] ?? []);
    // Of every currency one.
    expect(totals).toHaveLength(2);
    expect(sum(counts).toFixed()).toBe(sum(totals).toFixed());
  });

  it('is of one company where it is named, and says which there are', async () => {
    const company = sandbox.store.all('res.company')[0]?.name ?? '';
    expect((await kpi(...PERIOD, '--company', company)).code).toBe(0);
    const { code, said } = await kpi(...PERIOD, '--company', 'Nobody Ltd');
    expect(code).toBe(1);
    expect(said).toContain(company);
  });

  it('refuses what is no day, no period and no KPI', async () => {
    expect((await kpi('--from', '2026-13-01', '--to', '2026-10-31')).said).toContain('2026-13-01 is no day');
    expect((await kpi('--from', '2026-11-01', '--to', '2026-10-31')).said).toContain('is after');
    expect((await kpi(...PERIOD, '--list', 'profit')).said).toContain('There is no KPI profit');
  });
});
