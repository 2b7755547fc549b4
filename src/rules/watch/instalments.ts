import type { Big } from 'big.js';
import type { Day, Milestone, Order, Work } from '../entry.ts';
import { piecesOf } from '../fee/due.ts';
import { fixedFee } from '../fee/fixed-fee.ts';
import { groupBy } from '../group.ts';
import { sum } from '../../money/decimal.ts';
import { termsFor } from '../terms-for.ts';
import { sectionOf } from '../terms/in-force.ts';
import type { Part } from '../verdict.ts';
import type { JudgedPart } from './open-work.ts';

/** What of a fixed fee waits for a milestone that is not reached. */
export interface Awaited {
  milestone: Milestone;
  /** The day it should be reached by. */
  deadline: Day;
  /** What is not due yet of the fee. */
  part: Part;
  order: Order;
  /** Of the instalments that fall due with it. */
  amount: Big;
}

/** Instalments that wait for a milestone with a deadline, also where no order line is the milestone's. */
export function awaitedInstalments(works: readonly Work[], parts: readonly JudgedPart[]): Awaited[] {
  const workOf = new Map(works.flatMap((work) => (work.order ? [[work.order.id, work] as const] : [])));
  const waiting = parts.filter(({ part }) => part.rule === fixedFee.id && part.verdict === 'pending');
  return waiting.flatMap(({ part, entry, order }) => {
    const work = workOf.get(order.id);
    const line = order.lines.find(({ id }) => id === part.orderLineId);
    const found = work && termsFor(work, order)(entry);
    const fee = found && 'terms' in found && found.terms && sectionOf(found.terms, 'fixedFee');
    const pieces = fee && line && piecesOf(fee.section, line, work, order.currency);
    if (!pieces || 'missing' in pieces) return [];
    const open = pieces.filter(({ milestone }) => milestone?.deadline !== undefined && !milestone.reached);
    return [...groupBy(open, ({ milestone }) => milestone?.id).values()].flatMap((own): Awaited[] => {
      const milestone = own[0]?.milestone;
      if (milestone?.deadline === undefined) return [];
      const amount = sum(own.map((piece) => piece.amount));
      return [{ milestone, deadline: milestone.deadline, part, order, amount }];
    });
  });
}
