import type { Big } from 'big.js';
import { exact } from '../../money/decimal.ts';
import type { Charge } from './charge.ts';

const ROUND_DOWN = 0;

/** A quantity of the order line's unit in the entry's, cut to the decimals an invoice line keeps. */
export function billedFor({ entry, line }: Pick<Charge, 'entry' | 'line'>, inUnit: Big): Big {
  const cut = inUnit.round(line.unitDigits, ROUND_DOWN);
  return entry.kind === 'time' ? cut.times(exact(line.hoursPerUnit ?? '1')) : cut;
}
