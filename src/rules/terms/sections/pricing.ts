import { z } from 'zod/v4';
import { compare } from '../../../money/decimal.ts';
import { expected, noneTwice } from '../checks.ts';
import type { Reference } from '../values.ts';
import { dated, day, factor, hours, line, ownPrice, percent, price, reference, share, threshold } from '../values.ts';

/** What of an agreement is meant. Every field that is given must fit. */
export const kinds = () =>
  z
    .array(z.enum(['time', 'expense', 'milestone', 'fee']))
    .min(1, { error: 'at least one of time, expense, milestone, fee' });

const per = () => z.enum(['hour', 'day']).default('hour').describe('What the price buys: an hour or a day.');

const named = (who: Reference | undefined): string => String(who?.id ?? who?.name ?? '');

export const role = z.strictObject({
  person: reference().describe('The employee.'),
  role: line().describe('The role this person has under this agreement, whatever Odoo’s job position says.'),
  ...dated,
});

export const rate = z.strictObject({
  card: line().optional().describe('Name of the rate card, for the trace: "Rate card 2026".'),
  person: reference().optional().describe('Only this employee.'),
  role: line().optional().describe('Only people in this role.'),
  product: reference().optional().describe('Only work on this product.'),
  task: reference().optional().describe('Only work on this task.'),
  rate: price().describe('Price of one hour or day, in the agreement’s currency.'),
  per: per(),
  ...dated,
});

export const roles = z.array(role).superRefine((rows, findings) => {
  noneTwice(findings, rows, ({ person }) => named(person));
});

export const rates = z
  .array(rate)
  .min(1, { error: 'at least one rate' })
  .superRefine((rows, findings) => {
    noneTwice(findings, rows, ({ person, role, product, task }) =>
      JSON.stringify([named(person), role, named(product), named(task)]),
    );
  });

export const increments = z.strictObject({
  per: z
    .enum(['entry', 'day'])
    .describe('Rounded entry by entry, or the total of one person’s day under this agreement.'),
  hours: hours().describe('The increment: 0.25 for a quarter of an hour.'),
  round: z
    .enum(['up', 'nearest'])
    .describe('up: a begun increment counts whole. nearest: half an increment and more counts.'),
  minimum: hours().optional().describe('The least that is billed of an entry or day that has any time.'),
});

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

export const multiplier = z.strictObject({
  when: z
    .enum(['overtime', 'weekend', 'holiday'])
    .describe('Where several apply to the same hours, the highest counts, once.'),
  factor: factor().describe('What the rate is multiplied by: 1.5.'),
  afterHours: hours().optional().describe('Overtime: hours beyond these. Left out: beyond the calendar’s hours.'),
  per: z.enum(['day', 'week']).optional().describe('Overtime: hours are counted by day or by week. Left out: by day.'),
  weekdays: z.array(z.enum(WEEKDAYS)).min(1).optional().describe('Weekend: which days. Left out: Saturday and Sunday.'),
  calendar: reference().optional().describe('Working calendar of Odoo. Left out: the employee’s own.'),
  dates: z.array(day()).min(1).optional().describe('Holiday: these days beside the calendar’s.'),
});

const USED_BY = { afterHours: 'overtime', per: 'overtime', weekdays: 'weekend', dates: 'holiday' } as const;

export const multipliers = z.array(multiplier).superRefine((rows, findings) => {
  rows.forEach((row, index) => {
    for (const [name, when] of Object.entries(USED_BY))
      if (row.when !== when && row[name as keyof typeof USED_BY] !== undefined)
        expected(findings, [index, name], `nothing: it is used only where when is ${when}`);
  });
});

export const blendedRate = z.strictObject({
  rate: price().describe('One price for everybody’s time.'),
  per: per(),
  roles: z.array(line()).min(1).optional().describe('Only for these roles; others keep their own rates.'),
});

export const volumeTiers = z
  .strictObject({
    mode: z
      .enum(['whole', 'marginal'])
      .describe('whole: the tier reached holds for all hours of the period. marginal: each tier for its own hours.'),
    measure: z.enum(['hours', 'amount']).describe('What is counted to find the tier.'),
    period: z.enum(['month', 'quarter', 'year', 'agreement']).describe('Counting starts again with each period.'),
    tiers: z
      .array(
        z.strictObject({
          from: threshold().describe('The tier begins above this; 0 for the first.'),
          rate: ownPrice().optional().describe('Price of an hour in this tier.'),
          discount: share()
            .optional()
            .describe('Percent off the rate in this tier. Neither rate nor discount: the ordinary rate.'),
        }),
      )
      .min(1),
  })
  .superRefine(({ tiers }, findings) => {
    const [first] = tiers;
    if (first && first.from !== '0') expected(findings, ['tiers', 0, 'from'], '0 in the first tier');
    const byRate = tiers.some(({ rate }) => rate !== undefined);
    tiers.forEach((tier, index) => {
      const before = tiers[index - 1];
      if (before && compare(tier.from, before.from) <= 0)
        expected(findings, ['tiers', index, 'from'], `more than in the tier before (${before.from})`);
      if (byRate && tier.discount !== undefined)
        expected(findings, ['tiers', index, 'discount'], 'rates in every tier or discounts in every tier, not both');
    });
  });

export const discount = z.strictObject({
  name: line().describe('What the customer gets it for: shown in the trace.'),
  percent: percent(),
  of: kinds().optional().describe('What it is given on. Left out: time.'),
  role: line().optional(),
  product: reference().optional(),
  ...dated,
});

/** In order; each is taken of what the one before leaves. */
export const discounts = z.array(discount).superRefine((rows, findings) => {
  noneTwice(findings, rows, ({ name }) => name);
});
