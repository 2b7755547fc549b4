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
import { channelsProperty } from './channels.ts';

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
    description:
      'E-mails of Odoo users who may approve invoices, separated by commas. The first decision counts. Where an approval policy is in force in Odoo, it says who is asked, and nobody here is.',
  },
  {
    displayName: 'Introduction',
    name: 'note',
    type: 'string',
    typeOptions: { rows: 3 },
    default: '',
    placeholder: 'March billing of the DACH team. Please decide by Friday noon.',
    description:
      'How the message begins, in your own words; plain text of up to 1,000 characters. The facts of the invoice always follow.',
  },
  channelsProperty,
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
  const channels = listParameter(context, 'channels', index);
  const how = { ...(note && { note }), ...(channels.length > 0 && { channels }) };
  return { invoiceId: idParameter(context, 'invoiceId', index), approvers, ...how };
}
