import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { DecisionRecord } from '../../src/approvals/request.ts';
import { answer } from '../shared/answer.ts';
import { askDesk, DeskError } from '../shared/desk.ts';

/** Takes nothing from the call but the id to ask the desk for. A decision the desk doesn't know starts nothing. */
export async function receiveDecision(context: IWebhookFunctions): Promise<IWebhookResponseData> {
  const { decisionId } = context.getBodyData();
  if (typeof decisionId !== 'string' || decisionId === '') return answer(context, 400, 'The call names no decisionId');
  try {
    const decision = await askDesk<DecisionRecord>(context, 'GET', `/api/decisions/${encodeURIComponent(decisionId)}`);
    return { workflowData: [[{ json: decision as unknown as IDataObject }]] };
  } catch (error) {
    // n8n starts the workflow with an empty item when this throws, so nothing may get past here.
    if (error instanceof DeskError && error.status === 404) return answer(context, 404, error.message);
    context.logger.error(`Decision not received: ${(error as Error).message}`);
    return answer(context, 502, 'The desk could not be asked about this decision');
  }
}
