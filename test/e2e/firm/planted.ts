import { EXPENSES_LATE, INVOICES_LATE, MILESTONES_LATE } from './approvals.ts';
import { DISPUTES_LATE, PROMISES_BROKEN, REMINDERS_FAILED, UNANSWERED } from './collections.ts';
import { DRIFT } from './drift.ts';
import { NOT_INVOICED, OVERDUE } from './milestones.ts';
import { BILLED_TWICE, CANCELLED, CHANGED, DELETED, FREED, OTHER_AMOUNT, UNBILLED } from './reconcile.ts';
import { AGREEMENTS, CAPS, PREPAID, PURCHASE_ORDERS, RETAINERS } from './running-out.ts';
import { STALE_APPROVED, STALE_UNAPPROVED, TIME_LATE } from './stale.ts';
import { NOT_POSTED, NOT_SENT } from './stuck.ts';
import { TIMESHEETS } from './timesheets.ts';

/** Everything that goes wrong in this firm, by kind: at least three of each. */
export const PLANTED = {
  'missing timesheets': TIMESHEETS,
  'stale, approved': STALE_APPROVED,
  'stale, not approved': STALE_UNAPPROVED,
  'time not approved': TIME_LATE,
  'expenses not approved': EXPENSES_LATE,
  'milestones not accepted': MILESTONES_LATE,
  'invoices not decided on': INVOICES_LATE,
  'approved, not posted': NOT_POSTED,
  'posted, not sent': NOT_SENT,
  'milestones reached, not invoiced': NOT_INVOICED,
  'milestones past their deadline': OVERDUE,
  'caps running out': CAPS,
  'retainers running out': RETAINERS,
  'purchase orders running out': PURCHASE_ORDERS,
  'agreements ending': AGREEMENTS,
  'prepaid hours running out': PREPAID,
  'approved, on no invoice': UNBILLED,
  'billed twice': BILLED_TWICE,
  'billed, then changed': CHANGED,
  'billed, then deleted': DELETED,
  'another amount than the work’s': OTHER_AMOUNT,
  'on a cancelled invoice': CANCELLED,
  'linked to no invoice': FREED,
  'billed under superseded terms': DRIFT,
  'promises broken': PROMISES_BROKEN,
  'disputes past their deadline': DISPUTES_LATE,
  'reminders not delivered': REMINDERS_FAILED,
  'customers not answered': UNANSWERED,
};
