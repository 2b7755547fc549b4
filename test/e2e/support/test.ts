import { randomBytes } from 'node:crypto';
import { inject, test as base } from 'vitest';
import { databases } from '../../../stack/databases.ts';
import { templateDatabase } from '../../../stack/template.ts';
import { WORLD } from './world.ts';
import { installBilling, startBilling } from '../../../stack/billing.ts';

const unique = (name: string) => `${name}_${randomBytes(4).toString('hex')}`;

const from = (source: string) =>
  base
    .extend('databases', { scope: 'worker' }, () => databases(inject('odoo')))
    .extend('odoo', { scope: 'file' }, async ({ databases }, { onCleanup }) => {
      const name = unique('odoo');
      onCleanup(() => databases.drop(name));
      return databases.copy(source, name);
    })
    .extend('billing', { scope: 'file' }, async ({ databases, odoo }, { onCleanup }) => {
      const billing = await startBilling(databases, await installBilling(odoo));
      onCleanup(() => billing.stop());
      return billing;
    });

/**
 * A test on the real stack. What it names in its first argument is brought up, once a file:
 * `odoo` is a fresh database with demo data, and `databases` makes more;
 * `billing` puts the add-on and the robots into `odoo` and starts a desk and n8n, connected, with the shipped workflows.
 */
export const test = from(templateDatabase);

/** The same, with the add-on, its robots and people in `odoo` already: `enterWorld` opens it. */
export const inWorld = from(WORLD);
