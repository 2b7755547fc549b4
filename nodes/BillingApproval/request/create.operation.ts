import {
  NodeOperationError,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeProperties,
} from 'n8n-workflow';

import type { ApprovalRequest, RequestApproval } from '../../../src/approvals/request.ts';
import { askDesk } from '../../shared/desk.ts';
import { eachItem } from '../../shared/items.ts';
import { idParameter, listParameter } from '../../shared/lists.ts';
import { shownFor } from '../../shared/route.ts';

/** What is asked of whom. */
export const questionProperties: INodeProperties[] = [
  {
    displayName: 'Invoice ID',
    name: 'invoiceId',
    type: 'string',
    default: '={{ $json.invoice.id }}',
    required: true,
    description: 'Odoo id of the draft',
  },
  {
    displayName: 'Approvers',
    name: 'approvers',
    type: 'string',
    default: '',
    required: true,
    placeholder: 'ada@example.com, grace@example.com',
    description: 'E-mails of Odoo users who may approve invoices, separated by commas. The first decision counts.',
  },
  {
    displayName: 'Note',
    name: 'note',
    type: 'string',
    default: '',
    description: 'A line of your own, shown to the approvers',
  },
];

export const description = shownFor('request', 'create', questionProperties);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return eachItem(
    context,
    async () => async (index) => askDesk<ApprovalRequest>(context, 'POST', '/api/requests', question(context, index)),
  );
}

export function question(context: IExecuteFunctions, index: number): RequestApproval {
  const approvers = listParameter(context, 'approvers', index);
  if (approvers.length === 0) {
    throw new NodeOperationError(context.getNode(), 'Nobody is asked to approve', {
      itemIndex: index,
      description: 'Fill in Approvers: e-mails of Odoo users who may approve invoices.',
    });
  }
  const note = String(context.getNodeParameter('note', index, '')).trim();
  return { invoiceId: idParameter(context, 'invoiceId', index), approvers, ...(note && { note }) };
}
