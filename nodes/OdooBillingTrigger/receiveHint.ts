import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { hint } from './hints.ts';
import { connectEvents, keyOf } from './listener.ts';

const TRIED_OUT = 100;

/** Answers at once, for Odoo makes its user wait: a call means “look now” and nothing else. */
export async function receiveHint(context: IWebhookFunctions): Promise<IWebhookResponseData> {
  if (context.getMode() === 'manual') return tryOut(context);
  void hint(keyOf(context));
  return { webhookResponse: { message: 'Thank you' } };
}

/** “Listen for test event” has nobody who looks: the call itself brings what is new. */
async function tryOut(context: IWebhookFunctions): Promise<IWebhookResponseData> {
  const events = await connectEvents(context);
  const batch = await events.take(keyOf(context), TRIED_OUT);
  if (!batch || batch === 'unknown') return { webhookResponse: { message: 'Nothing is new' } };
  await events.confirm(keyOf(context), batch.id);
  return { workflowData: [batch.events.map((json) => ({ json }) as unknown as INodeExecutionData)] };
}
