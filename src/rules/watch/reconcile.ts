import type { Big } from 'big.js';
import { exact } from '../../money/decimal.ts';
import type { Day } from '../entry.ts';
import type { Evaluation } from '../verdict.ts';
import type { Found } from './finding.ts';
import { amount } from './reconcile/amount.ts';
import type { Books, Ledger } from './reconcile/books.ts';
import { creditedOf, ledgerOf } from './reconcile/books.ts';
import { cancelled } from './reconcile/cancelled.ts';
import { changed } from './reconcile/changed.ts';
import { deleted } from './reconcile/deleted.ts';
import type { Difference, DifferenceKind } from './reconcile/difference.ts';
import { differenceCase } from './reconcile/difference.ts';
import { freed } from './reconcile/freed.ts';
import { outside } from './reconcile/outside.ts';
import { twice } from './reconcile/twice.ts';
import { unbilled } from './reconcile/unbilled.ts';

/** Every kind of difference between invoices and records of work. To add one: a file, its line here, its cases. */
export const DIFFERENCES: readonly [DifferenceKind, ...DifferenceKind[]] = [
  unbilled,
  cancelled,
  twice,
  outside,
  changed,
  deleted,
  amount,
  freed,
];

export interface Reconciled {
  books: Books;
  /** What the rules make of all open work today. */
  evaluations: readonly Evaluation[];
}

/** Invoices against records of work, both ways. One finding and one case for each cause. */
export function reconcile(
  { books, evaluations }: Reconciled,
  { waitDays }: { waitDays: number },
  today: Day,
): Found<Difference> {
  const ledger = ledgerOf(books);
  const open = evaluations.flatMap(({ parts }) => parts.filter(isOpen));
  const found = DIFFERENCES.flatMap(({ find }) => find(ledger, { today, open, waitDays }));
  const findings = unsettled(ledger, found);
  return { findings, cases: findings.map((found) => differenceCase(found, today)) };
}

/** A credit note over as much of the same order line settles what was billed too much, each cent of it once. */
function unsettled({ invoices }: Ledger, found: Difference[]): Difference[] {
  const left = new Map<string, Big>();
  return found.filter(({ credit, invoice, amount }) => {
    const credited = credit && invoice && invoices.get(invoice.id);
    if (!credited) return true;
    const key = `${credited.id} ${credit.orderLineId}`;
    const has = left.get(key) ?? creditedOf(credited, credit.orderLineId);
    const settles = has.gt(0) && has.gte(exact(amount).minus('0.01'));
    if (settles) left.set(key, has.minus(amount));
    return !settles;
  });
}

/** What fees and releases come to is told by the order line, which invoices alone change. */
export const isOpen = ({ verdict, kind }: Evaluation['parts'][number]): boolean => verdict === 'bill' && kind !== 'fee';
