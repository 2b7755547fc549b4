import type { Big } from 'big.js';
import { exact, sum } from '../../money/decimal.ts';
import { roundHalfUp } from '../../money/round.ts';
import type { FeeFacts, OrderLine } from '../entry.ts';
import type { Piece } from './due.ts';
import { netUnit } from './line.ts';

/** A piece that is due, with what of it no invoice holds. */
export interface OpenPiece extends Piece {
  open: Big;
}

/**
 * What is due and not invoiced: all that is due less all that is invoiced, whoever invoiced it. What was invoiced pays for
 * the pieces our own invoices name first, then for the others in order; what was credited is open again.
 */
export function openPieces(pieces: readonly Piece[], invoiced: Big, billed: FeeFacts['billed']): OpenPiece[] {
  const due = pieces.filter((piece) => piece.due);
  if (sum(due.map(({ amount }) => amount)).lte(invoiced)) return [];
  const isBilled = ({ label }: Piece): boolean => billed.includes(label);
  let left = invoiced;
  const open = new Map<Piece, Big>();
  for (const piece of [...due.filter(isBilled), ...due.filter((one) => !isBilled(one))]) {
    const paid = left.lt(piece.amount) ? left : piece.amount;
    left = left.minus(paid);
    open.set(piece, piece.amount.minus(paid));
  }
  return due.map((piece) => ({ ...piece, open: open.get(piece) as Big })).filter((piece) => piece.open.gt(0));
}

/**
 * The quantity of the order line each piece takes, in whole steps of what Odoo keeps; the last piece of a fee takes all
 * that is left. Undefined where the line can't be cut so finely, or has too little left.
 */
export function quantitiesOf(open: readonly OpenPiece[], left: Big, last: boolean, line: OrderLine): Big[] | undefined {
  const step = exact(`1e-${line.unitDigits}`);
  const quantities = open.map((piece) => {
    const near = roundHalfUp(piece.open.div(netUnit(line)), line.unitDigits);
    return near.lt(step) ? step : near;
  });
  const most = last ? left : left.minus(step);
  const beyond = last ? sum(quantities).minus(most) : max(sum(quantities).minus(most), exact('0'));
  const final = quantities.at(-1)?.minus(beyond);
  // Half a step for each piece and each earlier invoice is rounding; more is something else.
  if (!final || final.lte(0)) return undefined;
  return [...quantities.slice(0, -1), final];
}

const max = (a: Big, b: Big): Big => (a.gt(b) ? a : b);
