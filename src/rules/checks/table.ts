import type { Check } from './check.ts';
import { customerCountry } from './customer-country.ts';
import { exchangeRate } from './exchange-rate.ts';
import { fiscalPosition } from './fiscal-position.ts';
import { purchaseOrderNumber } from './purchase-order-number.ts';
import { vatNumber } from './vat-number.ts';

/** All of them are asked. */
export const CHECKS: readonly Check[] = [customerCountry, vatNumber, fiscalPosition, exchangeRate, purchaseOrderNumber];
