import type { INode } from 'n8n-workflow';

import { createRunner, type WorkflowFile } from '../../scripts/n8n-runner.ts';

const credentials = { odooBillingApi: { id: '1', name: 'Odoo Billing' }, billingDeskApi: { id: '2', name: 'Desk' } };

/** Manual trigger, Edit Fields with the items' fields, and one node of ours. */
export function singleNode(
  type: string,
  parameters: INode['parameters'],
  { fields = {}, ...change }: { fields?: object } & Partial<INode> = {},
): WorkflowFile {
  const main = (target: string) => ({ main: [[{ node: target, type: 'main' as const, index: 0 }]] });
  const node = (name: string, kind: string, typeVersion: number, own: INode['parameters']): INode => ({
    id: name,
    name,
    type: kind,
    typeVersion,
    position: [0, 0],
    parameters: own,
  });
  return {
    id: 'single',
    name: 'Single',
    nodes: [
      node('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
      node('Fields', 'n8n-nodes-base.set', 3.4, { mode: 'raw', jsonOutput: JSON.stringify(fields), options: {} }),
      { ...node('Node', `n8n-nodes-odoo-billing.${type}`, 1, parameters), credentials, ...change },
    ],
    connections: { Start: main('Fields'), Fields: main('Node') },
  };
}

export const runSingle = (file: WorkflowFile, credentials: Record<string, object>) =>
  createRunner({ credentials }).run(file, 'Start');
