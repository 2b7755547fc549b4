import { remarksWords, review } from '../../approvals/policy/review.ts';
import type { UnreviewedPolicy } from '../../approvals/ports.ts';
import type { Context } from '../context.ts';

/** Says on the form of the approval policy in Odoo what there is to look at in it, as `policy review` does. */
export async function remarks({ approvals }: Pick<Context, 'approvals'>): Promise<void> {
  const found = await approvals.unreviewed();
  if (found.length) await approvals.remark(found.map((one) => ({ id: one.id, content: one.content, said: said(one) })));
}

const said = ({ policy, problems }: UnreviewedPolicy): string[] =>
  policy ? remarksWords(review(policy)) : problems.map((problem) => `! It can’t be used. ${problem}`);
