import { afterAll, beforeAll, expect, test } from 'vitest';
import { odooBilling } from '../odoo-billing.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';

const TODAY = '2026-11-21';
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY });
});
afterAll(() => sandbox.stop());

function collections(...args: string[]) {
  const { url, database, watcher } = sandbox;
  return odooBilling(['collections', ...args], {
    ODOO_URL: url,
    ODOO_DATABASE: database,
    ODOO_WATCH_LOGIN: watcher.login,
    ODOO_WATCH_PASSWORD: watcher.password,
  });
}

test('lists what is owed by urgency, with the reason and the next step', async () => {
  const { code, said } = await collections('--today', TODAY, '--json');
  expect(code).toBe(0);
  const found = JSON.parse(said) as { invoice: string; score: string; next: { step: string } }[];
  expect(found.length).toBeGreaterThan(0);
  const scores = found.map(({ score }) => Number(score));
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  // No firm is reminded before somebody sets it up.
  expect(new Set(found.map(({ next }) => next.step))).toEqual(new Set(['off']));

  const words = (await collections('--today', TODAY)).said;
  expect(words).toContain(`1. `);
  expect(words).toContain(found[0]?.invoice);
  expect(words).toMatch(/at risk, × \d: /);
});

test('a day that is none is refused', async () => {
  expect(await collections('--today', 'soon')).toMatchObject({ code: 1, said: expect.stringContaining('YYYY-MM-DD') });
});
