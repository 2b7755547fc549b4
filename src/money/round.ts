import { Big } from 'big.js';

/** Odoo's float_round lifts a value by this share before rounding, so that 0.33499999999999998 counts as the tie 0.335. */
const TIE_TOLERANCE = new Big(2).pow(-50);

/**
 * Rounds to `digits` decimals, ties away from zero, as Odoo's `float_round` with HALF-UP does.
 *
 * Sums of hours such as 1/3 arrive a hair below a tie that is meant; Odoo rounds those up, and so do we. The lift stays
 * below a millionth of the last digit, so that a large amount is never moved by it.
 */
export function roundHalfUp(value: Big, digits: number): Big {
  const cut = value.round(digits, Big.roundDown);
  if (cut.eq(value)) return cut;
  const share = value.abs().times(TIE_TOLERANCE);
  const most = new Big(`1e-${digits + 6}`);
  const lift = share.lt(most) ? share : most;
  return value.plus(value.lt(0) ? lift.neg() : lift).round(digits, Big.roundHalfUp);
}
