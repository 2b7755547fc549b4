import manifest from '../../../../package.json' with { type: 'json' };
import { N8nError } from '../../n8n/client.ts';
import type { Expectation } from '../../expectation.ts';
import { advice, missing, ok } from '../../expectation.ts';

export const reachable: Expectation = {
  id: 'n8n.reachable',
  title: 'n8n answers, and takes the API key',
  needs: ['settings.complete'],
  async look({ n8n }) {
    const workflows = await n8n().workflows();
    return ok(`${n8n().url}, ${workflows.length} workflows`);
  },
};

const INSTALL = `In n8n: Settings → Community nodes → Install, ${manifest.name}. Or put the package into ~/.n8n/nodes/node_modules and restart n8n.`;

export const nodes: Expectation = {
  id: 'n8n.package',
  title: 'n8n has the billing nodes',
  needs: ['n8n.reachable'],
  async look({ n8n }) {
    if (!(await n8n().knowsCredentialType('odooBillingApi'))) return missing('They are not installed.', INSTALL);
    const version = await n8n()
      .packageVersion(manifest.name)
      .catch((error: unknown) => {
        // A key without that scope can do everything else.
        if (error instanceof N8nError && error.status === 403) return undefined;
        throw error;
      });
    if (!version) return ok('They are installed (put there by hand, so n8n does not tell their version)');
    if (version === manifest.version) return ok(`Version ${version}`);
    return advice(
      `Version ${version} is installed; this is ${manifest.version}.`,
      'Update it in n8n under Settings → Community nodes.',
    );
  },
};
