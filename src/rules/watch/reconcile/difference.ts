import type { Big } from 'big.js';
import { sum, text } from '../../../money/decimal.ts';
import { dayWords } from '../../days.ts';
import type { Currency, Day, Order, Ref } from '../../entry.ts';
import { given } from '../../given.ts';
import type { CaseDraft, Part } from '../../verdict.ts';
import { count } from '../../words.ts';
import { caseOf } from '../case-of.ts';
import type { Finding } from '../finding.ts';
import { ownedBy } from '../finding.ts';
import type { HeldPart, Ledger } from './books.ts';

/** Where the books and the records of work part. */
export interface Difference extends Finding {
  /** Kind of the difference: the case's code. */
  code: `reconcile.${string}`;
  /** The facts, record by record. */
  detail: string;
  severity: CaseDraft['severity'];
  /** `model,id` of the record that is the cause. */
  record: string;
  invoice?: Ref;
  order?: Ref;
  projectId?: number;
  /** What was billed too much is settled by credit notes of the invoice: of this order line, or of any. */
  credit?: { orderLineId?: number };
}

export interface Asked {
  today: Day;
  /** What the rules would bill today of work up to today. */
  open: readonly Part[];
  /** Days that freed or forgotten work may wait for the next billing run. */
  waitDays: number;
}

/** One kind of difference: what it is called, and how to find all there are. Nothing healthy may be among them. */
export interface DifferenceKind {
  code: Difference['code'];
  find(ledger: Ledger, asked: Asked): Difference[];
}

interface Told extends Pick<Difference, 'code' | 'what' | 'since' | 'nextStep' | 'detail' | 'record'> {
  amount: Big;
  currency: Currency | undefined;
  order: Order | undefined;
  invoice?: Ref | undefined;
  projectId?: number | undefined;
  severity?: CaseDraft['severity'];
  credit?: NonNullable<Difference['credit']>;
}

/** The salesperson of the order answers for it. One record is one cause, and one case. */
export function difference({
  amount,
  currency,
  order,
  invoice,
  projectId,
  severity = 'high',
  ...told
}: Told): Difference {
  return {
    ...told,
    severity,
    amount: text(amount),
    ...given({ currency: currency?.code, projectId }),
    ...ownedBy(order?.salesperson),
    ...(invoice && { invoice: { id: invoice.id, name: invoice.name } }),
    ...(order && { order: { id: order.id, name: order.name } }),
    caseKey: `${told.code}:${told.record}`,
  };
}

export function differenceCase(found: Difference, today: Day): CaseDraft {
  const { code, severity, detail, record, order, projectId, invoice } = found;
  const about = { kind: 'data-quality', code, severity, detail, record, projectId } as const;
  return caseOf(found, { ...about, orderId: order?.id, invoiceId: invoice?.id }, today);
}

const MOST_LISTED = 20;

/** The records one by one: `2026-03-10 Ann Lee: Workshop`. */
export function listed(
  parts: readonly (Pick<HeldPart, 'date' | 'description'> & { person?: string | undefined })[],
): string {
  const lines = parts.map(({ date, person, description }) => `${date} ${person ? `${person}: ` : ''}${description}`);
  const shown = [...new Set(lines)].toSorted();
  const more = shown.length - MOST_LISTED;
  return [...shown.slice(0, MOST_LISTED), ...(more > 0 ? [`… and ${more} more.`] : [])].join('\n');
}

export const entries = (number: number): string => count(number, 'entry', 'entries');

export const valueOf = (parts: readonly { value?: string }[]): Big => sum(parts.map(({ value = '0' }) => value));

/** `Workshop of 10 Mar 2026`. */
export const named = ({ description, date }: Pick<HeldPart, 'description' | 'date'>): string =>
  `${description || 'work without description'} of ${dayWords(date)}`;
