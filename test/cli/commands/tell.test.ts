import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { odooBilling } from '../odoo-billing.ts';
import { type Started, startDesk, TOKEN } from '../../desk/start.ts';

let desk: Started;
let folder: string;
beforeAll(async () => {
  desk = await startDesk({
    config: { digest: { to: [{ channel: 'email', address: 'finance@firm.test' }] } },
    watching: {
      attendance: async () => [],
      staff: async () => [],
      companies: async () => [{ id: 1, name: 'Firm', zone: 'UTC' }],
      standingCases: async () => [],
      screens: { timesheets: '', allTimesheets: '', cases: 'https://odoo.firm.test', lateCases: '', severeCases: '' },
    } as unknown as NonNullable<Parameters<typeof startDesk>[0]>['watching'],
  });
  folder = await mkdtemp(join(tmpdir(), 'tell-'));
});
afterAll(async () => {
  await desk.stop();
  await rm(folder, { recursive: true });
});

async function run(args: string[], token = TOKEN) {
  const file = join(folder, 'billing.env');
  await writeFile(file, `DESK_PUBLIC_URL=${desk.url}\nDESK_API_TOKEN=${token}\n`);
  return odooBilling(['--settings', file, ...args]);
}

test('by hand, people are reminded by the desk', async () => {
  expect(await run(['remind', '--dry-run'])).toEqual({ code: 0, said: 'Nobody’s week falls short.\n' });
});

test('by hand, the digest goes out once a day', async () => {
  expect((await run(['digest'])).said).toBe('  finance@firm.test: on its way\n');
  // The desk sends it by itself, in its own time.
  await vi.waitFor(async () => expect((await run(['digest'])).said).toMatch(/was told on .* already/), 15_000);
});

test('says what is wrong, and how to mend it', async () => {
  const { code, said } = await run(['digest'], 'another-token-that-is-long-enough-too');
  expect(code).toBe(1);
  expect(said).toMatch(/token is missing or wrong\.\n→ /);
  expect((await run(['remind', '--manager-after', 'soon'])).said).toMatch(/no number of working days/);
});
