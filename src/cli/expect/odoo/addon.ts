import { installAddon, installApp, installedModule, IMPORTER } from '../../../odoo/install.ts';
import { ADDON, packAddon } from '../../../odoo/pack.ts';
import { addedRights, deviations } from '../../../odoo/shipped.ts';
import type { Expectation } from '../../expectation.ts';
import { missing, ok } from '../../expectation.ts';

export const importer: Expectation = {
  id: 'odoo.importer',
  title: 'Odoo takes modules over the API',
  needs: ['odoo.reachable'],
  async look({ odoo }) {
    if (await installedModule(odoo(), IMPORTER)) return ok(`Import Module (${IMPORTER}) is installed`);
    return missing(
      `Import Module (${IMPORTER}) is not installed.`,
      'Install it under Apps, without the filter "Apps".',
    );
  },
  async mend({ odoo }) {
    await installApp(odoo(), IMPORTER);
    return `Installed Import Module (${IMPORTER}).`;
  },
};

export const addon: Expectation = {
  id: 'odoo.addon',
  title: 'The billing add-on is installed and up to date',
  needs: ['odoo.importer'],
  async look({ odoo }) {
    const [{ version }, installed] = await Promise.all([packAddon(), installedModule(odoo(), ADDON)]);
    const mend = 'Run setup.';
    if (!installed) return missing('It is not installed: nothing can be drafted, and nothing guards posting.', mend);
    if (installed.version === version) return ok(`Version ${version}`);
    return missing(`Version ${installed.version} is installed; this is ${version}.`, mend);
  },
  async mend({ odoo }) {
    const { installed, was } = await installAddon(odoo());
    return was ? `Upgraded the add-on from ${was} to ${installed}.` : `Installed the add-on ${installed}.`;
  },
};

export const asShipped: Expectation = {
  id: 'odoo.as-shipped',
  title: 'Guard, actions, rights and rules are as shipped',
  needs: ['odoo.addon'],
  async look({ odoo }) {
    const changed = await deviations(odoo());
    if (!changed.length) return ok('Nothing was switched off or changed');
    const lines = changed.map(({ what, by }) => `${what}${by ? `, by ${by}` : ''}`);
    return missing(
      `The control that is sold as such is not whole:\n${lines.join('\n')}`,
      'Find out who did it and why, then run setup: it restores what was shipped. What is gone altogether needs the add-on removed and installed again.',
    );
  },
  async mend({ odoo }) {
    const changed = await deviations(odoo());
    await installAddon(odoo(), { restore: true });
    return `Restored as shipped: ${changed.map(({ name }) => name).join('; ')}.`;
  },
};

export const noOtherRights: Expectation = {
  id: 'odoo.rights',
  title: 'Nobody else was given the right to write decisions, ledger or cases',
  needs: ['odoo.addon'],
  async look({ odoo }) {
    const added = await addedRights(odoo());
    if (!added.length) return ok('There are no access rights on them but our own');
    return missing(
      `There are other access rights on the add-on's records: ${added.join(', ')}.`,
      'Whoever may write a decision can approve anything. Remove them under Settings → Technical → Access Rights.',
    );
  },
};
