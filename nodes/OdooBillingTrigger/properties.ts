import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { BillingEventKind } from '../../src/billing/events.ts';

const EVENTS: Record<BillingEventKind, Omit<INodePropertyOptions, 'value'>> = {
  'case.opened': { name: 'Case Opened', description: 'Something needs a person' },
  'case.reopened': { name: 'Case Reopened', description: 'The cause of a closed case is back' },
  'decision.recorded': { name: 'Decision Recorded', description: 'An approval or rejection is in Odoo' },
  'draft.made': { name: 'Draft Made', description: 'By a billing run or by hand' },
  'expense.approved': { name: 'Expense Approved', description: 'Odoo re-invoices it once accounting has posted it' },
  'invoice.cancelled': { name: 'Invoice Cancelled', description: 'Its work is free for a new draft' },
  'invoice.disputed': { name: 'Invoice Disputed', description: 'Part or all of it; from then on not reminded of' },
  'invoice.paid': { name: 'Invoice Paid', description: 'In full, or a payment for all of it is registered' },
  'invoice.posted': { name: 'Invoice Posted', description: 'Customer invoices and credit notes, posted by whomever' },
  'invoice.sent': { name: 'Invoice Sent', description: 'Odoo’s records say that an approved invoice has left' },
  'milestone.reached': { name: 'Milestone Reached' },
  'time.approved': { name: 'Time Approved', description: 'Approved for billing with the add-on’s action' },
};

export const properties: INodeProperties[] = [
  {
    displayName:
      'Odoo keeps each event until this workflow has it. A call to the address above only means “look now”: nothing in it is believed, and what it misses the next look finds.',
    name: 'notice',
    type: 'notice',
    default: '',
  },
  {
    displayName: 'Events',
    name: 'events',
    type: 'multiOptions',
    noDataExpression: true,
    required: true,
    options: Object.entries(EVENTS).map(([value, option]) => ({ ...option, value })),
    default: [],
  },
  {
    displayName: 'Start',
    name: 'start',
    type: 'options',
    noDataExpression: true,
    options: [
      { name: 'Once per Event', value: 'each', description: 'One execution, one item: one failure stops one' },
      { name: 'Once for All That Is New', value: 'together', description: 'One execution with an item per event' },
    ],
    default: 'each',
  },
  {
    displayName: 'Look Every (Minutes)',
    name: 'everyMinutes',
    type: 'number',
    noDataExpression: true,
    typeOptions: { minValue: 1, maxValue: 59 },
    default: 1,
    description: 'How often Odoo is asked for events whose hint got lost. With a working hint they start at once.',
  },
];
