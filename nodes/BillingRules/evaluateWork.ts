import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { propose } from '../../src/billing/propose.ts';
import type { Work } from '../../src/rules/entry.ts';
import { evaluate } from '../../src/rules/evaluate.ts';
import { groupBy } from '../../src/rules/group.ts';
import { proposalsOf } from '../../src/rules/proposal/of.ts';
import type { Evaluation, Proposal } from '../../src/rules/verdict.ts';
import { requiredDay } from '../shared/days.ts';
import { failed, item, read } from '../shared/items.ts';
import { notBilledRow, proposalRow, simplify } from '../shared/simplify.ts';

interface Ready {
  from: number;
  work: Work;
  today: string;
  simple: boolean;
}

/**
 * All items are one run: caps, tiers and overtime count across their orders. An item that can't be evaluated fails alone.
 *
 * @returns the three outputs: proposals, cases, and the parts of each order that are on no invoice
 */
export async function evaluateWork(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
  const ready: INodeExecutionData[] = [];
  const needsAttention: INodeExecutionData[] = [];
  const notBilled: INodeExecutionData[] = [];
  const sound: Ready[] = [];
  for (const from of context.getInputData().keys()) {
    try {
      const one = readyItem(context, from);
      evaluate(one.work, one.today);
      sound.push(one);
    } catch (error) {
      needsAttention.push(...failed(context, error, [from]));
    }
  }
  for (const [today, run] of groupBy(sound, (one) => one.today)) {
    const evaluations = propose(
      run.map(({ work }) => work),
      today,
    );
    for (const [index, evaluation] of evaluations.entries()) {
      const { from, simple } = run[index] as Ready;
      for (const proposal of proposalsOf(evaluation))
        ready.push(item({ json: simple ? proposalRow(proposal) : proposal, from: itemsOf(proposal, from, run) }));
      needsAttention.push(...evaluation.cases.map((json) => item({ json, from })));
      const rest = withoutInvoice(evaluation);
      notBilled.push(item({ json: simple ? notBilledRow(rest) : rest, from }));
    }
  }
  return [ready, needsAttention, notBilled];
}

/** The input items of all orders on the invoice. */
function itemsOf({ orders }: Proposal, own: number, run: Ready[]): number[] {
  const others = orders.slice(1).map(({ orderId }) => orderId);
  return [own, ...run.filter(({ work }) => others.includes(work.order?.id ?? 0)).map(({ from }) => from)];
}

function readyItem(context: IExecuteFunctions, from: number): Ready {
  const work = read<Work>(
    context,
    from,
    'work',
    ['period', 'entries', 'totals'],
    'Connect Odoo Billing → Collect Work to this node.',
  );
  return { from, work, today: requiredDay(context, 'today', 'Today', from), simple: simplify(context, from) };
}

function withoutInvoice({
  proposal: _proposal,
  more: _more,
  cases: _cases,
  ...evaluation
}: Evaluation): Omit<Evaluation, 'proposal' | 'more' | 'cases'> {
  const parts = evaluation.parts.filter(({ verdict }) => verdict !== 'bill' && verdict !== 'billed');
  return { ...evaluation, parts };
}
