import { sum } from '../../money/decimal.ts';
import { adjustments } from '../charge/adjustments.ts';
import { linesOf } from '../proposal/of.ts';
import { amountWords, count, signed } from '../words.ts';
import type { FindingRule } from './finding.ts';

/** Somebody changed by hand what the terms come to. */
export const adjustedByHand: FindingRule = ({ proposal }) => {
  const changes = linesOf(proposal)
    .flatMap(({ parts }) => parts)
    .map(({ charge }) => (charge?.adjustments ?? []).filter(({ step }) => step === adjustments.id))
    .filter((own) => own.length > 0);
  if (changes.length === 0) return [];
  const total = signed(amountWords(sum(changes.flat().map(({ amount }) => amount)), proposal.currency));
  const message = `${count(changes.length, 'entry', 'entries')} adjusted by hand, ${total} in all: the trace says by whom and why.`;
  return [{ code: 'adjusted', message }];
};
