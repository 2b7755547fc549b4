import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WORKFLOWS } from '../beside.ts';
import type { N8nNode, N8nWorkflow } from './client.ts';

export type WorkflowBody = Pick<N8nWorkflow, 'name' | 'nodes' | 'connections' | 'settings'>;

/** The workflows that come with the package, by file name: `billing-run`, … */
export async function shippedWorkflows(): Promise<[name: string, workflow: WorkflowBody][]> {
  const files = (await readdir(WORKFLOWS)).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(
    files.map(async (file): Promise<[string, WorkflowBody]> => {
      const { name, nodes, connections, settings } = JSON.parse(
        await readFile(join(WORKFLOWS, file), 'utf8'),
      ) as WorkflowBody;
      return [file.replace(/\.json$/, ''), { name, nodes, connections, settings }];
    }),
  );
}

/** The node in which a designer sets what differs from firm to firm. */
const SETTINGS_NODE = 'Settings';

interface Assignment {
  name: string;
  value: unknown;
}

function assignmentsOf(node: N8nNode): Assignment[] {
  const { assignments } = node.parameters as { assignments?: { assignments?: Assignment[] } };
  return assignments?.assignments ?? [];
}

/** What a workflow does, apart from a firm's own settings, credentials and where the boxes stand. */
export function fingerprint({ nodes, connections }: Pick<N8nWorkflow, 'nodes' | 'connections'>): string {
  const plain = nodes
    .map(({ id: _id, position: _position, credentials: _credentials, webhookId: _webhook, ...node }) =>
      node.name === SETTINGS_NODE
        ? { ...node, parameters: { settings: assignmentsOf(node as N8nNode).map(({ name }) => name) } }
        : node,
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify(sorted([plain, connections])))
    .digest('hex')
    .slice(0, 16);
}

/** Keys in one order, whoever wrote the JSON. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]));
}

/** A shipped workflow with n8n's own credentials, and the name and settings a firm has given the one that is there. */
export function fitted(
  shipped: WorkflowBody,
  credentials: Readonly<Record<string, { id: string; name: string }>>,
  there?: Pick<N8nWorkflow, 'name' | 'nodes' | 'settings'>,
): WorkflowBody {
  const own = new Map(
    (there?.nodes ?? [])
      .filter(({ name }) => name === SETTINGS_NODE)
      .flatMap(assignmentsOf)
      .map(({ name, value }) => [name, value]),
  );
  const nodes = shipped.nodes.map((node) => ({
    ...node,
    ...(node.credentials && { credentials: replaced(node.credentials, credentials) }),
    ...(node.name === SETTINGS_NODE && { parameters: withValues(node, own) }),
  }));
  const { name } = there ?? shipped;
  return { ...shipped, name, nodes, settings: { ...shipped.settings, ...there?.settings } };
}

const replaced = (
  named: NonNullable<N8nNode['credentials']>,
  known: Readonly<Record<string, { id: string; name: string }>>,
): NonNullable<N8nNode['credentials']> =>
  Object.fromEntries(Object.entries(named).map(([type, credential]) => [type, known[type] ?? credential]));

function withValues(node: N8nNode, own: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const assignments = assignmentsOf(node).map((each) =>
    own.has(each.name) ? { ...each, value: own.get(each.name) } : each,
  );
  return { ...node.parameters, assignments: { assignments } };
}
