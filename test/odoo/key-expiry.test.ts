import { describe, expect, test } from 'vitest';
import { connectOdoo } from '../../src/odoo/connect.ts';
import { expiryWarning, keyExpiry } from '../../src/odoo/key-expiry.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';

const TODAY = '2026-11-21';
const NOW = new Date(`${TODAY}T12:00:00Z`);

describe('the warning', () => {
  const at = (expires: string) => expiryWarning({ login: 'robot', key: 'n8n', expires }, NOW);

  test.each([
    ['2027-02-19T12:00:00Z', undefined],
    ['2026-12-05T12:00:01Z', undefined],
    ['2026-12-05T12:00:00Z', /runs out on 2026-12-05 12:00 UTC \(14 days left\)/],
    ['2026-11-24T09:00:00Z', /\(2 days left\)/],
    ['2026-11-22T09:00:00Z', /\(less than a day left\)/],
    ['2026-11-21T11:00:00Z', /\(has run out\)/],
  ])('of a key that runs out at %s', (expires, warning) => {
    if (warning) expect(at(expires)).toMatch(warning);
    else expect(at(expires)).toBeUndefined();
  });

  test('names the key, and what to do', () => {
    expect(at('2026-11-24T09:00:00Z')).toMatch(/^The API key "n8n" of "robot" .* Add API Key.* delete this one\.$/);
  });

  test('is not given where nothing runs out', () => {
    expect(expiryWarning(undefined, NOW)).toBeUndefined();
  });
});

describe('what runs out', () => {
  test("is the user's first key to do so, of those that still open the door", async () => {
    const sandbox = await startSandbox({ today: TODAY });
    try {
      const { login } = sandbox.drafter;
      sandbox.makeKey(login, { name: 'Gone', expires: '2026-11-20 08:00:00' });
      sandbox.makeKey(login, { name: 'Next', expires: '2027-02-01 08:00:00' });
      sandbox.makeKey(login, { name: 'For good' });
      sandbox.makeKey(sandbox.desk.login, { name: 'Of another', expires: '2026-11-22 08:00:00' });
      const password = sandbox.makeKey(login, { name: 'This', expires: '2026-12-01 08:00:00' });
      const access = { ...sandbox, login, password };
      expect(await keyExpiry(connectOdoo(access), access, NOW)).toEqual({
        login,
        key: 'This',
        expires: '2026-12-01T08:00:00Z',
      });
    } finally {
      await sandbox.stop();
    }
  });

  test('is nothing where a password is used', async () => {
    const sandbox = await startSandbox({ today: TODAY });
    try {
      const access = { ...sandbox, ...sandbox.drafter };
      expect(await keyExpiry(connectOdoo(access), access, NOW)).toBeUndefined();
    } finally {
      await sandbox.stop();
    }
  });
});
