import { expect } from 'vitest';
import { connectOdoo } from '../../src/odoo/connect.ts';
import { installAddon } from '../../src/odoo/install.ts';
import { endKeys, keyDaysLeft, makeKey, replacedKeys } from '../../src/odoo/keys.ts';
import { ensureRobot } from '../../src/odoo/robots.ts';
import { test } from './support/test.ts';

const DAY_MS = 86_400_000;
const NAME = 'Billing: approval desk';

test('a robot’s keys: made for as long as Odoo allows, side by side for a day, then the replaced one ends', async ({
  odoo,
}) => {
  const admin = connectOdoo(odoo);
  await installAddon(admin);
  await ensureRobot(admin, 'desk', { login: 'robot-desk' });
  const opens = (password: string) =>
    connectOdoo({ ...odoo, login: 'robot-desk', password }).searchCount('x_billing_decision', []);
  const now = new Date();
  const later = new Date(now.getTime() + 2 * DAY_MS);
  expect(await keyDaysLeft(admin, 'robot-desk', NAME, now)).toBeUndefined();

  const first = await makeKey(admin, 'robot-desk', NAME);
  expect(await keyDaysLeft(admin, 'robot-desk', NAME, now)).toBeCloseTo(90, 1);
  const second = await makeKey(admin, 'robot-desk', NAME);
  expect([await opens(first), await opens(second)]).toEqual([0, 0]);
  expect(await replacedKeys(admin, 'robot-desk', NAME, now)).toEqual([]);

  const replaced = await replacedKeys(admin, 'robot-desk', NAME, later);
  expect(replaced).toHaveLength(1);
  await endKeys(admin, replaced);
  await expect(opens(first)).rejects.toMatchObject({ code: 'login' });
  expect(await opens(second)).toBe(0);

  const alone = await makeKey(admin, 'robot-desk', NAME, { alone: true });
  await expect(opens(second)).rejects.toMatchObject({ code: 'login' });
  expect(await opens(alone)).toBe(0);
});
