import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject } from 'vitest';
import type { Backtest } from '../../src/billing/backtest/backtest.ts';
import { draftProposals } from '../../src/billing/draft.ts';
import { propose } from '../../src/billing/propose.ts';
import { odooBilling } from '../cli/odoo-billing.ts';
import { READER } from '../../src/cli/questions.ts';
import { changedBetween, changes } from './support/changes.ts';
import { TODAY } from './support/run.ts';
import { inWorld as base } from './support/test.ts';
import { enterWorld, PASSWORD, sellTime } from './support/world.ts';

const test = base
  .extend('world', { scope: 'file' }, ({ odoo }) => enterWorld(odoo))
  .extend('folder', { scope: 'file' }, async ({ databases: _ }, { onCleanup }) => {
    const folder = await mkdtemp(join(tmpdir(), 'backtest-'));
    onCleanup(() => rm(folder, { recursive: true }));
    return folder;
  });

const MONTH = { from: '2026-10-01', to: '2026-10-31' };

test('what is invoiced already is billed anew by other terms, and not one row in Odoo changes', async ({
  world,
  odoo,
  folder,
}) => {
  const sold = await sellTime(world, [{ price: 100, hours: [8, 6.1] }]);
  const works = await world.drafting.collectWork({ ...MONTH, orderIds: [sold.orderId] });
  const proposals = propose(works, TODAY).flatMap(({ proposal }) => proposal ?? []);
  const [drafted] = await draftProposals(world.drafting, proposals);
  expect(drafted).toMatchObject({ status: 'drafted', invoice: { untaxed: '1410' } });

  const terms = join(folder, 'new.yaml');
  await writeFile(
    terms,
    `agreements:
  - id: tried
    name: Tried
    order: ${sold.name}
    currency: ${proposals[0]?.currency.code}
    versions:
      - version: 1
        status: signed
        effectiveFrom: 2026-01-01
        signedOn: 2026-01-05
        signedBy: Jane
        rates: [{ rate: 110 }]
        increments: { per: entry, hours: 0.5, round: up }
        caps: [{ name: In all, scope: agreement, amount: 1500, overflow: write-off }]
`,
  );
  const environment = {
    ODOO_URL: odoo.url,
    ODOO_DATABASE: odoo.database,
    [READER.login]: 'robot-drafter',
    [READER.password]: PASSWORD,
  };
  async function backtest(...args: string[]): Promise<Backtest> {
    const { code, said } = await odooBilling(['backtest', '--terms', terms, '--json', ...args], environment);
    expect(code, said).toBe(0);
    return JSON.parse(said) as Backtest;
  }

  // The login itself is logged in Odoo.
  await world.drafting.draftsAwaitingDecision();
  const { postgresPort } = inject('odoo');
  const before = await changes(postgresPort, odoo.database);
  const saved = join(folder, 'work.jsonl');
  const found = await backtest('--from', MONTH.from, '--to', MONTH.to, '--agreement', 'tried', '--save', saved);
  const touched = changedBetween(before, await changes(postgresPort, odoo.database));
  expect(touched.filter((table) => !/^res_users/.test(table))).toEqual([]);

  expect(found.doubts).toEqual([]);
  expect(found.invoices).toMatchObject([
    {
      order: { name: sold.name },
      was: '1410.00',
      is: '1499.30',
      difference: '89.30',
      moves: expect.arrayContaining([
        { by: 'price', amount: '141' },
        { by: 'terms.increments', amount: '44' },
      ]),
    },
  ]);
  const { invoices } = await backtest('--work', saved);
  expect(invoices).toEqual(found.invoices);
  expect(await readFile(saved, 'utf8')).toContain('odoo-billing work 1');
}, 240_000);
