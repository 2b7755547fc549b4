import { exact, text } from '../../money/decimal.ts';
import { openCase } from '../case.ts';
import type { Day, Order, Work } from '../entry.ts';
import { given } from '../given.ts';
import { identityOf } from '../identity.ts';
import { termsId, termsText } from '../terms/in-force.ts';
import type { Evaluation, Part } from '../verdict.ts';
import type { AgreedAdvance } from './agreed.ts';
import { agreedAdvance } from './agreed.ts';
import type { Ending } from './ending.ts';
import { endingOf } from './ending.ts';
import { advanceLine, proposeAdvance } from './propose.ts';

/** An agreed advance of an order: to be invoiced now, invoiced, not due, or held. Money only, no work. */
export function evaluateAdvance(work: Work, order: Order, named: NonNullable<Work['advance']>, today: Day): Evaluation {
  const found = agreedAdvance(work, order, named);
  const agreed = found && 'advance' in found ? found : undefined;
  const ending = endingOf(work, order, found, named);
  const parts = ending ? [partOf(work, order, named, ending, agreed)] : [];
  const { asked, verdict } = ending ?? {};
  const proposal =
    verdict === 'bill' && agreed && asked ? proposeAdvance(work, order, parts, asked, agreed) : undefined;
  const about = { record: `sale.order,${order.id}`, amount: asked?.amount ?? '0', today, order };
  return {
    orderId: order.id,
    orderName: order.name,
    customer: order.customer,
    period: work.period,
    parts,
    ...given({ proposal }),
    cases: ending?.case ? [openCase(ending.case, about)] : [],
    identity: identityOf(
      { ...work, order: { ...order, lines: [advanceLine(order, named.name, asked)] } },
      parts,
      ...(proposal ? [proposal] : []),
    ),
  };
}

function partOf(
  { period }: Work,
  order: Order,
  { agreement, name }: NonNullable<Work['advance']>,
  { verdict, rule, reason, invoice, asked }: Ending,
  agreed: AgreedAdvance | undefined,
): Part {
  const { advance, from } = agreed ?? {};
  return {
    entry: `sale.order,${order.id}`,
    kind: 'fee',
    date: advance?.on ?? from?.version.signedOn ?? period.to,
    description: name,
    quantity: '1',
    unit: 'advance',
    entryQuantity: '1',
    approvalSource: 'order',
    verdict,
    rule,
    terms: from ? termsId(from) : agreement,
    reason,
    inputs: { order: order.name, ...given({ agreed: from && termsText(from), deducted: advance?.deducted }) },
    arithmetic: asked?.words ?? '',
    ...given({ invoice, value: asked && text(exact(asked.amount)) }),
  };
}
