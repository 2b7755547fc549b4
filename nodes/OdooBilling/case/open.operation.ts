import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { openCases } from '../../../src/billing/open-cases.ts';
import type { CaseDraft } from '../../../src/rules/verdict.ts';
import { allItems, readAll } from '../../shared/items.ts';
import { connectOdoo } from '../../shared/odoo.ts';
import { shownFor } from '../../shared/route.ts';

export const description = shownFor('case', 'open', [
  {
    displayName:
      'All items go to Odoo together. Connect the Needs Attention output of Billing Rules. A case that is open already is updated, not doubled.',
    name: 'notice',
    type: 'notice',
    default: '',
  },
]);

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  return allItems(context, async () => {
    const cases = readAll<CaseDraft>(
      context,
      'case',
      ['key', 'kind', 'code', 'title', 'detail', 'nextStep', 'severity', 'amount', 'deadline'],
      'Connect the Needs Attention output of Billing Rules to this node, or give the item all fields of a case.',
    );
    const outcomes = await openCases(await connectOdoo(context), cases);
    return outcomes.map((outcome) => {
      const from = [...cases.keys()].filter((index) => cases[index]?.key === outcome.key);
      const { code, title } = cases[from[0] ?? 0] ?? {};
      return { json: { ...outcome, code, title }, from };
    });
  });
}
