import type { Approval } from '../entry.ts';
import type { Rule } from '../rule.ts';
import { approvalWords, quantityText } from '../words.ts';

const MISSING: Partial<Record<Approval['source'], string>> = {
  validated: 'Not approved: a timesheet approver has to validate it in Odoo.',
  sheet: 'Not approved: its timesheet sheet has to be approved.',
};

/** Only approved time is billed; edited after approval, it has to be approved again. */
export const approvedOnly: Rule = {
  id: 'time.approved-only',
  decide(entry, open) {
    const { approval } = entry;
    if (approval.state === 'approved') return [];
    if (approval.state === 'refused') {
      const reason = `Approval was ${approvalWords(approval)}: it has to be corrected and approved.`;
      return [{ quantity: open, verdict: 'pending', reason }];
    }
    if (approval.state === 'pending') {
      const reason = MISSING[approval.source] ?? 'Not approved: a billing approver has to approve it for billing.';
      return [{ quantity: open, verdict: 'pending', reason }];
    }
    const what = `${entry.date} ${entry.person?.name ?? 'unknown person'}, ${quantityText(open, 'h')}: ${entry.description}`;
    return [
      {
        quantity: open,
        verdict: 'pending',
        reason: `Edited after it was ${approvalWords(approval)}: it has to be approved again.`,
        case: {
          kind: 'data-quality',
          code: 'time.changed-after-approval',
          severity: 'medium',
          title: `Time changed after approval: ${entry.description}`,
          detail: `${what}. It was ${approvalWords(approval)} and edited afterwards.`,
          nextStep: 'Compare it with what was approved, then approve it again or correct it.',
        },
      },
    ];
  },
};
