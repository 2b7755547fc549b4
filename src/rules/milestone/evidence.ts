import { gateOf } from './gate.ts';
import type { Rule } from '../rule.ts';

/** A reached milestone is billed only with proof that the customer accepted it. */
export const acceptanceEvidence: Rule = {
  id: 'milestone.acceptance-evidence',
  decide(entry, open, { terms }) {
    // Agreed gates say what is asked for, and tell all that is missing at once.
    if (entry.evidence.length > 0 || gateOf(terms, { id: entry.id, name: entry.description })) return [];
    return [
      {
        quantity: open,
        verdict: 'hold',
        reason: 'Reached, but there is no evidence that the customer accepted it.',
        inputs: { evidence: 'none' },
        case: {
          kind: 'policy',
          code: 'milestone.evidence-missing',
          severity: 'high',
          title: `No acceptance evidence: ${entry.description}`,
          detail: `Milestone “${entry.description}” was reached on ${entry.approval.on ?? entry.date}; no acceptance is attached.`,
          nextStep:
            'Attach the customer’s signed acceptance to the milestone, or undo “reached” if it was set too early.',
        },
      },
    ];
  },
};
