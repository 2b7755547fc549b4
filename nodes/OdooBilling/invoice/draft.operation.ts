import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { draftProposals } from '../../../src/billing/draft.ts';
import { openCases } from '../../../src/billing/open-cases.ts';
import { refusalCases } from '../../../src/billing/refusals.ts';
import { billed } from '../../../src/billing/run.ts';
import type { Proposal } from '../../../src/rules/verdict.ts';
import { allItems, readAll } from '../../shared/items.ts';
import { connectOdoo } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';
import { draftingParameters, draftingProperties } from './drafting.ts';

export const description = shownFor('invoice', 'draft', [
  {
    displayName:
      'All items go to Odoo together. Connect the Ready output of Billing Rules. What Odoo refuses becomes a case there.',
    name: 'notice',
    type: 'notice',
    default: '',
  },
  ...draftingProperties,
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return allItems(context, async () => {
    const proposals = readAll<Proposal>(
      context,
      'proposal',
      ['key', 'orders', 'total'],
      'Connect the Ready output of Billing Rules to this node.',
    );
    const { today, ...how } = draftingParameters(context, 0);
    const odoo = await connectOdoo(context);
    const outcomes = await draftProposals(odoo, proposals, how);
    await openCases(odoo, refusalCases(proposals, outcomes, today));
    return outcomes.map((outcome) => {
      const from = proposals.findIndex(({ key }) => key === outcome.key);
      return { json: billed(outcome, proposals[from] as Proposal), from };
    });
  });
}
