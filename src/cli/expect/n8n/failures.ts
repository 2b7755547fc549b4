import type { N8n, N8nWorkflow } from '../../n8n/client.ts';
import type { WorkflowBody } from '../../n8n/shipped.ts';
import type { Expectation } from '../../expectation.ts';
import { missing, ok } from '../../expectation.ts';
import { find, ON_FAILURE } from './find.ts';

type Shipped = readonly (readonly [name: string, workflow: WorkflowBody])[];

const errorWorkflowOf = ({ settings }: N8nWorkflow) => (settings as { errorWorkflow?: string }).errorWorkflow;

/** The workflows of ours that are in n8n, and the one n8n is to start where one of them fails. */
async function inN8n(n8n: N8n, shipped: Shipped): Promise<{ onFailure?: N8nWorkflow; others: N8nWorkflow[] }> {
  const found = await Promise.all(
    shipped.map(async ([name, workflow]) => [name, await find(n8n, name, workflow)] as const),
  );
  const onFailure = found.find(([name]) => name === ON_FAILURE)?.[1];
  return {
    ...(onFailure && { onFailure }),
    others: found.flatMap(([name, workflow]) => (workflow && name !== ON_FAILURE ? [workflow] : [])),
  };
}

/** Those whose failure nobody is told. An error workflow of the firm's own is as good, as long as it is there. */
async function untold(n8n: N8n, shipped: Shipped): Promise<N8nWorkflow[]> {
  const there = new Set((await n8n.workflows()).filter(({ isArchived }) => !isArchived).map(({ id }) => id));
  return (await inN8n(n8n, shipped)).others.filter((workflow) => !there.has(errorWorkflowOf(workflow) ?? ''));
}

export const failuresAreTold = (shipped: Shipped): Expectation[] => [
  {
    id: 'n8n.failures',
    title: 'A workflow that fails becomes a case',
    needs: [`n8n.published-${ON_FAILURE}`],
    async look({ n8n }) {
      const lacking = await untold(n8n(), shipped);
      if (!lacking.length) return ok('Each has an error workflow');
      return missing(
        `Without an error workflow, a failure is seen in n8n only: ${lacking.map(({ name }) => name).join(', ')}.`,
        'Run setup, or choose it in n8n under Settings → Error workflow of each.',
      );
    },
    async mend(place) {
      const n8n = place.n8n();
      const { onFailure } = await inN8n(n8n, shipped);
      if (!onFailure) return undefined;
      const lacking = await untold(n8n, shipped);
      for (const { id, active, name, nodes, connections, settings, staticData } of lacking) {
        const told = { ...settings, errorWorkflow: onFailure.id };
        await n8n.updateWorkflow(id, { name, nodes, connections, settings: told, staticData });
        if (active) await n8n.publish(id);
      }
      return `Made "${onFailure.name}" the error workflow of ${lacking.map(({ name }) => name).join(', ')}.`;
    },
  },
];
