import { randomBytes } from 'node:crypto';
import { inject, test as base } from 'vitest';
import { databases } from '../../../stack/databases.ts';
import { installBilling, startBilling } from '../../../stack/billing.ts';
import { startN8n } from '../../../stack/n8n.ts';

const unique = (name: string) => `${name}_${randomBytes(4).toString('hex')}`;

/**
 * A test on the real stack. What it names in its first argument is brought up, once a file:
 * `odoo` is a fresh database with demo data, `n8n` a real n8n with the built package, `databases` makes more;
 * `billing` is `odoo` with the add-on and the robots, a desk and another n8n, connected, with the shipped workflows in it.
 */
export const test = base
  .extend('databases', { scope: 'worker' }, () => databases(inject('odoo')))
  .extend('odoo', { scope: 'file' }, async ({ databases }, { onCleanup }) => {
    const name = unique('odoo');
    onCleanup(() => databases.drop(name));
    return databases.database(name);
  })
  .extend('n8n', { scope: 'file' }, async ({ databases }, { onCleanup }) => {
    const name = unique('n8n');
    const n8n = await startN8n({ postgres: await databases.postgresUrl(name) });
    onCleanup(async () => {
      await n8n.stop();
      await databases.drop(name);
    });
    return n8n;
  })
  .extend('billing', { scope: 'file' }, async ({ databases, odoo }, { onCleanup }) => {
    const billing = await startBilling(databases, await installBilling(odoo));
    onCleanup(() => billing.stop());
    return billing;
  });
