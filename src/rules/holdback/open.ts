import type { Big } from 'big.js';
import { exact, text } from '../../money/decimal.ts';
import { openCase } from '../case.ts';
import { dayWords } from '../days.ts';
import type { Day, HoldbackFacts, Order, OrderLine, Work } from '../entry.ts';
import type { CaseDraft } from '../verdict.ts';
import { amountWords } from '../words.ts';
import { agreementOf, hasEnded, holdbackOf } from './agreed.ts';
import { releasesOf } from './releases.ts';

/** Money still withheld under an order that is closed, or an agreement that has ended: nobody may forget it. */
export function openHoldbacks(work: Work, today: Day): CaseDraft[] {
  const { order } = work;
  return (order?.lines ?? []).flatMap((line) => {
    const why = order && over(work, order, line);
    return order && why ? [caseOf(work, order, line, why, today)] : [];
  });
}

const leftOf = ({ withheld, released }: HoldbackFacts): Big => exact(withheld).minus(released);

function over(work: Work, order: Order, line: OrderLine): string | undefined {
  if (!line.holdback || leftOf(line.holdback).lte(0)) return undefined;
  if (order.state !== 'sale')
    return `Order ${order.name} is ${order.state === 'cancel' ? 'cancelled' : 'not confirmed any more'}`;
  const agreement = agreementOf(work, line.holdback.agreement);
  return agreement && hasEnded(agreement, work.period.to) ? `${agreement.name} has ended` : undefined;
}

function caseOf(work: Work, order: Order, line: OrderLine, why: string, today: Day): CaseDraft {
  const facts = line.holdback as HoldbackFacts;
  const { since } = facts;
  const agreement = agreementOf(work, facts.agreement);
  const agreed = agreement && holdbackOf(agreement, work.period.to);
  const next = agreed ? releasesOf(agreed.holdback, work).find(({ due }) => !due) : undefined;
  const amount = leftOf(facts);
  const words = amountWords(amount, order.currency);
  const comes = next ? ` Next release: ${next.when}.` : '';
  return openCase(
    {
      kind: 'policy',
      code: 'holdback.open',
      severity: 'medium',
      cause: `sale.order.line,${line.id}`,
      title: `Still withheld: ${words} of ${order.name}`,
      detail: `${why}, and ${words} is still withheld${since ? ` since ${dayWords(since)}` : ''}.${comes}`,
      nextStep:
        order.state === 'sale'
          ? 'See that its release comes: what it waits for is in the terms. To give it up, invoice the order line in Odoo and credit it.'
          : 'Confirm the order again so that it can be released, or agree with the customer that it is given up, and credit the invoices.',
    },
    { record: `sale.order,${order.id}`, amount: text(amount), today, order },
  );
}
