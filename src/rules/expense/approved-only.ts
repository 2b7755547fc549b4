import type { Rule } from '../rule.ts';
import { approvalWords } from '../words.ts';

export const approvedExpensesOnly: Rule = {
  id: 'expense.approved-only',
  decide({ approval }, open) {
    switch (approval.state) {
      case 'approved':
        return [];
      case 'refused':
        return [{ quantity: open, verdict: 'non-billable', reason: `The expense was ${approvalWords(approval)}.` }];
      case 'pending':
        return [
          { quantity: open, verdict: 'pending', reason: 'Not approved: the expense has to be submitted and approved.' },
        ];
      case 'changed':
        return [{ quantity: open, verdict: 'pending', reason: 'Edited after approval: it has to be approved again.' }];
    }
  },
};
