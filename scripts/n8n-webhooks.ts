import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import type {
  IHookFunctions,
  INodeExecutionData,
  IRun,
  IWebhookData,
  IWebhookFunctions,
  WebhookSetupMethodNames,
} from 'n8n-workflow';

import { createRunner, type Runner, type RunnerOptions, type WorkflowFile } from './n8n-runner.ts';
import { core, nodeTypes } from './n8n-types.ts';

export interface ActiveWorkflow {
  /** Address the trigger listens at. */
  url: string;
  /** Takes the trigger's registration back and waits for runs under way. */
  close(): Promise<void>;
}

/**
 * Switches a workflow with a webhook trigger on, as n8n does when it is published: the trigger registers its address,
 * and each call it accepts runs the workflow once.
 */
export async function activate(
  file: WorkflowFile,
  trigger: string,
  options: RunnerOptions & { onRun?: (run: IRun) => void } = {},
): Promise<ActiveWorkflow> {
  const running = new Set<Promise<void>>();
  const start = async (input: INodeExecutionData[]) => options.onRun?.(await runner.run(file, trigger, input));
  const server = createServer(async (request, response) => {
    const answer = answering(response);
    try {
      const { workflowData } = await receive(JSON.parse((await text(request)) || '{}'), answer);
      const [input] = workflowData ?? [];
      if (!input) return;
      const run = start(input).finally(() => running.delete(run));
      running.add(run);
      answer.json({ message: 'Workflow was started' });
    } catch (error) {
      answer.status(500).json({ message: (error as Error).message });
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const webhookBaseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const runner = createRunner({ ...options, webhookBaseUrl });
  const { receive, registration } = webhookOf(runner, file, trigger);
  if (!(await registration.call('checkExists'))) await registration.call('create');
  return {
    url: registration.url,
    async close() {
      await registration.call('delete');
      await Promise.all(running);
      await new Promise((closed) => server.close(closed));
    },
  };
}

function webhookOf(runner: Runner, file: WorkflowFile, trigger: string) {
  const { workflow, additional, node } = nodeOf(runner, file, trigger);
  const type = nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
  const { webhook, webhookMethods } = type;
  const [webhookDescription] = type.description.webhooks ?? [];
  if (!webhookDescription || !webhook) throw new Error(`"${trigger}" is no webhook trigger`);
  const data = { httpMethod: 'POST', node: trigger, path: '', workflowId: file.id, webhookDescription } as IWebhookData;
  const hooks = new core.HookContext(workflow, node, additional, 'trigger', 'activate', data);
  return {
    registration: {
      url: hooks.getNodeWebhookUrl('default') as string,
      call: async (name: WebhookSetupMethodNames) => webhookMethods?.['default']?.[name]?.call(hooks as IHookFunctions),
    },
    receive(body: unknown, response: object) {
      const { workflow, additional, node } = nodeOf(runner, file, trigger);
      const request = { body, headers: {}, query: {}, params: {}, method: 'POST' };
      Object.assign(additional, { httpRequest: request, httpResponse: response });
      const context = new core.WebhookContext(workflow, node, additional, 'webhook', data, [], null);
      return webhook.call(context as IWebhookFunctions);
    },
  };
}

function nodeOf(runner: Runner, file: WorkflowFile, name: string) {
  const prepared = runner.prepare(file, 'webhook');
  const node = prepared.workflow.getNode(name);
  if (!node) throw new Error(`The workflow "${file.name}" has no node "${name}"`);
  return { ...prepared, node };
}

/** The little of Express's response that a trigger uses. */
function answering(response: ServerResponse) {
  const answer = {
    status(code: number) {
      response.statusCode = code;
      return answer;
    },
    json(body: object) {
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
    },
  };
  return answer;
}
