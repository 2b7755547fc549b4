import type { World } from './world.ts';

/** Does something while one of the add-on's automations is switched off, as whoever administers Odoo could. */
export async function unguarded(
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
