import type { OdooDatabase } from '../../../stack/databases.ts';
import { hireKeepers } from './agree.ts';
import { inWorld } from './test.ts';
import { enterWorld } from './world.ts';
import type { World } from './world.ts';

/** A world with two people who keep the terms. */
export async function enterWithKeepers(odoo: OdooDatabase): Promise<World> {
  const world = await enterWorld(odoo);
  await hireKeepers(world);
  return world;
}

/** A test in such a world, once a file. */
export const test = inWorld.extend('world', { scope: 'file' }, ({ odoo }) => enterWithKeepers(odoo));
