import type { IHookFunctions } from 'n8n-workflow';

import type { Subscription } from '../../src/approvals/request.ts';
import { askDesk, DeskError } from '../shared/desk.ts';
import { explain } from '../shared/explain.ts';

/** For the desk, the same address is one subscription, so asking again is harmless and mends a desk that has forgotten. */
export async function subscribe(context: IHookFunctions): Promise<boolean> {
  const url = context.getNodeWebhookUrl('default');
  const { id } = await told(context, () => askDesk<Subscription>(context, 'POST', '/api/subscriptions', { url }));
  context.getWorkflowStaticData('node')['subscriptionId'] = id;
  return true;
}

export async function unsubscribe(context: IHookFunctions): Promise<boolean> {
  const remembered = context.getWorkflowStaticData('node');
  const id = remembered['subscriptionId'];
  if (typeof id === 'string')
    await told(context, () => askDesk(context, 'DELETE', `/api/subscriptions/${id}`).catch(gone));
  delete remembered['subscriptionId'];
  return true;
}

function gone(error: unknown): void {
  if (!(error instanceof DeskError && error.status === 404)) throw error;
}

async function told<T>(context: IHookFunctions, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw explain(context.getNode(), error);
  }
}
