import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';

import type { Subscription } from '../../src/approvals/request.ts';
import { askDesk, type DeskError } from '../shared/desk.ts';

export async function isSubscribed(context: IHookFunctions): Promise<boolean> {
  return told(context, async () => (await mine(context)) !== undefined);
}

export async function subscribe(context: IHookFunctions): Promise<boolean> {
  return told(context, async () => {
    await askDesk<Subscription>(context, 'POST', '/api/subscriptions', { url: address(context) });
    return true;
  });
}

export async function unsubscribe(context: IHookFunctions): Promise<boolean> {
  return told(context, async () => {
    const subscription = await mine(context);
    if (subscription) await askDesk(context, 'DELETE', `/api/subscriptions/${subscription.id}`);
    return true;
  });
}

/** Looked up at the desk, not remembered here: several n8n processes may switch this workflow on and off. */
async function mine(context: IHookFunctions): Promise<Subscription | undefined> {
  const subscriptions = await askDesk<Subscription[]>(context, 'GET', '/api/subscriptions');
  return subscriptions.find(({ url }) => url === address(context));
}

const address = (context: IHookFunctions): string => context.getNodeWebhookUrl('default') as string;

async function told<T>(context: IHookFunctions, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const { message, mend } = error as DeskError;
    throw new NodeOperationError(context.getNode(), error as Error, { message, ...(mend && { description: mend }) });
  }
}
