import type { Finding } from '../verdict.ts';
import type { FindingRule, Proposed } from './finding.ts';
import { adjustedByHand } from './adjusted.ts';
import { exceededPurchaseOrder, expiredPurchaseOrder } from './purchase-order.ts';
import { otherFiscalPosition, taxLeftOut } from './taxes.ts';
import { openExpenses, unapprovedTime } from './waiting-work.ts';

const FINDINGS: readonly FindingRule[] = [
  taxLeftOut,
  otherFiscalPosition,
  expiredPurchaseOrder,
  exceededPurchaseOrder,
  openExpenses,
  unapprovedTime,
  adjustedByHand,
];

export function findingsOn(proposed: Proposed): Finding[] {
  return FINDINGS.flatMap((rule) => rule(proposed));
}
