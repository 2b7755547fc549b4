import { confirmedOrder } from './confirmed-order.ts';
import type { Gate } from './gate.ts';
import { ownCompany } from './own-company.ts';
import { positiveLine } from './positive-line.ts';
import { somePrice } from './price.ts';

export const GATES: readonly Gate[] = [confirmedOrder, ownCompany, somePrice, positiveLine];
