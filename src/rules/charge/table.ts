import { adjustments } from './adjustments.ts';
import { blendedRate } from './blended-rate.ts';
import { caps } from './caps.ts';
import { comesTo } from './comes-to.ts';
import { discounts } from './discounts.ts';
import { expenseLimits } from './expense-limits.ts';
import { expensePrice } from './expense-price.ts';
import { increments } from './increments.ts';
import { multipliers } from './multipliers.ts';
import { purchaseOrders } from './purchase-order.ts';
import { oneFee } from './one-fee.ts';
import { perDiem } from './per-diem.ts';
import { rates } from './rates.ts';
import { retainer } from './retainer.ts';
import type { ChargeStep } from './step.ts';
import { volumeTiers } from './volume-tiers.ts';

/** What agreed terms make of the work to bill, in the order they are asked. To add one, write its file and put it where it belongs. */
export const STEPS: readonly ChargeStep[] = [
  oneFee,
  comesTo,
  rates,
  blendedRate,
  expensePrice,
  perDiem,
  increments,
  multipliers,
  volumeTiers,
  discounts,
  adjustments,
  expenseLimits,
  retainer,
  caps,
  purchaseOrders,
];

/** Steps that say what open work would be worth; the others count what is billed. */
export const VALUING: readonly ChargeStep[] = [
  comesTo,
  rates,
  blendedRate,
  expensePrice,
  increments,
  multipliers,
  discounts,
];
