import type { Big } from './big.ts';
import { exact } from './decimal.ts';

const ROUND_DOWN = 0;
/** Odoo's float_round lifts a value by this share, 2^-50, before rounding, so that 0.33499999999999998 counts as the tie 0.335. */
const TIE_TOLERANCE = exact('8.8818e-16');
const MOST_LIFT = Array.from({ length: 8 }, (_, digits) => exact(`1e-${digits + 6}`));

/**
 * Rounds to `digits` decimals, ties away from zero, as Odoo's `float_round` with HALF-UP does.
 *
 * Sums of hours such as 1/3 arrive a hair below a tie that is meant; Odoo rounds those up, and so do we. The lift stays
 * below a millionth of the last digit, so that a large amount is never moved by it, nor any with too few decimals to be so
 * near a tie.
 */
export function roundHalfUp(value: Big, digits: number): Big {
  if (value.decimals < digits + 6) return value.round(digits);
  const cut = value.round(digits, ROUND_DOWN);
  if (cut.eq(value)) return cut;
  const share = value.abs().times(TIE_TOLERANCE);
  const most = mostLift(digits);
  const lift = share.lt(most) ? share : most;
  return value.plus(value.lt(0) ? lift.neg() : lift).round(digits);
}

const mostLift = (digits: number): Big => MOST_LIFT[digits] ?? exact(`1e-${digits + 6}`);
