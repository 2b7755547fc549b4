import {
  toCronExpression,
  type INodeExecutionData,
  type IRun,
  type ITriggerFunctions,
  type ITriggerResponse,
} from 'n8n-workflow';

import type { BillingEvent, EventBatch } from '../../src/billing/events.ts';
import { explain } from '../shared/explain.ts';
import { onHint } from './hints.ts';
import { connectEvents, isOutage, keyOf, listenerOf } from './listener.ts';

const MOST_AT_ONCE = { each: 50, together: 1000 } as const;
type Start = keyof typeof MOST_AT_ONCE;

/** Batches whose executions have not ended. What comes on top waits in Odoo for a later look. */
const MOST_UNDER_WAY = 10;

/** An outage is told after so many looks, anything else at once. */
const PATIENCE = 5;

/** Looks at the start, on every hint and by the clock. */
export async function watch(context: ITriggerFunctions): Promise<ITriggerResponse> {
  if (context.getMode() === 'manual') return {};
  const key = keyOf(context);
  const look = oneAtATime(reporting(context, delivering(context, key)));
  const value = Number(context.getNodeParameter('everyMinutes', 1));
  context.helpers.registerCron(
    { expression: toCronExpression({ mode: 'everyX', unit: 'minutes', value }) },
    () => void look(),
  );
  const forget = onHint(key, look);
  void look();
  return { closeFunction: async () => forget() };
}

/** Hands over everything new. What is not confirmed in the end, Odoo gives out again. */
function delivering(context: ITriggerFunctions, key: string): () => Promise<void> {
  const start = context.getNodeParameter('start', 'each') as Start;
  const underWay = new Set<number>();

  async function deliver(batch: EventBatch): Promise<void> {
    const groups = start === 'each' ? batch.events.map((event) => [event]) : [batch.events];
    try {
      await Promise.all(groups.map((group) => startExecution(context, key, group)));
      await (await connectEvents(context)).confirm(key, batch.id);
    } catch (error) {
      context.logger.warn(`Billing events are not confirmed yet: ${(error as Error).message}`);
    } finally {
      underWay.delete(batch.id);
    }
  }

  return async () => {
    const events = await connectEvents(context);
    while (underWay.size < MOST_UNDER_WAY) {
      const batch = await events.take(key, MOST_AT_ONCE[start], [...underWay]);
      if (batch === 'unknown') return events.listen(listenerOf(context, ''));
      if (!batch) return;
      underWay.add(batch.id);
      void deliver(batch);
    }
  };
}

/**
 * Resolves when the execution has ended or waits. n8n starts none by a key it has seen, which counts as ended. The time
 * is in the key because a database brought back from a backup gives the same ids to other events.
 */
async function startExecution(context: ITriggerFunctions, key: string, events: BillingEvent[]): Promise<void> {
  const [first] = events;
  if (!first) return;
  const done = context.helpers.createDeferredPromise<IRun>();
  const items = events.map((json) => ({ json }) as unknown as INodeExecutionData);
  context.emit([items], undefined, done, `${key}:${first.id}:${first.at}`);
  await done.promise;
}

/** Whoever asks while a look is under way makes for one more after it, however many ask. */
function oneAtATime(look: () => Promise<void>): () => Promise<void> {
  let underWay: Promise<void> | undefined;
  let again = false;
  const run = async () => {
    do {
      again = false;
      await look();
    } while (again);
  };
  return () => {
    again = true;
    underWay ??= run().finally(() => (underWay = undefined));
    return underWay;
  };
}

/** A look that fails is done again by the clock. What lasts is told once, as a failed execution. */
function reporting(context: ITriggerFunctions, look: () => Promise<void>): () => Promise<void> {
  let failures = 0;
  return async () => {
    try {
      await look();
      failures = 0;
    } catch (error) {
      failures += 1;
      context.logger.warn(`Billing events could not be read: ${(error as Error).message}`);
      if (failures === (isOutage(error) ? PATIENCE : 1)) context.saveFailedExecution(explain(context.getNode(), error));
    }
  };
}
