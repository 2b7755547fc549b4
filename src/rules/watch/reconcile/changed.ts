import type { Big } from 'big.js';
import { exact } from '../../../money/decimal.ts';
import { dayOf, dayWords } from '../../days.ts';
import { given } from '../../given.ts';
import { quantityText } from '../../words.ts';
import type { HeldPart, Ledger, Source } from './books.ts';
import { billedOf, claimsOn, CRUMB, isBilledTwice } from './claims.ts';
import type { Difference, DifferenceKind } from './difference.ts';
import { difference, listed, named, valueOf } from './difference.ts';

/** Billed, and the record says something else today. More that was approved meanwhile is billed by the next run. */
export const changed: DifferenceKind = {
  code: 'reconcile.changed',
  find: (ledger) => [...ledger.heldBy].flatMap(([entry, parts]) => ofRecord(ledger, ledger.sources.get(entry), parts)),
};

/** What of it changed, in words, and how much of what is billed is in doubt. */
interface Change {
  words: string;
  amount: Big;
}

function ofRecord(ledger: Ledger, source: Source | undefined, parts: HeldPart[]): Difference[] {
  const part = parts[0] as HeldPart;
  const invoice = ledger.invoiceOf(part);
  if (!source || !invoice) return [];
  const changes = CHANGES.flatMap((look) => look(source, parts, ledger) ?? []);
  if (changes.length === 0) return [];
  return [
    difference({
      code: 'reconcile.changed',
      record: source.entry,
      what: `Changed since it was billed on ${invoice.name}: ${named(part)}`,
      detail: `${listed([part])}\n${changes.map(({ words }) => words).join('\n')}`,
      nextStep: `Put the record back as it was billed, and approve it again. If the change is right, credit it on ${invoice.name} or cancel the draft; the next run bills it anew.`,
      since: dayOf(source.written),
      amount: changes.reduce((most, { amount }) => (amount.gt(most) ? amount : most), exact('0')),
      currency: invoice.currency,
      invoice,
      order: ledger.orders.get(part.orderId ?? 0),
      projectId: part.projectId,
      credit: given({ orderLineId: part.orderLineId }),
    }),
  ];
}

type Look = (source: Source, parts: HeldPart[], ledger: Ledger) => Change | undefined;

const quantity: Look = (source, parts, ledger) => {
  if (source.quantity === undefined) return undefined;
  const [billed, is] = [billedOf(parts), exact(source.quantity)];
  const less = billed.abs().minus(is.s === billed.s ? is.abs() : '0');
  if (less.lte(CRUMB) || isBilledTwice(claimsOn(ledger, source.entry), is)) return undefined;
  const unit = parts[0]?.kind === 'time' ? 'h' : '';
  return {
    words: `${quantityText(billed, unit)} are billed; the record says ${quantityText(is, unit)}.`,
    amount: valueOf(parts).times(less).div(billed.abs()).abs(),
  };
};

const date: Look = (source, parts) => {
  const billed = parts.find((part) => source.date !== undefined && part.date !== source.date);
  if (!billed || !source.date) return undefined;
  return {
    words: `It was billed as work of ${dayWords(billed.date)}; the record says ${dayWords(source.date)}.`,
    amount: valueOf(parts),
  };
};

const orderLine: Look = ({ orderLineId }, parts, ledger) => {
  const billed = parts.find((part) => part.kind !== 'fee' && part.orderLineId !== orderLineId);
  if (!billed) return undefined;
  const name = (id: number | undefined): string => {
    const sold = ledger.soldAs(id);
    return sold ? `${sold.line.name} of ${sold.order.name}` : id === undefined ? 'no order line' : 'another order line';
  };
  return {
    words: `It was billed as ${name(billed.orderLineId)}; the record is on ${name(orderLineId)}.`,
    amount: valueOf(parts),
  };
};

const APPROVALS: Record<Source['approval'], string | undefined> = {
  approved: undefined,
  pending: 'Its approval was taken back.',
  changed: 'It was edited after it was approved.',
  refused: 'It was refused.',
};

/** Told where nothing else is: an edit takes the approval with it. */
const approval: Look = (source, parts, ledger) => {
  const words = APPROVALS[source.approval];
  if (words === undefined) return undefined;
  const told = [quantity, date, orderLine].some((look) => look(source, parts, ledger));
  return told ? undefined : { words, amount: valueOf(parts) };
};

const CHANGES: readonly Look[] = [quantity, date, orderLine, approval];

export const isChanged = (ledger: Ledger, entry: string): boolean => {
  const source = ledger.sources.get(entry);
  const parts = ledger.heldBy.get(entry) ?? [];
  return source !== undefined && parts.length > 0 && CHANGES.some((look) => look(source, parts, ledger));
};
