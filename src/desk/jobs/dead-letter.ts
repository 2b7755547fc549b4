import { type DeskCase, openCase } from '../cases.ts';
import type { Context } from '../context.ts';
import type { DeadLetter, JobName, Jobs } from '../queue.ts';
import { findDecision } from '../store/decisions.ts';
import { findRequest, type StoredRequest } from '../store/requests.ts';

interface What {
  title: string;
  nextStep: string;
  /** Where one case stands for all of its jobs, or for all with the same of one thing: they fail for the same reason. */
  isOne?: boolean | 'webhook';
}

const WHAT: Record<string, What> = {
  slack: {
    title: 'A Slack message could not be brought up to date',
    nextStep: "Check that the desk's Slack app is installed and a member of its channel. The desk goes on trying.",
  },
  teams: {
    title: 'A card in Teams could not be brought up to date',
    nextStep:
      "Check that the desk's app is in its channel of Teams and its secret still good, or that the workflow is on. The desk goes on trying.",
  },
  mail: {
    title: 'A mail to an approver could not be sent',
    nextStep: "Check the approver's address and the mail server. The desk goes on trying.",
  },
  question: {
    title: 'A question about an invoice could not be mailed',
    nextStep: 'Check the address of whoever it goes to and the mail server. The desk goes on trying.',
  },
  resume: {
    title: 'An execution in n8n that waits could not be told of the outcome',
    nextStep: 'Check that n8n runs and that the desk reaches its address. The desk goes on trying until nobody waits.',
  },
  watch: {
    title: 'A watch could not look',
    nextStep:
      'Check that Odoo can be read as ODOO_WATCH_LOGIN. Nothing is known of what it would have found; the desk goes on trying.',
  },
  notice: {
    title: 'A reminder or a digest could not be sent',
    nextStep:
      "Check that Slack, Teams and the mail server take the desk's messages. The desk goes on trying, in people's working hours.",
    isOne: true,
  },
  reminders: {
    title: 'Missing hours can’t be looked at, and nobody is reminded of them',
    nextStep: 'Check that Odoo can be read as ODOO_WATCH_LOGIN. The desk goes on trying.',
  },
  digest: {
    title: 'The digest could not be made',
    nextStep: 'Check that Odoo can be read as ODOO_WATCH_LOGIN. The desk goes on trying.',
  },
  deliver: {
    title: 'A webhook does not take what happens to invoices',
    nextStep:
      'Check its address and secret in the file of DESK_WEBHOOKS_FILE, and the receiver. Events are kept, and told in order once it takes them: `odoo-billing events list --open` shows which.',
    isOne: 'webhook',
  },
  wake: {
    title: 'n8n could not be told of a decision',
    nextStep: 'Check that the workflow with the decision trigger is active. The desk goes on trying.',
  },
};

/** A job that failed for hours becomes a case, so that a person sees it, and starts over: nothing else would send it. */
export async function deadLetter(context: Context, { job, data, error }: DeadLetter): Promise<void> {
  const request = await requestOf(context, data);
  await openCase(context, failedCase(job, data, error, request));
  if (job in WHAT) await context.outbox((_tx, send) => send(job as JobName, data as Jobs[JobName]));
}

/** Of a job that failed for hours. Of those that only tell something, none keeps the month from being billed. */
export function failedCase(job: string, data: DeadLetter['data'], error: string, request?: StoredRequest): DeskCase {
  const known = WHAT[job] ?? { title: `The desk's job ${job} failed`, nextStep: "See the desk's log." };
  const about = data.watch ?? data.webhook;
  const title = about ? `${known.title}: ${about}` : known.title;
  return {
    key: failedKey(job, data),
    kind: 'technical',
    code: 'desk.job-failed',
    title: request ? `${title}: ${request.facts.name}` : title,
    detail: error,
    nextStep: known.nextStep,
    severity: TELLS.includes(job) ? 'medium' : 'high',
    request,
  };
}

const TELLS = ['notice', 'reminders', 'digest', 'deliver'];

/** The case of a job that failed for hours. */
export function failedKey(job: string, data: object): string {
  const { isOne = false } = WHAT[job] ?? {};
  const own = isOne === 'webhook' ? [(data as DeadLetter['data']).webhook] : isOne ? [] : Object.values(data);
  return ['desk.job-failed', job, ...own].join('.');
}

async function requestOf({ sql }: Context, data: DeadLetter['data']): Promise<StoredRequest | undefined> {
  const id = data.requestId ?? (data.decisionId && (await findDecision(sql, data.decisionId))?.requestId);
  return id ? findRequest(sql, id) : undefined;
}
