import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkflowFile } from './n8n-api.ts';

/** Values for a workflow's Settings node, by name. */
export type WorkflowSettings = Readonly<Record<string, string | number | boolean>>;

interface SettingsNode {
  parameters: { assignments: { assignments: { name: string; value: unknown }[] } };
}

const folder = join(import.meta.dirname, '..', 'workflows');

/** The names of the shipped workflows: `billing-run`, … */
export async function shippedWorkflows(): Promise<string[]> {
  const files = await readdir(folder);
  return files.filter((file) => file.endsWith('.json')).map((file) => file.replace(/\.json$/, ''));
}

/** A shipped workflow with values of its Settings node changed, as a designer would. */
export async function shippedWorkflow(name: string, settings: WorkflowSettings = {}): Promise<WorkflowFile> {
  const workflow = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8')) as WorkflowFile;
  const node = workflow.nodes.find((each) => each.name === 'Settings') as SettingsNode | undefined;
  for (const [setting, value] of Object.entries(settings)) {
    const assignment = node?.parameters.assignments.assignments.find((each) => each.name === setting);
    if (!assignment) throw new Error(`The workflow ${name} has no setting ${setting}.`);
    assignment.value = value;
  }
  return workflow;
}
