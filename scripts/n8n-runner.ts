import type {
  ICredentialDataDecryptedObject,
  ICredentialsHelper,
  IConnections,
  IHttpRequestOptions,
  INode,
  INodeExecutionData,
  IRun,
  IWorkflowBase,
  IWorkflowExecuteAdditionalData,
  IWorkflowSettings,
  Workflow,
  WorkflowExecuteMode,
} from 'n8n-workflow';

import { core, n8n, nodeTypes, ownCredentials } from './n8n-types.ts';

export interface WorkflowFile {
  id: string;
  name: string;
  nodes: INode[];
  connections: IConnections;
  settings?: IWorkflowSettings;
}

export interface RunnerOptions {
  /** Decrypted data by credential type. */
  credentials?: Record<string, object>;
  /** Called after each node with what it put out, by output. */
  onNode?: (workflow: string, node: string, outputs: INodeExecutionData[][]) => void;
  /** Where triggers tell others to call them. */
  webhookBaseUrl?: string;
}

type EngineConfig = Parameters<typeof n8n.Expression.initExpressionEngine>[0];

export interface Runner {
  /** Runs a workflow from a trigger, as n8n's engine does; ends when it has ended. */
  run(file: WorkflowFile, start: string, input?: INodeExecutionData[]): Promise<IRun>;
  /** What n8n hands to the contexts it makes for hooks and webhooks. */
  prepare(
    file: WorkflowFile,
    mode: WorkflowExecuteMode,
  ): { workflow: Workflow; additional: IWorkflowExecuteAdditionalData };
}

/** n8n's own engine in this process, with the nodes of n8n-nodes-base and the built nodes of this package. */
export function createRunner(options: RunnerOptions = {}): Runner {
  let executions = 0;

  function prepare(file: WorkflowFile, mode: WorkflowExecuteMode) {
    const { nodes, connections, settings = { executionOrder: 'v1' } } = structuredClone(file);
    const workflow = new n8n.Workflow({
      id: file.id,
      name: file.name,
      active: mode !== 'manual',
      nodeTypes,
      nodes,
      connections,
      settings,
    });
    const data = { id: file.id, name: file.name, nodes, connections } as unknown as IWorkflowBase;
    const executionId = String(++executions);
    const hooks = new core.ExecutionLifecycleHooks(mode, executionId, data);
    hooks.addHandler('nodeExecuteAfter', (node, { data }) => {
      options.onNode?.(
        file.name,
        node,
        (data?.['main'] ?? []).map((items) => items ?? []),
      );
    });
    const base = options.webhookBaseUrl ?? 'http://127.0.0.1';
    const additional = {
      executionId,
      hooks,
      currentNodeExecutionIndex: 0,
      credentialsHelper: credentialsHelper(options.credentials ?? {}),
      instanceBaseUrl: base,
      restApiUrl: base,
      webhookBaseUrl: `${base}/webhook`,
      webhookTestBaseUrl: `${base}/webhook-test`,
      webhookWaitingBaseUrl: `${base}/webhook-waiting`,
      formWaitingBaseUrl: `${base}/form-waiting`,
      variables: {},
      setExecutionStatus: () => undefined,
      sendDataToUI: () => undefined,
    } as unknown as IWorkflowExecuteAdditionalData;
    return { workflow, additional };
  }

  async function run(file: WorkflowFile, start: string, input?: INodeExecutionData[]): Promise<IRun> {
    await n8n.Expression.initExpressionEngine({ engine: 'legacy' } as EngineConfig);
    const { workflow, additional } = prepare(file, input ? 'webhook' : 'manual');
    const startNode = workflow.getNode(start);
    if (!startNode) throw new Error(`The workflow "${file.name}" has no node "${start}"`);
    if (!input) return new core.WorkflowExecute(additional, 'manual').run({ workflow, startNode });
    const stack = [{ node: startNode, data: { main: [input] }, source: null }];
    const data = n8n.createRunExecutionData({ executionData: { nodeExecutionStack: stack } });
    return new core.WorkflowExecute(additional, 'webhook', data).processRunExecutionData(workflow);
  }

  return { run, prepare };
}

/** The JSON items a node put out at one output, over all its runs. */
export function itemsOf(run: IRun, node: string, output = 0): Record<string, unknown>[] {
  const runs = run.data.resultData.runData[node] ?? [];
  return runs.flatMap(({ data }) => (data?.['main']?.[output] ?? []).map(({ json }) => json));
}

/** The file with other values in an Edit Fields node. */
export function withFields(file: WorkflowFile, node: string, values: Record<string, unknown>): WorkflowFile {
  const copy = structuredClone(file);
  const parameters = copy.nodes.find(({ name }) => name === node)?.parameters as
    { assignments?: { assignments?: { name: string; value: unknown }[] } } | undefined;
  for (const [name, value] of Object.entries(values)) {
    const assignment = parameters?.assignments?.assignments?.find((one) => one.name === name);
    if (!assignment) throw new Error(`The node "${node}" of "${file.name}" sets no "${name}"`);
    assignment.value = value;
  }
  return copy;
}

function credentialsHelper(credentials: Record<string, object>): ICredentialsHelper {
  const decrypted = (type: string) => {
    const data = credentials[type];
    if (!data) throw new Error(`No credential of type ${type} is given to the runner`);
    return { ...data } as ICredentialDataDecryptedObject;
  };
  const helper: Partial<ICredentialsHelper> = {
    getDecrypted: async (_additional, _node, type) => decrypted(type),
    authenticate: async (data, type, request) => authenticated(data, type, request as IHttpRequestOptions),
    getParentTypes: () => [],
    getCredentialsProperties: () => [],
    isCredentialUsableByNode: () => true,
    preAuthentication: async () => undefined,
    runPreAuthentication: async () => undefined,
  };
  return helper as ICredentialsHelper;
}

/** Generic authentication: headers whose expressions name the credential's fields. */
function authenticated(
  data: ICredentialDataDecryptedObject,
  type: string,
  request: IHttpRequestOptions,
): IHttpRequestOptions {
  const authenticate = ownCredentials.find(({ name }) => name === type)?.authenticate;
  const templates = typeof authenticate === 'object' ? (authenticate.properties.headers ?? {}) : {};
  const headers = Object.entries(templates).map(([name, template]) => {
    const value = String(template).replace(/^=/, '');
    return [name, value.replace(/\{\{ ?\$credentials\.(\w+) ?\}\}/g, (_, field: string) => String(data[field]))];
  });
  return { ...request, headers: { ...request.headers, ...Object.fromEntries(headers) } };
}
