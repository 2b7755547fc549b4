import { collections } from './collections.ts';
import { delayedApprovals } from './delayed-approvals.ts';
import { milestones } from './milestones.ts';
import { missingTimesheets } from './missing-timesheets.ts';
import { reconcile } from './reconcile.ts';
import { ruleDrift } from './rule-drift.ts';
import { runningOut } from './running-out.ts';
import { staleWip } from './stale-wip.ts';
import { stuckInvoices } from './stuck-invoices.ts';
import type { Watch } from './watch.ts';

/** All watches, by the name they are run by. */
export const WATCHES: readonly Watch[] = [
  missingTimesheets,
  staleWip,
  delayedApprovals,
  stuckInvoices,
  milestones,
  runningOut,
  reconcile,
  ruleDrift,
  collections,
];
