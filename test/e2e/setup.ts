import type { TestProject } from 'vitest/node';
import type { OdooAddress } from '../../stack/databases.ts';
import { needDebian } from '../../stack/debian.ts';
import { n8nFolder } from '../../stack/n8n-install.ts';
import { startOdoo } from '../../stack/odoo.ts';
import { makeWorld, WORLD } from './support/world.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The one Odoo all files share; each has a database of its own in it. */
    odoo: OdooAddress;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  needDebian('debootstrap', 'chromium');
  const [odoo] = await Promise.all([startOdoo(), n8nFolder()]);
  const { url, port, postgresPort, work } = odoo;
  await makeWorld(await odoo.database(WORLD));
  await odoo.freeze(WORLD);
  project.provide('odoo', { url, port, postgresPort, work });
  return () => odoo.stop();
}
