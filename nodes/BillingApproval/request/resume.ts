import type { IWebhookDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { ApprovalOutcome } from '../../../src/approvals/request.ts';
import { answer } from '../../shared/answer.ts';
import { askDesk, DeskError } from '../../shared/desk.ts';
import { byOutput, type Answer } from './outputs.ts';

export const webhooks: IWebhookDescription[] = [
  { name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: '', isFullPath: true, restartWebhook: true },
];

/**
 * Takes nothing from the call: which request this execution waits for is n8n's own record, what was decided the desk says.
 * Where nothing is decided, or the desk can't say, the execution goes on waiting.
 *
 * Nothing may be thrown here: n8n would resume. And nothing may be changed: two calls at once both come by.
 */
export async function resume(context: IWebhookFunctions): Promise<IWebhookResponseData> {
  try {
    const waitsFor = context.evaluateExpression('{{ $json }}') as unknown as Answer;
    const path = `/api/requests/${encodeURIComponent(waitsFor.requestId)}/outcome`;
    const outcome: Answer = await askDesk<ApprovalOutcome>(context, 'GET', path).catch((error: unknown) => {
      if (!(error instanceof DeskError && error.status === 404)) throw error;
      return { ...waitsFor, status: 'unknown', reason: error.message };
    });
    if (outcome.status === 'waiting') return answer(context, 409, 'Nothing is decided yet');
    return { webhookResponse: { message: 'Thank you' }, workflowData: byOutput(outcome) };
  } catch (error) {
    context.logger.error(`Not resumed: ${(error as Error).message}`);
    return answer(context, 502, 'The desk could not be asked what was decided');
  }
}
