import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

/** Answers the call and starts or resumes nothing. */
export function answer(context: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
  context.getResponseObject().status(status).json({ message });
  return { noWebhookResponse: true };
}
