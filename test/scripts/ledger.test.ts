import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { attempt, chanceOf, draw, OPERATIONS } from '../e2e/support/random-operations.ts';
import type { Operation } from '../e2e/support/random-operations.ts';
import type { SoldWork, World } from '../e2e/support/world.ts';

test('random operations are the same for the same seed, a longer list begins with the shorter, and each has its turn', () => {
  expect(draw(7, 300)).toEqual(draw(7, 300));
  expect(draw(7, 300).slice(0, 40)).toEqual(draw(7, 40));
  expect(draw(8, 40)).not.toEqual(draw(7, 40));
  const at = draw(7, 1000).map(({ operation }) => Math.floor(operation * OPERATIONS.length));
  const turns = OPERATIONS.map((_, index) => at.filter((each) => each === index).length);
  expect(Math.min(...turns)).toBeGreaterThan(10);
  expect(new Set(OPERATIONS.map(({ by }) => by)).size).toBe(3);
});

test('what an operation chooses is among what there is', () => {
  for (const drawn of draw(1, 200)) {
    const chance = chanceOf(drawn);
    expect(['a', 'b', 'c']).toContain(chance.one(['a', 'b', 'c']));
    expect(chance.one([])).toBeUndefined();
    const hours = chance.quarters(4);
    expect(hours % 0.25).toBe(0);
    expect(hours).toBeGreaterThan(0);
    expect(hours).toBeLessThanOrEqual(4);
  }
});

test('what an operation is told counts as a refusal only where it is named for this operation', async () => {
  const [drawn] = draw(1, 1);
  const told = (act: Operation['act']) =>
    attempt(
      { by: 'a person', name: 'pay', act, refusals: [/nothing left to pay/] },
      {} as World,
      {} as SoldWork,
      chanceOf(drawn as NonNullable<typeof drawn>),
    );
  await expect(told(() => Promise.resolve(7))).resolves.toEqual({ as: 'done', said: '7' });
  await expect(told(() => Promise.resolve('nothing to do'))).resolves.toMatchObject({ as: 'nothing to do' });
  const refused = told(() => Promise.reject(new Error('There is nothing left to pay.\nTraceback')));
  await expect(refused).resolves.toEqual({ as: 'refused', said: 'There is nothing left to pay.' });
  await expect(told(() => Promise.reject(new Error("It can't be posted.")))).rejects.toThrow('posted');
  await expect(told(() => Promise.reject(new TypeError('undefined')))).rejects.toThrow(TypeError);
});

test('the command refuses a number that is none', () => {
  const command = join(import.meta.dirname, '../../faults/ledger.ts');
  const { status, stderr } = spawnSync(process.execPath, [command, '--operations', 'many'], { encoding: 'utf8' });
  expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('whole numbers') });
});
