import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('the demo runs without a person, and everything adds up', { timeout: 120_000 }, () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/demo.ts', '--yes'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toContain('Nothing left to draft: everything billable is billed once.');
  expect(stdout).toContain('Every hour and every cent is accounted for.');
  expect(stdout).toMatch(/USD: 10 invoices, 10 posted/);
  expect(status).toBe(0);
});
