import type { IAdaptiveCard } from '@microsoft/teams.cards';
import { Unanswered, unanswered } from '../errors.ts';

const TIMEOUT_MS = 20_000;

/**
 * Posts a card through a workflow of Teams. Its address is a secret, and in no message.
 *
 * @throws where the workflow did not take it
 */
export async function postByWebhook(url: string, content: IAdaptiveCard): Promise<void> {
  const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }];
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'message', attachments }),
  }).catch((error: Error) => {
    const why = (error.cause as Error | undefined)?.message ?? error.name;
    throw unanswered(error, `The workflow of Teams can't be reached: ${why}`);
  });
  await response.body?.cancel();
  if (response.ok) return;
  const answer = `The workflow of Teams answered HTTP ${response.status}.`;
  throw response.status >= 500 ? new Unanswered(answer) : new Error(answer);
}
