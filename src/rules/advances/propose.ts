import type { Order, OrderLine, Work } from '../entry.ts';
import { numberOf } from '../any/purchase-order-named.ts';
import { findingsOn } from '../findings/table.ts';
import { given } from '../given.ts';
import { pricedLines } from '../proposal/line.ts';
import { propose } from '../proposal/propose.ts';
import { sectionOf } from '../terms/in-force.ts';
import type { CountedOn, Part, Proposal, ProposedOrder } from '../verdict.ts';
import type { AgreedAdvance } from './agreed.ts';
import type { Asked } from './asked.ts';
import { advanceKey } from './key.ts';
import { isForOneOrder } from './once.ts';

/** The line Odoo's down payment will add to the order. */
export const advanceLine = ({ lines }: Order, name: string, asked: Asked | undefined): OrderLine => ({
  id: 0,
  name,
  product: { id: 0, name: 'Down payment' },
  basis: 'down payment',
  unit: '',
  unitDigits: lines[0]?.unitDigits ?? 2,
  priceUnit: asked?.amount ?? '0',
  discount: '0',
  ordered: '0',
  delivered: '0',
  invoiced: '0',
  toInvoice: '0',
});

/** An invoice of the advance alone. */
export function proposeAdvance(
  work: Work,
  order: Order,
  parts: Part[],
  asked: Asked,
  agreed: AgreedAdvance,
): Proposal | undefined {
  const { name } = agreed.advance;
  const { from, terms } = agreed;
  const line = advanceLine(order, name, asked);
  const alone = { ...order, lines: [line] };
  const priced = pricedLines(
    alone,
    parts.map((part) => ({ ...part, orderLineId: line.id })),
  );
  const [proposal] = propose(work, alone, priced, parts);
  if (!proposal) return undefined;
  const agreement = from.agreement.id;
  const shown = sectionOf(terms, 'invoiceFormat')?.section.purchaseOrder;
  const [own] = proposal.orders;
  const billed: ProposedOrder = {
    ...own,
    lines: own.lines.map((one) => ({ ...one, parts })),
    agreements: agreementsOf(terms),
    ...given({ reference: shown && (shown === 'shown' ? (numberOf(terms, order) ?? '') : '') }),
    advance: {
      agreement,
      name,
      amount: asked.amount,
      ...given({ share: asked.share }),
      ...(isForOneOrder(agreed, asked) && { once: true }),
    },
  };
  const whole: Proposal = { ...proposal, key: advanceKey(order, agreement, name), orders: [billed] };
  return { ...whole, findings: findingsOn({ proposal: whole, order, parts }) };
}

const agreementsOf = ({ terms, master }: AgreedAdvance['terms']): CountedOn[] =>
  [terms, ...(master ? [master] : [])].map(({ agreement: { id, versions } }) => ({
    agreement: id,
    versions: versions
      .filter(({ status }) => status !== 'draft')
      .map(({ version }) => version)
      .toSorted((a, b) => a - b),
  }));
