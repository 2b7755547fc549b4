import { about, type Kpi, oneOf, within } from './kpi.ts';
import type { InvoiceLife, LifeEvent } from './life.ts';
import { requestsOf } from './requests.ts';

export const firstPass: Kpi = {
  id: 'approval.first-pass',
  name: 'First-pass approval',
  unit: 'percent',
  formula:
    'Of the invoices whose first approval request ended in the period, those it ended for by an approval: neither rejected nor voided by an edit.',
  source: 'The invoices’ records: the first request’s approved, rejected or voided.',
  count: ({ invoices }, period) =>
    requestsOf(invoices).flatMap(({ invoice, number, end }) =>
      number === 0 && end && within(period, end.at) ? [{ ...about(invoice), ...oneOf(end.kind === 'approved') }] : [],
    ),
};

export const straightThrough: Kpi = {
  id: 'approval.straight-through',
  name: 'Straight through',
  unit: 'percent',
  formula: 'Of the approvals of the period, those the policy gave by itself, with nobody asked.',
  source: 'The invoices’ records: approved, and whether by the approval policy in Odoo.',
  count: ({ invoices }, period) =>
    requestsOf(invoices).flatMap(({ invoice, end }) =>
      end?.kind === 'approved' && within(period, end.at)
        ? [{ ...about(invoice), ...oneOf(end.byPolicy === true) }]
        : [],
    ),
};

/** What shows that an approval should not have been given. */
const REGRETS = ['edited', 'rate-override', 'tax-change', 'reset', 'cancelled', 'deleted', 'credited'];

const regretted = ({ events }: InvoiceLife, end: LifeEvent): boolean =>
  events.slice(events.indexOf(end) + 1).some(({ kind }) => REGRETS.includes(kind));

export const falseClear: Kpi = {
  id: 'approval.false-clear',
  name: 'False clear',
  unit: 'percent',
  formula:
    'Of the invoices that went straight through in the period, those that were edited, reset, cancelled or credited since: somebody should have looked.',
  source: 'The invoices’ records: approved by the policy, and what came after.',
  count: ({ invoices }, period) =>
    requestsOf(invoices).flatMap(({ invoice, end }) =>
      end?.kind === 'approved' && end.byPolicy && within(period, end.at)
        ? [{ ...about(invoice), ...oneOf(regretted(invoice, end)) }]
        : [],
    ),
};

/** The time of a step was over: somebody else was asked then, or it was decided after it. */
const LATE = ['escalated', 'overdue'];

export const inTime: Kpi = {
  id: 'approval.in-time',
  name: 'Approvals in time',
  unit: 'percent',
  formula:
    'Of the requests people settled in the period, those each of whose steps was decided before its time was over.',
  source: 'The invoices’ records: approved or rejected, escalated and overdue.',
  count: ({ invoices }, period) =>
    requestsOf(invoices).flatMap(({ invoice, events, end }) =>
      end && end.kind !== 'voided' && !end.byPolicy && within(period, end.at)
        ? [{ ...about(invoice), ...oneOf(!events.some(({ kind }) => LATE.includes(kind))) }]
        : [],
    ),
};

export const latency: Kpi = {
  id: 'decision.latency',
  name: 'Decisions in Odoo within',
  unit: 'seconds',
  formula:
    'Seconds from the moment a person decided until Odoo had it, on average over the decisions that ended a request in the period.',
  source: 'The invoices’ records: approved or rejected by a person; when it was decided, and when the link was made.',
  count: ({ invoices }, period) =>
    requestsOf(invoices).flatMap(({ invoice, end }) => {
      if (!end?.recorded || end.kind === 'voided' || end.byPolicy || !within(period, end.at)) return [];
      const seconds = Math.round((Date.parse(end.recorded) - Date.parse(end.at)) / 1000);
      return [{ ...about(invoice), top: String(seconds), bottom: '1' }];
    }),
};

const BY_HAND = ['edited', 'rate-override', 'tax-change'];

export const correctedByHand: Kpi = {
  id: 'invoice.corrected',
  name: 'Corrected by hand',
  unit: 'percent',
  formula: 'Of the posted invoices of the period, those somebody edited, repriced or taxed otherwise by hand.',
  source: 'Posted invoices by invoice date, and their records: edited, rate-override, tax-change.',
  count: ({ invoices }, period) =>
    invoices.flatMap((invoice) =>
      invoice.kind === 'invoice' && invoice.state === 'posted' && within(period, invoice.day)
        ? [{ ...about(invoice), ...oneOf(invoice.events.some(({ kind }) => BY_HAND.includes(kind))) }]
        : [],
    ),
};
