import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import type { ApprovalOutcome, ApprovalRequest, Wait } from '../../../src/approvals/request.ts';
import { askDesk } from '../../shared/desk.ts';
import { failed } from '../../shared/items.ts';
import { shownFor } from '../../shared/route.ts';
import { question, questionProperties } from './create.operation.ts';
import { byOutput, item } from './outputs.ts';

const UNIT_MS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;
const LONGEST_MS = 90 * UNIT_MS.days;

export const description = shownFor('request', 'createAndWait', [
  {
    displayName:
      'For one invoice. For many, use Create and the Billing Decision Trigger: then two hundred invoices don’t hang on one absent approver.',
    name: 'notice',
    type: 'notice',
    default: '',
  },
  ...questionProperties,
  {
    displayName: 'Wait At Most',
    name: 'waitAmount',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 7,
    description: 'Then it goes on as not approved. The request stays open at the desk. 90 days at most.',
  },
  {
    displayName: 'Unit',
    name: 'waitUnit',
    type: 'options',
    options: [
      { name: 'Days', value: 'days' },
      { name: 'Hours', value: 'hours' },
      { name: 'Minutes', value: 'minutes' },
    ],
    default: 'days',
  },
]);

/** Asks, has the desk call this execution when there is an outcome, and suspends it. Nothing to wait for goes on at once. */
export async function requestAndWait(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
  try {
    onlyOne(context);
    const request = await askDesk<ApprovalRequest>(context, 'POST', '/api/requests', question(context, 0));
    const path = `/api/requests/${encodeURIComponent(request.id)}`;
    const outcome = await askDesk<ApprovalOutcome>(context, 'GET', `${path}/outcome`);
    if (outcome.status !== 'waiting') return byOutput(outcome);
    const until = new Date(Date.now() + limit(context));
    goOnWith(context, item({ ...outcome, status: 'timed-out', reason: 'Nobody decided in time.' }));
    const wait: Wait = { url: resumeUrl(context), until: until.toISOString() };
    await askDesk(context, 'POST', `${path}/waits`, wait);
    await context.putExecutionToWait(until);
    return [context.getInputData()];
  } catch (error) {
    return [failed(context, error, [0]), []];
  }
}

/**
 * When time is up, n8n takes this node for disabled and hands its input on to the first output. What was put there says
 * that nobody decided, and which request it was about when the desk calls.
 */
function goOnWith(context: IExecuteFunctions, kept: INodeExecutionData): void {
  context.getExecuteData().data['main'] = [[kept]];
}

/** With n8n's own key to this execution in it: a secret. */
const resumeUrl = (context: IExecuteFunctions): string =>
  String(context.evaluateExpression('{{ $execution.resumeUrl }}', 0));

function limit(context: IExecuteFunctions): number {
  const unit = context.getNodeParameter('waitUnit', 0, 'days') as keyof typeof UNIT_MS;
  const ms = Number(context.getNodeParameter('waitAmount', 0, 7)) * UNIT_MS[unit];
  if (ms >= UNIT_MS.minutes && ms <= LONGEST_MS) return ms;
  throw new NodeOperationError(context.getNode(), 'Nobody can wait that long, or that short', {
    description: 'Set Wait At Most to something between one minute and 90 days.',
  });
}

function onlyOne(context: IExecuteFunctions): void {
  const { length } = context.getInputData();
  if (length === 1) return;
  throw new NodeOperationError(context.getNode(), `One invoice can be waited for, and ${length} items came in`, {
    description:
      'For several invoices, use the operation Create, and start a workflow of its own with the Billing Decision Trigger for each decision.',
  });
}
