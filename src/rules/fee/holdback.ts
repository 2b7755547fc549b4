import type { Big } from 'big.js';
import { exact, text } from '../../money/decimal.ts';
import type { CaseSpec } from '../case.ts';
import type { Entry, HoldbackFacts, Order, OrderLine } from '../entry.ts';
import { agreementOf, holdbackOf } from '../holdback/agreed.ts';
import type { AgreedHoldback } from '../holdback/agreed.ts';
import type { Release } from '../holdback/releases.ts';
import { dueOf, releasesOf } from '../holdback/releases.ts';
import type { Rule, Ruling } from '../rule.ts';
import { termsText } from '../terms/in-force.ts';
import { amountWords } from '../words.ts';

type Odd = Pick<CaseSpec, 'code' | 'detail' | 'nextStep'>;

/** What is withheld on a holdback's order line: as much as its releases have brought due is billed, the rest waits. */
export const holdbackRelease: Rule = {
  id: 'holdback.release',
  decide(entry, open, { line, work }): Ruling[] {
    const { order } = work;
    if (!line?.holdback || !order) return [];
    const agreement = agreementOf(work, line.holdback.agreement);
    const agreed = agreement && holdbackOf(agreement, work.period.to);
    const odd = oddLine(line, open, order, entry) ?? (agreed ? undefined : notAgreed(line, order));
    if (odd || !agreed) return [held(line, open, odd as Odd)];
    const releases = releasesOf(agreed.holdback, work);
    const lost = releases.find(({ unknown }) => unknown);
    if (lost) return [held(line, open, unknownMilestone(lost, agreed, order))];
    return released(line, open, releases, agreed, order);
  },
};

function released(
  line: OrderLine,
  open: Big,
  releases: Release[],
  { from }: AgreedHoldback,
  { currency }: Order,
): Ruling[] {
  const { withheld, released: before, agreement } = line.holdback as HoldbackFacts;
  const due = dueOf(releases, exact(withheld), exact(before), Math.min(currency.digits, line.unitDigits));
  const sums = `${amountWords(due.amount, currency)} of ${amountWords(withheld, currency)} due, ${amountWords(before, currency)} released before`;
  const inputs = { holdback: termsText(from), due: sums };
  const now = due.amount.minus(before);
  const next = releases.find((release) => !release.due);
  const waits = (quantity: Big): Ruling => ({
    quantity,
    verdict: 'pending',
    reason: `Withheld${next ? `: ${next.percent.toFixed()} % is released ${on(next)}` : ''}. ${sums}.`,
    inputs,
  });
  if (now.lte(0)) return [waits(open)];
  const milestones = due.by.flatMap(({ milestone }) => milestone?.id ?? []);
  const accepted = due.by.find((release) => release.accepted)?.accepted;
  const words = due.by.map(({ when }) => when).join(', ');
  const ruling: Ruling = {
    quantity: now,
    verdict: 'bill',
    reason: `Holdback released: ${words}. ${sums} (${termsText(from)}).`,
    inputs,
    label: `Released: ${words}`,
    countsOn: {
      agreement,
      invoiced: text(exact(line.invoiced)),
      ...(milestones.length > 0 && { milestones }),
      ...(accepted && { accepted }),
    },
  };
  const rest = open.minus(now);
  return rest.eq(0) ? [ruling] : [ruling, waits(rest)];
}

const on = ({ when }: Release): string => (/^\d/.test(when) ? `on ${when}` : when);

/** Why the order line is not as a holdback's: nobody guesses what is owed then. */
function oddLine(line: OrderLine, open: Big, { name }: Order, { adjustments = [] }: Entry): Odd | undefined {
  const { withheld, released: before } = line.holdback as HoldbackFacts;
  if (adjustments.length > 0) {
    return {
      code: 'holdback.adjusted',
      detail: `“${line.name}” on ${name} is held or written off by hand, and what is withheld is released as agreed.`,
      nextStep:
        'Withdraw the adjustment when it may be released. What is given up is invoiced on the order line and credited.',
    };
  }
  const left = exact(withheld).minus(before);
  if (left.eq(open) && exact(line.priceUnit).eq(1) && exact(line.discount).eq(0)) return undefined;
  return {
    code: 'holdback.line',
    detail: `“${line.name}” on ${name} has ${open.toFixed()} to invoice at ${line.priceUnit}; its invoices withhold ${withheld} and release ${before}.`,
    nextStep:
      'Give the order line its quantity of 0 and its price of 1.00 without discount again, and its lines on invoices too.',
  };
}

const notAgreed = (line: OrderLine, { name }: Order): Odd => ({
  code: 'holdback.terms',
  detail: `“${line.name}” on ${name} is withheld under agreement ${line.holdback?.agreement}, which says nothing of a holdback any more or can’t be used.`,
  nextStep: 'Bring the agreement back with its holdback, or invoice the order line in Odoo once it is due.',
});

const unknownMilestone = ({ unknown }: Release, { from }: AgreedHoldback, { name }: Order): Odd => ({
  code: 'holdback.milestone-unknown',
  detail: `${termsText(from)}, order ${name}: milestone ${unknown?.name ?? `#${unknown?.id}`} of a release was not found.`,
  nextStep: 'Name a milestone of the project in the terms.',
});

function held(line: OrderLine, quantity: Big, odd: Odd): Ruling {
  const spec: CaseSpec = {
    kind: 'policy',
    severity: 'high',
    cause: `sale.order.line,${line.id}`,
    title: `What is withheld can’t be released: ${line.name}`,
    ...odd,
  };
  return { quantity, verdict: 'hold', reason: odd.detail, case: spec };
}
