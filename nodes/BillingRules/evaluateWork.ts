import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Work } from '../../src/rules/entry.ts';
import { evaluate } from '../../src/rules/evaluate.ts';
import type { Evaluation } from '../../src/rules/verdict.ts';
import { requiredDay } from '../shared/days.ts';
import { failed, item, read } from '../shared/items.ts';
import { notBilledRow, proposalRow, simplify } from '../shared/simplify.ts';

/** @returns the three outputs: proposals, cases, and the parts of each order that are on no invoice */
export async function evaluateWork(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
  const ready: INodeExecutionData[] = [];
  const needsAttention: INodeExecutionData[] = [];
  const notBilled: INodeExecutionData[] = [];
  for (const from of context.getInputData().keys()) {
    try {
      const work = read<Work>(
        context,
        from,
        'work',
        ['period', 'entries', 'totals'],
        'Connect Odoo Billing → Collect Work to this node.',
      );
      const simple = simplify(context, from);
      const evaluation = evaluate(work, requiredDay(context, 'today', 'Today', from));
      if (evaluation.proposal)
        ready.push(item({ json: simple ? proposalRow(evaluation.proposal) : evaluation.proposal, from }));
      needsAttention.push(...evaluation.cases.map((json) => item({ json, from })));
      const rest = withoutInvoice(evaluation);
      notBilled.push(item({ json: simple ? notBilledRow(rest) : rest, from }));
    } catch (error) {
      needsAttention.push(...failed(context, error, [from]));
    }
  }
  return [ready, needsAttention, notBilled];
}

function withoutInvoice({
  proposal: _proposal,
  cases: _cases,
  ...evaluation
}: Evaluation): Omit<Evaluation, 'proposal' | 'cases'> {
  const parts = evaluation.parts.filter(({ verdict }) => verdict !== 'bill' && verdict !== 'billed');
  return { ...evaluation, parts };
}
