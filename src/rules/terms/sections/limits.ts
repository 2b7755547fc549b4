import { z } from 'zod/v4';
import { exactlyOne, expected, onlyWhere } from '../checks.ts';
import { amount, hours, line, measure, ownPrice, positiveInt, reference } from '../values.ts';
import { kinds } from './pricing.ts';

export const cap = z.strictObject({
  name: line().describe('Shown in the trace and in cases: "Not to exceed, phase 1".'),
  scope: z
    .enum(['agreement', 'period', 'phase', 'role'])
    .describe('What is capped: everything, each period, one phase or one role.'),
  period: z.enum(['month', 'quarter', 'year']).optional().describe('For a cap by period. Calendar periods.'),
  phase: reference().optional().describe('For a cap by phase: the project milestone its tasks belong to.'),
  role: line().optional().describe('For a cap by role.'),
  amount: amount().optional().describe('Not to exceed this, untaxed, in the agreement’s currency.'),
  hours: hours().optional().describe('Not to exceed these hours.'),
  of: kinds().optional().describe('What counts toward it. Left out: time.'),
  overflow: z
    .enum(['blocked', 'write-off', 'next-rule'])
    .describe(
      'The rest of an entry that crosses it: held for a person, written off, or left to the next cap and rule.',
    ),
});

/** Asked in order: the first that is full decides. */
export const caps = z.array(cap).superRefine((rows, findings) => {
  rows.forEach((row, index) => {
    exactlyOne(findings, row, ['amount', 'hours'], [index]);
    for (const scope of ['period', 'phase', 'role'] as const)
      onlyWhere(findings, row, scope, row.scope === scope, `scope is ${scope}`, [index]);
    const hoursOfMore = row.hours !== undefined && row.of?.some((kind) => kind !== 'time');
    if (hoursOfMore) expected(findings, [index, 'of'], 'time alone: a cap in hours counts nothing else');
    if (rows.slice(0, index).some(({ name }) => name === row.name))
      expected(findings, [index, 'name'], 'a name no other cap has');
  });
});

export const retainer = z
  .strictObject({
    kind: z
      .enum(['drawdown', 'evergreen'])
      .describe('drawdown: a prepaid balance is consumed. evergreen: topped up every period.'),
    period: z
      .enum(['month', 'quarter', 'year', 'agreement'])
      .describe('How often the retainer is paid. agreement: once, at the start.'),
    amount: amount().optional().describe('Paid per period, in the agreement’s currency.'),
    hours: hours().optional().describe('Hours paid per period.'),
    fee: amount().optional().describe('What the customer pays for the hours of one period.'),
    product: reference()
      .optional()
      .describe(
        'Product of the order line it is billed on, one unit a period. Left out: the only fixed line of the order the agreement names.',
      ),
    of: kinds().optional().describe('What draws on it. Left out: time.'),
    topUpBelow: measure()
      .optional()
      .describe(
        'Evergreen: topped up only where less than this is left when a period begins. What is left stays then, unless rollover says otherwise.',
      ),
    rollover: z
      .strictObject({
        limit: measure().optional().describe('Most that is carried into the next period. Left out: all.'),
        expiresAfter: positiveInt('a number of periods, 1 or more')
          .optional()
          .describe('Periods after which what was carried lapses. Left out: never.'),
      })
      .optional()
      .describe('What is unused is carried over. Left out: it lapses with its period.'),
    overageRate: ownPrice().optional().describe('Price of an hour beyond the retainer. Left out: the ordinary rate.'),
    unusedAtEnd: z
      .enum(['lapses', 'credited'])
      .default('lapses')
      .describe('What becomes of the balance when the agreement ends.'),
  })
  .superRefine((row, findings) => {
    exactlyOne(findings, row, ['amount', 'hours']);
    if (row.amount !== undefined && row.fee !== undefined)
      expected(findings, ['fee'], 'nothing where amount is given: the customer pays the amount');
    if (row.hours !== undefined && row.of?.some((kind) => kind !== 'time'))
      expected(findings, ['of'], 'time alone: a retainer in hours pays for nothing else');
    if (row.topUpBelow !== undefined)
      onlyWhere(findings, row, 'topUpBelow', row.kind === 'evergreen', 'kind is evergreen');
    if (row.period === 'agreement') {
      if (row.kind === 'evergreen') expected(findings, ['period'], 'month, quarter or year for an evergreen retainer');
      if (row.rollover) expected(findings, ['rollover'], 'nothing: a retainer paid once has no next period');
    }
  });
