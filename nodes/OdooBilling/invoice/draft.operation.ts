import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { draftProposals } from '../../../src/billing/draft.ts';
import { openCases } from '../../../src/billing/open-cases.ts';
import { refusalCases } from '../../../src/billing/refusals.ts';
import { orderNames } from '../../../src/rules/proposal/of.ts';
import type { Proposal } from '../../../src/rules/verdict.ts';
import { requiredDay } from '../../shared/days.ts';
import { allItems, readAll } from '../../shared/items.ts';
import { connectOdoo } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';

export const description = shownFor('invoice', 'draft', [
  {
    displayName:
      'All items go to Odoo together. Connect the Ready output of Billing Rules. What Odoo refuses becomes a case there.',
    name: 'notice',
    type: 'notice',
    default: '',
  },
  {
    displayName: 'Prepared By',
    name: 'preparedBy',
    type: 'string',
    default: '',
    placeholder: 'clerk@example.com',
    description: 'E-mail of the Odoo user these drafts are prepared for. Who prepared an invoice can’t approve it.',
  },
  {
    displayName: 'Calls at Once',
    name: 'atOnce',
    type: 'number',
    default: 1,
    typeOptions: { minValue: 1, maxValue: 8, numberPrecision: 0 },
    description:
      'How many batches of 50 invoices Odoo makes at the same time. Each takes one of its workers, which nobody else is served by meanwhile.',
  },
  {
    displayName: 'Today',
    name: 'today',
    type: 'dateTime',
    default: '={{ $today.toISODate() }}',
    required: true,
    description: 'The day the deadlines of new cases count from',
  },
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return allItems(context, async () => {
    const proposals = readAll<Proposal>(
      context,
      'proposal',
      ['key', 'orders', 'total'],
      'Connect the Ready output of Billing Rules to this node.',
    );
    const preparedBy = String(context.getNodeParameter('preparedBy', 0, '')).trim();
    const atOnce = Number(context.getNodeParameter('atOnce', 0, 1));
    const today = requiredDay(context, 'today', 'Today', 0);
    const odoo = await connectOdoo(context);
    const outcomes = await draftProposals(odoo, proposals, { preparer: preparedBy || undefined, atOnce });
    await openCases(odoo, refusalCases(proposals, outcomes, today));
    return outcomes.map((outcome) => {
      const from = proposals.findIndex(({ key }) => key === outcome.key);
      const proposal = proposals[from] as Proposal;
      const made = outcome.status === 'refused' ? {} : { invoiceId: outcome.invoice.id };
      return { json: { ...outcome, ...made, orderName: orderNames(proposal), customer: proposal.customer.name }, from };
    });
  });
}
