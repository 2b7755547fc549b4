import { openCase } from '../cases.ts';
import type { Context } from '../context.ts';
import type { DeadLetter } from '../queue.ts';
import { findDecision } from '../store/decisions.ts';
import { findRequest, type StoredRequest } from '../store/requests.ts';

const WHAT: Record<string, { title: string; nextStep: string }> = {
  slack: {
    title: 'A Slack message could not be brought up to date',
    nextStep: "Check that the desk's Slack app is installed and a member of its channel, then ask for approval again.",
  },
  mail: {
    title: 'A mail to an approver could not be sent',
    nextStep: "Check the approver's address and the mail server, then ask for approval again.",
  },
  wake: {
    title: 'n8n could not be told of a decision',
    nextStep: 'Check that the workflow with the decision trigger is active; the desk tells it again every few minutes.',
  },
};

/** A job that was tried for hours and failed becomes a case, so that a person sees it. */
export async function deadLetter(context: Context, { job, data, error }: DeadLetter): Promise<void> {
  const request = await requestOf(context, data);
  const { title, nextStep } = WHAT[job] ?? { title: `The desk's job ${job} failed`, nextStep: "See the desk's log." };
  await openCase(context, {
    key: `desk.job-failed.${job}.${Object.values(data).join('.')}`,
    kind: 'technical',
    code: 'desk.job-failed',
    title: request ? `${title}: ${request.facts.name}` : title,
    detail: error,
    nextStep,
    severity: 'high',
    request,
  });
}

async function requestOf({ sql }: Context, data: DeadLetter['data']): Promise<StoredRequest | undefined> {
  const id = data.requestId ?? (data.decisionId && (await findDecision(sql, data.decisionId))?.requestId);
  return id ? findRequest(sql, id) : undefined;
}
