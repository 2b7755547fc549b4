import type { Context } from '../context.ts';
import { look } from '../look.ts';
import { keptDecisionIds } from '../store/decisions.ts';
import { loadRequest, requestIds } from '../store/requests.ts';
import { voidRequest } from '../void-request.ts';

/** Voids open requests whose invoice changed or is gone, and sees to it that every kept decision is on its way. */
export async function sweep(context: Context): Promise<void> {
  await context.outbox(async (tx, send) => {
    for (const decisionId of await keptDecisionIds(tx)) await send('record', { decisionId });
  });
  for (const id of await requestIds(context.sql, 'open')) {
    const request = await loadRequest(context.sql, id);
    const now = await look(context.odoo, request);
    if (now.is === 'unknown') throw now.error;
    if (now.is === 'changed') await context.outbox((...tx) => voidRequest(context, tx, request, now.why));
  }
}
