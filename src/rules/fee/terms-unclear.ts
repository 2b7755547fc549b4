import type { Work } from '../entry.ts';
import type { Rule } from '../rule.ts';

/** Where a fixed fee or a retainer’s fee may be agreed and it isn't clear what holds, a person decides. */
export const feeTermsUnclear: Rule = {
  id: 'terms.in-force',
  decide(_entry, open, { unclear, work }) {
    if (!unclear || !mayBeAgreed(work)) return [];
    return [
      {
        quantity: open,
        verdict: 'hold',
        reason: unclear.detail,
        case: { kind: 'policy', severity: 'high', ...unclear },
      },
    ];
  },
};

const mayBeAgreed = ({ agreements = [], unreadable = [] }: Work): boolean =>
  unreadable.length > 0 ||
  agreements.some(({ versions }) => versions.some(({ fixedFee, retainer }) => fixedFee ?? retainer));
