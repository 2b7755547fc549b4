import { alreadyBilled } from './any/already-billed.ts';
import { inPeriod } from './any/in-period.ts';
import { knownLine } from './any/known-line.ts';
import { purchaseOrderNamed } from './any/purchase-order-named.ts';
import { roomOnLine } from './any/room.ts';
import type { EntryKind } from './entry.ts';
import { agreedCategory } from './expense/agreed-category.ts';
import { approvedExpensesOnly } from './expense/approved-only.ts';
import { noDuplicate } from './expense/duplicate.ts';
import { noCustomer } from './expense/no-customer.ts';
import { expenseAtOrderPrice } from './expense/order-price.ts';
import { postedOnly } from './expense/posted-only.ts';
import { receiptAttached } from './expense/receipt.ts';
import { fixedFee } from './fee/fixed-fee.ts';
import { feeNotDrafted } from './fee/not-drafted.ts';
import { holdbackRelease } from './fee/holdback.ts';
import { retainerFee } from './fee/retainer.ts';
import { feeTermsUnclear } from './fee/terms-unclear.ts';
import { acceptanceEvidence } from './milestone/evidence.ts';
import { milestoneOfFixedFee } from './milestone/fixed-fee.ts';
import { milestoneNoOrderLine } from './milestone/no-order-line.ts';
import { milestoneAtOrderPrice } from './milestone/order-price.ts';
import { reachedOnly } from './milestone/reached-only.ts';
import type { Rule } from './rule.ts';
import { approvedOnly } from './time/approved-only.ts';
import { closedTask } from './time/closed-task.ts';
import { hoursInUnit } from './time/hours-in-unit.ts';
import { includedTime } from './time/included.ts';
import { noOrderLine } from './time/no-order-line.ts';
import { timeAtOrderPrice } from './time/order-price.ts';
import { timeOnRetainerLine } from './time/retainer-line.ts';
import { zeroHours } from './time/zero-hours.ts';

/** The rules of each kind of entry, in the order they are asked. To add one, write its file and put it where it belongs. */
export const RULES: Record<EntryKind, readonly Rule[]> = {
  time: [
    alreadyBilled,
    zeroHours,
    noOrderLine,
    knownLine,
    timeOnRetainerLine,
    includedTime,
    inPeriod,
    approvedOnly,
    closedTask,
    hoursInUnit,
    purchaseOrderNamed,
    timeAtOrderPrice,
  ],
  milestone: [
    alreadyBilled,
    milestoneNoOrderLine,
    knownLine,
    milestoneOfFixedFee,
    reachedOnly,
    inPeriod,
    roomOnLine('milestone'),
    acceptanceEvidence,
    purchaseOrderNamed,
    milestoneAtOrderPrice,
  ],
  expense: [
    alreadyBilled,
    noCustomer,
    agreedCategory,
    approvedExpensesOnly,
    inPeriod,
    postedOnly,
    knownLine,
    roomOnLine('expense'),
    receiptAttached,
    noDuplicate,
    purchaseOrderNamed,
    expenseAtOrderPrice,
  ],
  fee: [holdbackRelease, retainerFee, feeTermsUnclear, fixedFee, feeNotDrafted],
};
