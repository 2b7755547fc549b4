import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { odooBilling } from '../odoo-billing.ts';
import { WATCHES } from '../../../src/billing/watch/watches.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';

// Each judges a whole firm's work.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const TODAY = '2026-11-21';
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY });
});
afterAll(() => sandbox.stop());

function watch(args: string[], environment: Record<string, string> = {}) {
  const { url, database, watcher } = sandbox;
  return odooBilling(['watch', '--today', TODAY, ...args], {
    ODOO_URL: url,
    ODOO_DATABASE: database,
    ODOO_WATCH_LOGIN: watcher.login,
    ODOO_WATCH_PASSWORD: watcher.password,
    ...environment,
  });
}
const openCases = () => sandbox.store.all('x_billing_case').filter(({ x_state: state }) => state === 'open').length;

describe('watch', () => {
  it('looks by all watches, and with --dry-run keeps no case', async () => {
    const { code, said } = await watch(['--dry-run', '--json']);
    const done = JSON.parse(said) as { watch: string; findings: object[] }[];
    expect(code).toBe(1);
    expect(done.map((each) => each.watch)).toEqual(WATCHES.map(({ id }) => id));
    expect(done.find((each) => each.watch === 'missing-timesheets')?.findings).toMatchObject([
      { what: 'Hugo Ivers is 40 h short in 2026-W46', whose: 'Hugo Ivers' },
    ]);
    expect((await watch(['milestones', '--dry-run'])).said).toMatch(/^milestones: 3 found\n.*\(Sam Okafor\)$/m);
    expect(openCases()).toBe(0);
  });

  it('keeps a case for each finding, and closes it once it is no longer found', async () => {
    const first = await watch(['milestones']);
    expect(first.code).toBe(1);
    expect(first.said).toContain('milestones: 3 found\n');
    expect(first.said).toContain(
      'Milestone reached on 2026-10-12 and not invoiced: Pilot store, Kingsmead Retail, 12000 USD (Sam Okafor) [opened]',
    );
    expect(openCases()).toBe(3);
    const later = await watch(['milestones', '--options', '{"reachedDays":3650,"graceDays":3650}']);
    expect(later).toEqual({ code: 0, said: 'milestones: nothing, 3 solved\n' });
    expect(openCases()).toBe(0);
  });

  it.each<[string, string[], RegExp]>([
    ['no such watch', ['milestone'], /There is no watch milestone.\n→ There are missing-timesheets/],
    ['no such option', ['milestones', '--options', '{"reached":3}'], /reached/],
    ['options of all', ['--options', '{}'], /Options of which watch/],
    ['no JSON', ['milestones', '--options', '3 days'], /no JSON object/],
  ])('%s is refused, and nothing is looked at', async (_, args, why) => {
    const { code, said } = await watch(args);
    expect(said).toMatch(why);
    expect(code).toBe(2);
  });

  it('as the robot that drafts looks at nothing', async () => {
    const { login, password } = sandbox.drafter;
    const { code, said } = await watch(['milestones'], { ODOO_WATCH_LOGIN: login, ODOO_WATCH_PASSWORD: password });
    expect(code).toBe(2);
    expect(said).toMatch(/^milestones: could not look\. .*does more than watch: it drafts and posts invoices/);
    expect(openCases()).toBe(0);
  });

  it('that could not look is no watch that found nothing', async () => {
    const { code, said } = await watch(['milestones'], { ODOO_WATCH_PASSWORD: 'wrong' });
    expect(code).toBe(2);
    expect(said).toMatch(/^milestones: could not look\. /);
    expect(said).not.toContain('nothing');
  });
});
