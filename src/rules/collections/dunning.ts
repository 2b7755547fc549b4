import type { Big } from 'big.js';
import { exact, sum, text } from '../../money/decimal.ts';
import { addDays, dayWords } from '../days.ts';
import type { Day, Decimal } from '../entry.ts';
import { amountWords } from '../words.ts';
import { paymentOf } from './payment.ts';
import { promiseStates } from './promises.ts';
import type { DunningLevel, DunningPlan, Receivable } from './receivable.ts';
import { DISPUTE_REASONS } from './receivable.ts';

/**
 * `remind`: the level is due. `wait`: nothing is to do before `on`. `stopped`: by a dispute, a promise, a hold, a message nobody
 * has answered, a payment on its way or a small amount. `call`: every level was told. `off`: the firm does not remind this
 * customer. `done`: nothing is open.
 */
export type DunningStep = {
  reason: string;
  /** What is overdue and neither disputed, promised nor on its way, in the invoice's currency. */
  asked: Decimal;
} & (
  | { step: 'remind'; level: DunningLevel }
  | { step: 'wait'; on: Day; level?: DunningLevel }
  | { step: 'stopped' | 'call' | 'off' | 'done'; level?: DunningLevel }
);

/**
 * What to do next about an invoice, and why. Levels come in their order, each once: the first so many days after the due day,
 * the others as many days after the one before as the levels lie apart, however late that one was. So a firm that switches
 * reminders on, and a customer whose dispute was settled, start where they are and skip none.
 */
export function nextStep(invoice: Receivable, today: Day): DunningStep {
  const { currency, residual, instalments, due, held, heard, plan, told } = invoice;
  const words = (amount: Big | Decimal) => amountWords(amount, currency);
  if (exact(residual).lte(0)) return { step: 'done', reason: 'Nothing is open.', asked: '0' };

  const overdue = sum(instalments.filter((part) => part.due < today).map(({ open }) => open));
  const blocks = blocking(invoice, today);
  const left = overdue.minus(sum(blocks.map(({ amount }) => amount)));
  const asked = text(left.gt(0) ? left : exact('0'));
  const because = blocks.map(({ why }) => why).join('; ');

  if (!plan) return { step: 'off', reason: 'No reminders are set up for this company or customer.', asked };
  if (!plan.on) return { step: 'off', reason: `${plan.name} is switched off.`, asked };
  if (overdue.lte(0)) return { step: 'wait', reason: `Due on ${dayWords(due)}.`, on: addDays(due, 1), asked };
  if (held)
    return { step: 'stopped', reason: 'Held: No Follow-Up is set on the invoice, or its payment is blocked.', asked };
  if (heard)
    return {
      step: 'stopped',
      reason: `${heard.by} wrote on ${dayWords(heard.on)}, and nobody has answered: “${heard.said}”`,
      asked,
    };
  if (left.lte(0)) return { step: 'stopped', reason: `Nothing is left to ask for: ${because}.`, asked };

  const next = nextLevel(plan, told, due);
  if (!next) {
    const last = told.at(-1);
    const when = last ? `, the last on ${dayWords(last.on)}` : '';
    return { step: 'call', reason: `Every reminder was sent${when}. Call the customer.`, asked };
  }
  const { level, on } = next;
  const rest = because ? ` Not asked for: ${because}.` : '';
  if (today < on) {
    return {
      step: 'wait',
      reason: `${level.name} on ${dayWords(on)}, ${level.days} days after the due day at the earliest.${rest}`,
      level,
      on,
      asked,
    };
  }
  const small = belowQuiet(invoice, left, level);
  if (small) return { step: 'stopped', reason: small, level, asked };
  const overdueSince = `${words(asked)} overdue since ${dayWords(instalments[0]?.due ?? due)}`;
  const paid = paymentOf(invoice, today);
  const part = paid.state === 'short-paid' ? ` ${words(paid.paid)} came.` : '';
  return { step: 'remind', reason: `${level.name}: ${overdueSince}.${part}${rest}`, level, asked };
}

/** Amounts that leave dunning, each with its reason. */
function blocking(invoice: Receivable, today: Day): { amount: Decimal; why: string }[] {
  const { currency, disputes, onItsWay } = invoice;
  const words = (amount: Decimal) => amountWords(amount, currency);
  const disputed = disputes
    .filter(({ state }) => state !== 'closed')
    .map(({ amount, reason, state }) => ({
      amount,
      why:
        state === 'open'
          ? `${words(amount)} is disputed (${DISPUTE_REASONS[reason].toLowerCase()})`
          : `${words(amount)} waits for its credit note`,
    }));
  const promised = promiseStates(invoice, today)
    .filter(({ state }) => state === 'open')
    .map(({ amount, came, by, promisedBy }) => {
      const open = text(exact(amount).minus(exact(came)));
      return { amount: open, why: `${words(open)} is promised by ${dayWords(by)} (${promisedBy})` };
    });
  const coming = exact(onItsWay).gt(0)
    ? [{ amount: onItsWay, why: `${words(onItsWay)} is registered and in no books yet` }]
    : [];
  return [...disputed, ...promised, ...coming];
}

function nextLevel(
  { levels }: DunningPlan,
  told: Receivable['told'],
  due: Day,
): { level: DunningLevel; on: Day } | undefined {
  const last = told.toSorted((a, b) => a.on.localeCompare(b.on)).at(-1);
  const farthest = Math.max(-1, ...told.map(({ days }) => days));
  const level = levels
    .toSorted((a, b) => a.days - b.days || a.id - b.id)
    .find(({ id, days }) => days > farthest && !told.some(({ levelId }) => levelId === id));
  if (!level) return undefined;
  const earliest = addDays(due, level.days);
  if (!last) return { level, on: earliest };
  const apart = addDays(last.on, level.days - farthest);
  return { level, on: earliest > apart ? earliest : apart };
}

/** Compares in the company's currency, by the rate the invoice is in the books with. */
function belowQuiet({ residual, inBooks }: Receivable, asked: Big, level: DunningLevel): string | undefined {
  const rate = exact(inBooks.residual).div(exact(residual));
  const amount = asked.times(rate).round(inBooks.currency.digits);
  if (amount.gte(exact(level.quietBelow))) return undefined;
  return `${amountWords(amount, inBooks.currency)} is less than ${amountWords(level.quietBelow, inBooks.currency)}, from which on ${level.name} is sent.`;
}
