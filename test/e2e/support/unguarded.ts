import type { World } from './world.ts';

let turn: Promise<unknown> = Promise.resolve();

/**
 * Does something while one of the add-on's automations is switched off, as whoever administers Odoo could. One after the
 * other: the first to end would switch it on for all.
 */
export function unguarded(world: Pick<World, 'admin' | 'xmlId'>, automation: string, act: () => Promise<unknown>) {
  const mine = turn.then(() => withOff(world, automation, act));
  turn = mine.catch(() => {});
  return mine;
}

async function withOff(
  { admin, xmlId }: Pick<World, 'admin' | 'xmlId'>,
  automation: string,
  act: () => Promise<unknown>,
): Promise<void> {
  const ids = [await xmlId(`billing_automation.${automation}`)];
  await admin.call('base.automation', 'write', [ids, { active: false }]);
  try {
    await act();
  } finally {
    await admin.call('base.automation', 'write', [ids, { active: true }]);
  }
}
