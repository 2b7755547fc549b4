import type { Big } from 'big.js';
import { exact, text } from '../../money/decimal.ts';
import type { Outcome } from '../charge/charge-all.ts';
import { purchaseOrderOf } from '../charge/purchase-order.ts';
import { worthOf } from '../charge/charge.ts';
import { openCase } from '../case.ts';
import { isCharge } from '../part.ts';
import type { Day, Order, Work } from '../entry.ts';
import { given } from '../given.ts';
import { identityOf } from '../identity.ts';
import { termsId, termsText } from '../terms/in-force.ts';
import type { Evaluation, Part } from '../verdict.ts';
import type { AgreedAdvance } from './agreed.ts';
import { agreedAdvance } from './agreed.ts';
import type { Ending } from './ending.ts';
import { dueDay, endingOf } from './ending.ts';
import { stopsOf } from './stops.ts';
import { advanceLine, proposeAdvance } from './propose.ts';

/** All of one run. */
interface Run {
  works: readonly Work[];
  /** What becomes of its work. */
  outcomes: readonly Outcome[];
  today: Day;
}

/** An agreed advance of an order: to be invoiced now, invoiced, not due, or held. Money only, no work. */
export function evaluateAdvance(
  work: Work,
  order: Order,
  named: NonNullable<Work['advance']>,
  { works, outcomes, today }: Run,
): Evaluation {
  const found = agreedAdvance(work, order, named);
  const agreed = found && 'advance' in found ? found : undefined;
  const wanted = endingOf(work, order, found, named);
  const billing = agreed ? billedOn(agreed, order, outcomes) : exact('0');
  const stops =
    wanted?.verdict === 'bill' && agreed && wanted.asked
      ? stopsOf(agreed, wanted.asked, { work, order, works, today, billing })
      : [];
  const ending = wanted && stops[0] ? stoppedAt(wanted, stops[0]) : wanted;
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
    cases: [...(ending?.case ? [ending.case] : []), ...stops.map((stop) => stop.case)].map((spec) =>
      openCase(spec, about),
    ),
    identity: identityOf(
      { ...work, order: { ...order, lines: [advanceLine(order, named.name, asked)] } },
      parts,
      ...(proposal ? [proposal] : []),
    ),
  };
}

const stoppedAt = (ending: Ending, { rule, reason }: { rule: string; reason: string }): Ending => ({
  ...ending,
  verdict: 'hold',
  rule,
  reason,
});

/** What the run bills on the purchase order of the advance's terms. */
function billedOn({ terms }: AgreedAdvance, order: Order, outcomes: readonly Outcome[]): Big {
  const po = purchaseOrderOf({ terms, order });
  return worthOf(
    outcomes.filter(isCharge).filter((charge) => {
      const other = charge.ruling.verdict === 'bill' ? purchaseOrderOf(charge) : undefined;
      return other?.agreement !== undefined && other.agreement === po?.agreement && other.number === po.number;
    }),
  );
}

function partOf(
  work: Work,
  order: Order,
  { agreement, name }: NonNullable<Work['advance']>,
  { verdict, rule, reason, invoice, asked }: Ending,
  agreed: AgreedAdvance | undefined,
): Part {
  const { advance, from } = agreed ?? {};
  return {
    entry: `sale.order,${order.id}`,
    kind: 'fee',
    date: agreed ? dueDay(agreed, work) : work.period.to,
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
