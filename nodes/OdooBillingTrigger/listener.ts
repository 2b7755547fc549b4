import type { IHookFunctions, ITriggerFunctions, IWebhookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { BillingEventKind, BillingEvents, Listener } from '../../src/billing/events.ts';
import { OdooError } from '../../src/odoo/errors.ts';
import { createBillingEvents } from '../../src/odoo/events.ts';
import { explain } from '../shared/explain.ts';
import { connect } from '../shared/odoo.ts';

type AnyContext = IHookFunctions | ITriggerFunctions | IWebhookFunctions;

/** This node in this n8n; while somebody tries it out by hand, another listener than the published one. */
export function keyOf(context: AnyContext): string {
  const test = context.getMode() === 'manual' ? ':test' : '';
  return `${context.getInstanceId()}:${context.getWorkflow().id ?? ''}:${context.getNode().id}${test}`;
}

export async function connectEvents(context: AnyContext): Promise<BillingEvents> {
  return createBillingEvents((await connect(context)).api);
}

export function listenerOf(context: AnyContext, url: string): Listener {
  const kinds = context.getNodeParameter('events', []) as BillingEventKind[];
  if (kinds.length === 0) {
    throw new NodeOperationError(context.getNode(), 'No event is chosen', {
      description: 'Choose under Events what starts this workflow.',
    });
  }
  const { name = 'a workflow' } = context.getWorkflow();
  return { key: keyOf(context), name: `${name}: ${context.getNode().name}`, kinds, url };
}

/** True where Odoo may answer another time, and nothing is wrong that somebody would have to mend here. */
export const isOutage = (error: unknown): boolean =>
  error instanceof OdooError && ['unreachable', 'timeout', 'not-odoo'].includes(error.code);

/** While Odoo is down n8n may still start: Odoo has written down the address when the workflow was published. */
export async function subscribe(context: IHookFunctions): Promise<boolean> {
  try {
    const events = await connectEvents(context);
    await events.listen(listenerOf(context, context.getNodeWebhookUrl('default') ?? ''));
  } catch (error) {
    if (!(isOutage(error) && context.getActivationMode() === 'init')) throw explain(context.getNode(), error);
    context.logger.warn(`Not told to Odoo where to hint at events: ${(error as Error).message}`);
  }
  return true;
}

/** A hint that can't be taken back finds nobody. */
export async function unsubscribe(context: IHookFunctions): Promise<boolean> {
  try {
    await (await connectEvents(context)).unlisten(keyOf(context), context.getMode() === 'manual');
  } catch (error) {
    if (!isOutage(error)) throw explain(context.getNode(), error);
    context.logger.warn(`Not told to Odoo that nobody listens: ${(error as Error).message}`);
  }
  return true;
}
