import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { ApprovalRequest } from '../../../src/approvals/request.ts';
import { askDesk } from '../../shared/desk.ts';
import { eachItem } from '../../shared/items.ts';
import { shownFor } from '../../shared/route.ts';

export const description = shownFor('request', 'get', [
  {
    displayName: 'Request ID',
    name: 'requestId',
    type: 'string',
    default: '={{ $json.id }}',
    required: true,
    description: 'Id of the request, as Create put it out',
  },
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return eachItem(context, async () => async (index) => {
    const id = String(context.getNodeParameter('requestId', index));
    return askDesk<ApprovalRequest>(context, 'GET', `/api/requests/${encodeURIComponent(id)}`);
  });
}
