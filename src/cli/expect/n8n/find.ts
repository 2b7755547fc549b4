import type { N8n, N8nWorkflow } from '../../n8n/client.ts';
import type { WorkflowBody } from '../../n8n/shipped.ts';

/** Started by n8n where a run fails; has no settings and nothing to run by hand. */
export const ON_FAILURE = 'failed-run';

/** Kept with the workflow in n8n: which of ours it is, and what it was when setup wrote it. */
export interface Mark {
  workflow: string;
  as: string;
}

export const markOf = ({ staticData }: N8nWorkflow): Mark | undefined =>
  staticData?.['odooBilling'] as Mark | undefined;

/** The ones setup made, else those imported by hand: nodes keep their ids through an import. */
export async function find(n8n: N8n, name: string, shipped: WorkflowBody): Promise<N8nWorkflow | undefined> {
  const workflows = (await n8n.workflows()).filter(({ isArchived }) => !isArchived);
  const ids = new Set(shipped.nodes.map(({ id }) => id));
  const imported = (workflow: N8nWorkflow) => workflow.nodes.filter(({ id }) => ids.has(id)).length * 2 > ids.size;
  return workflows.find((workflow) => markOf(workflow)?.workflow === name) ?? workflows.find(imported);
}
