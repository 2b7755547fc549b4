import type { ExpressionString, INodeExecutionData } from 'n8n-workflow';

import type { ApprovalOutcome } from '../../../src/approvals/request.ts';

/** What comes out. `timed-out`: nobody decided in time. `unknown`: the desk knows no such request. */
export type Answer = Omit<ApprovalOutcome, 'status'> & { status: ApprovalOutcome['status'] | 'timed-out' | 'unknown' };

/** Not Approved comes first: a time limit, and whatever fails while waiting, goes on there. */
export const outputs: ExpressionString =
  '={{ $parameter["operation"] === "createAndWait" ? [{ type: "main", displayName: "Not Approved" }, { type: "main", displayName: "Approved" }] : [{ type: "main" }] }}';

export const item = (answer: Answer): INodeExecutionData => ({
  json: answer as unknown as INodeExecutionData['json'],
  pairedItem: { item: 0 },
});

export const byOutput = (answer: Answer): INodeExecutionData[][] =>
  answer.status === 'approved' ? [[], [item(answer)]] : [[item(answer)], []];
