import { z } from 'zod/v4';
import { expected } from '../checks.ts';
import { amount, line, positiveInt, share } from '../values.ts';

/** Who may adjust by how much. A kind without a row is not allowed. */
export const adjustment = z.strictObject({
  kind: z.enum(['write-off', 'write-down', 'write-up', 'hold']),
  authority: z
    .enum(['preparer', 'approver', 'controller'])
    .describe('The Odoo group Billing control of who may do it.'),
  upToAmount: amount()
    .optional()
    .describe(
      'For all adjustments of the kind on one entry together, in the agreement’s currency. Left out: any amount.',
    ),
  upToPercent: share()
    .optional()
    .describe('The same, of what the entry is worth before it is adjusted. Left out: any share.'),
});

export const adjustments = z
  .strictObject({
    reasons: z.array(line()).min(1).optional().describe('Reasons that may be given. Left out: any text, never none.'),
    limits: z.array(adjustment).min(1),
  })
  .superRefine(({ limits }, findings) => {
    limits.forEach(({ kind, authority }, index) => {
      if (limits.slice(0, index).some((row) => row.kind === kind && row.authority === authority))
        expected(findings, ['limits', index], 'one row for each kind and authority');
    });
  });

const reaction = () => z.enum(['stop', 'warn']);

/** What is looked at where time or an expense is entered. What is left out is not looked at. */
export const entryChecks = z
  .strictObject({
    cutoff: z
      .strictObject({
        period: z.enum(['week', 'month']).describe('Entries of a week or month …'),
        days: positiveInt('a number of days, 1 or more').describe('… may be written until so many days after its end.'),
        reaction: reaction(),
      })
      .optional(),
    closedTask: reaction().optional().describe('Time on a task that is closed.'),
    noTerms: reaction().optional().describe('Work on a day after these terms, on which no signed version holds.'),
    missingCategory: reaction()
      .optional()
      .describe('Time without a billing category (Odoo: order line), expenses without one.'),
  })
  .refine((checks) => Object.keys(checks).length > 0, { error: 'at least one check' });
