import { z } from 'zod/v4';
import { compare, exact, sum } from '../../../money/decimal.ts';
import { exactlyOne, expected, onlyWhere } from '../checks.ts';
import { amount, day, hours, line, percent, reference, share } from '../values.ts';
import { kinds } from './pricing.ts';

export const instalment = z.strictObject({
  name: line().describe('Shown on the invoice: "2 of 4, design accepted".'),
  on: day().optional().describe('Invoiced from this day on.'),
  milestone: reference().optional().describe('Invoiced once this milestone is reached.'),
  percent: share().optional().describe('Of the fixed fee.'),
  amount: amount().optional(),
});

export const fixedFee = z
  .strictObject({
    amount: amount().describe('The whole fee, untaxed, in the agreement’s currency.'),
    product: reference()
      .optional()
      .describe('Product of the order line it is billed on. Left out: the order’s only one.'),
    billed: z
      .enum(['schedule', 'percent-complete'])
      .describe('By instalments on days or milestones, or by how much is done.'),
    schedule: z.array(instalment).min(1).optional(),
    progress: z
      .enum(['milestones', 'hours', 'order-line'])
      .optional()
      .describe(
        'Percent complete by: milestones reached and their percentages, approved hours of the budget, or the delivered quantity entered on the order line.',
      ),
    budgetHours: hours().optional().describe('All the hours of the fixed fee, for progress by hours.'),
  })
  .superRefine((fee, findings) => {
    onlyWhere(findings, fee, 'schedule', fee.billed === 'schedule', 'billed is schedule');
    onlyWhere(findings, fee, 'progress', fee.billed === 'percent-complete', 'billed is percent-complete');
    onlyWhere(findings, fee, 'budgetHours', fee.progress === 'hours', 'progress is hours');
    const schedule = fee.schedule ?? [];
    schedule.forEach((row, index) => {
      exactlyOne(findings, row, ['on', 'milestone'], ['schedule', index]);
      exactlyOne(findings, row, ['percent', 'amount'], ['schedule', index]);
    });
    const shares = schedule.map(
      (row) =>
        row.amount ??
        exact(fee.amount)
          .times(row.percent ?? '0')
          .times('0.01'),
    );
    const whole = sum(shares);
    if (schedule.length && !whole.eq(fee.amount))
      expected(findings, ['schedule'], `instalments that add up to the fee of ${fee.amount}, not ${whole.toFixed()}`);
  });

export const advance = z.strictObject({
  name: line().describe('"Mobilisation", "Down payment".'),
  percent: share().optional().describe('Of the fixed fee, or of the order where there is none.'),
  amount: amount().optional(),
  due: z.enum(['signature', 'date']).describe('When it is invoiced: once the version is signed, or on a day.'),
  on: day().optional().describe('The day, where it is due on one.'),
  deducted: z
    .enum(['proportionally', 'first', 'last'])
    .describe(
      'From every invoice the same share, from the first invoices whole until used up, or from the last. Always by Odoo’s own down payment lines.',
    ),
});

export const advances = z.array(advance).superRefine((rows, findings) => {
  rows.forEach((row, index) => {
    exactlyOne(findings, row, ['percent', 'amount'], [index]);
    onlyWhere(findings, row, 'on', row.due === 'date', 'due is date', [index]);
  });
  const whole = sum(rows.map((row) => row.percent ?? '0'));
  if (whole.gt(100)) expected(findings, [], `advances of at most 100 percent together, not ${whole.toFixed()}`);
});

export const PROOFS = ['acceptance-evidence', 'purchase-order', 'expenses-approved', 'change-orders-signed'] as const;

export const milestoneGate = z.strictObject({
  milestone: reference()
    .optional()
    .describe('Only this milestone. Left out: every milestone without a row of its own.'),
  requires: z
    .array(z.enum(PROOFS))
    .min(1, { error: `at least one of ${PROOFS.join(', ')}` })
    .describe('What must be there before it is billed. What is missing opens a case.'),
});

export const milestoneGates = z.array(milestoneGate).superRefine((rows, findings) => {
  const about = ({ milestone }: (typeof rows)[number]) => String(milestone?.id ?? milestone?.name ?? '');
  rows.forEach((row, index) => {
    if (rows.slice(0, index).some((earlier) => about(earlier) === about(row)))
      expected(findings, [index], 'one row for each milestone, and one at most for all others');
  });
});

export const release = z.strictObject({
  when: z.enum(['date', 'milestone', 'acceptance']),
  on: day().optional().describe('The day, for a release by date.'),
  milestone: reference().optional().describe('The milestone that must be reached.'),
  percent: percent().describe('How much of what is withheld is released then.'),
});

export const holdback = z
  .strictObject({
    percent: percent().describe('Withheld from every invoice, of its untaxed amount.'),
    ceiling: amount().optional().describe('Never more than this is withheld in all.'),
    of: kinds().optional().describe('What it is withheld from. Left out: everything but expenses.'),
    releases: z.array(release).min(1, { error: 'at least one release: what is withheld must come due some day' }),
  })
  .superRefine(({ releases }, findings) => {
    releases.forEach((row, index) => {
      onlyWhere(findings, row, 'on', row.when === 'date', 'when is date', ['releases', index]);
      onlyWhere(findings, row, 'milestone', row.when === 'milestone', 'when is milestone', ['releases', index]);
    });
    const whole = sum(releases.map((row) => row.percent));
    if (compare(whole.toFixed(), '100') !== 0)
      expected(findings, ['releases'], `releases of 100 percent together, not ${whole.toFixed()}`);
  });
