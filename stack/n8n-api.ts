import { setTimeout as sleep } from 'node:timers/promises';
import type { IRunExecutionData } from 'n8n-workflow';

export interface Credential {
  name: string;
  type: string;
  data: Record<string, unknown>;
}

export interface WorkflowFile {
  name: string;
  nodes: { name: string; type: string; credentials?: Record<string, { id: string; name: string }> }[];
  connections: object;
  settings?: object;
}

export interface Execution {
  id: string;
  workflowId: string;
  status: 'new' | 'running' | 'waiting' | 'success' | 'error' | 'crashed' | 'canceled';
  startedAt: string;
  data: IRunExecutionData;
}

/** A node n8n has loaded, e.g. `n8n-nodes-base.set`, and the credential types it takes. */
export interface NodeType {
  name: string;
  properties: { name: string; options?: { value?: unknown }[] }[];
  credentials?: { name: string }[];
}

export interface N8nApi {
  /** For n8n's public API. */
  apiKey: string;
  nodeTypes(): Promise<NodeType[]>;
  importCredentials(credentials: readonly Credential[]): Promise<void>;
  /** Imports a workflow as a person would: nodes that need a credential get the imported one of that type. */
  importWorkflow(workflow: WorkflowFile): Promise<string>;
  /** What the From List picker of a node's parameter offers, asked as the editor asks. */
  pick(
    nodeType: string,
    method: string,
    parameters: object,
    filter?: string,
  ): Promise<{ results: { name: string; value: unknown; url?: string }[]; paginationToken?: string }>;
  /** Publishes the workflow and waits until its triggers listen. */
  activate(workflowId: string): Promise<void>;
  /** Switches the workflow off and waits until its triggers are gone. */
  deactivate(workflowId: string): Promise<void>;
  /** Runs the workflow from one of its triggers until it ends or waits. */
  run(workflowId: string, trigger: string, seconds?: number): Promise<Execution>;
  execution(id: string): Promise<Execution>;
  /** Presses Retry on a run that failed: from the node it failed at, with the same items. */
  retry(id: string, seconds?: number): Promise<Execution>;
  /** Executions of the workflow that have ended, begun at or after `since`, oldest first. */
  executions(workflowId: string, since?: Date): Promise<Execution[]>;
  /** How many are under way, which n8n leaves out of its list. */
  running(workflowId: string): Promise<number>;
}

export const owner = { email: 'owner@example.com', firstName: 'Olive', lastName: 'Owner', password: 'Billing-2026' };

/** Makes the owner of a fresh n8n, signs in, and drives it over REST. */
export async function n8nApi(url: string): Promise<N8nApi> {
  // A connection that is kept may be closed by n8n just as the next call goes out on it.
  const session: Record<string, string> = { 'browser-id': 'stack', connection: 'close' };
  const credentials = new Map<string, { id: string; name: string }>();

  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(url + path, {
      method,
      headers: { 'content-type': 'application/json', ...session },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`n8n answered ${response.status} to ${method} ${path}: ${text}`);
    const [cookie] = response.headers.getSetCookie();
    if (cookie) session['cookie'] = cookie.split(';', 1).join();
    return JSON.parse(text) as T;
  }
  const rest = async <T>(method: string, path: string, body?: unknown) =>
    (await call<{ data: T }>(method, `/rest${path}`, body)).data;

  await rest('POST', '/owner/setup', owner);
  const scopes = await rest<string[]>('GET', '/api-keys/scopes');
  const { rawApiKey } = await rest<{ rawApiKey: string }>('POST', '/api-keys', {
    label: 'stack',
    expiresAt: null,
    scopes,
  });
  session['X-N8N-API-KEY'] = rawApiKey;

  const nodeTypes = () => call<NodeType[]>('GET', '/types/nodes.json');
  const execution = (id: string) => call<Execution>('GET', `/api/v1/executions/${id}?includeData=true`);

  async function ended(id: string, seconds: number): Promise<Execution> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const now = await execution(id);
      if (now.status !== 'new' && now.status !== 'running') return now;
      if (Date.now() > deadline) throw new Error(`Execution ${id} still runs after ${seconds} s.`);
      await sleep(100);
    }
  }

  return {
    apiKey: rawApiKey,
    nodeTypes,
    execution,

    async importCredentials(given) {
      for (const credential of given) {
        const { id, name } = await call<{ id: string; name: string }>('POST', '/api/v1/credentials', credential);
        credentials.set(credential.type, { id, name });
      }
    },

    async importWorkflow({ name, nodes, connections, settings = {} }) {
      const types = await nodeTypes();
      const withCredentials = nodes.map((node) => {
        const needed = types.filter((type) => type.name === node.type).flatMap((type) => type.credentials ?? []);
        const found = needed.flatMap((need) => {
          const credential = credentials.get(need.name);
          return credential ? [[need.name, credential] as const] : [];
        });
        return found.length ? { ...node, credentials: Object.fromEntries(found) } : node;
      });
      const workflow = { name, nodes: withCredentials, connections, settings };
      return (await call<{ id: string }>('POST', '/api/v1/workflows', workflow)).id;
    },

    async pick(nodeType, method, parameters, filter) {
      return rest('POST', '/dynamic-node-parameters/resource-locator-results', {
        path: 'parameters.filters',
        nodeTypeAndVersion: { name: nodeType, version: 1 },
        currentNodeParameters: parameters,
        methodName: method,
        credentials: Object.fromEntries(credentials),
        ...(filter && { filter }),
      });
    },

    async activate(workflowId) {
      await call('POST', `/api/v1/workflows/${workflowId}/activate`);
      for (;;) {
        const { status } = await rest<{ status: string }>('GET', `/workflows/${workflowId}/publication-status`);
        if (status === 'published') return;
        if (status === 'failed' || status === 'partial')
          throw new Error(`n8n could not start the triggers of workflow ${workflowId} (${status}).`);
        await sleep(50);
      }
    },

    async deactivate(workflowId) {
      await call('POST', `/api/v1/workflows/${workflowId}/deactivate`);
      for (;;) {
        const { status } = await rest<{ status: string }>('GET', `/workflows/${workflowId}/publication-status`);
        if (status !== 'published' && status !== 'in_progress') return;
        await sleep(50);
      }
    },

    async run(workflowId, trigger, seconds = 120) {
      const { executionId } = await rest<{ executionId: string }>('POST', `/workflows/${workflowId}/run`, {
        triggerToStartFrom: { name: trigger },
      });
      return ended(executionId, seconds);
    },

    async retry(id, seconds = 120) {
      const again = await rest<{ id: string }>('POST', `/executions/${id}/retry`, { loadWorkflow: false });
      return ended(again.id, seconds);
    },

    async executions(workflowId, since = new Date(0)) {
      const { data } = await call<{ data: Execution[] }>(
        'GET',
        `/api/v1/executions?workflowId=${workflowId}&includeData=true&limit=250`,
      );
      return data.filter(({ startedAt }) => new Date(startedAt) >= since).reverse();
    },

    async running(workflowId) {
      const { data } = await call<{ data: Execution[] }>(
        'GET',
        `/api/v1/executions?workflowId=${workflowId}&status=running`,
      );
      return data.length;
    },
  };
}
