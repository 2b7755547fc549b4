import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Operation } from '../shared/route.ts';
import * as findDrift from './agreement/findDrift.operation.ts';
import * as findRunningOut from './agreement/findRunningOut.operation.ts';
import * as findDelayed from './approval/findDelayed.operation.ts';
import * as findStuck from './approval/findStuck.operation.ts';
import * as sendDigest from './case/sendDigest.operation.ts';
import * as findStuckCollections from './collection/findStuck.operation.ts';
import * as listPriorities from './collection/listPriorities.operation.ts';
import * as sendReminders from './collection/sendReminders.operation.ts';
import * as findLate from './milestone/findLate.operation.ts';
import * as findDifferences from './reconciliation/findDifferences.operation.ts';
import * as findMissing from './timesheet/findMissing.operation.ts';
import * as remind from './timesheet/remind.operation.ts';
import * as findStale from './workInProgress/findStale.operation.ts';

interface Resource<Runs extends Operation> extends INodePropertyOptions {
  value: string;
  operations: (INodePropertyOptions & { value: string; runs: Runs })[];
}

/** With what runs it; `look` only reads. */
type Watched = Resource<Operation & { look: Operation['execute'] }>;

/** What is watched, by name. */
const WATCHED: readonly Watched[] = [
  {
    name: 'Agreement',
    value: 'agreement',
    description: 'Caps, retainers, purchase orders, prepaid hours and the terms themselves',
    operations: [
      {
        name: 'Find Rule Drift',
        value: 'findDrift',
        action: 'Find work billed under superseded terms',
        description: 'Find what was billed under terms that hold no more for its day, with the difference in money',
        runs: findDrift,
      },
      {
        name: 'Find Running Out',
        value: 'findRunningOut',
        action: 'Find terms that are running out',
        description: 'Find what is used up or ends soon, with the day it will',
        runs: findRunningOut,
      },
    ],
  },
  {
    name: 'Approval',
    value: 'approval',
    operations: [
      {
        name: 'Find Delayed',
        value: 'findDelayed',
        action: 'Find delayed approvals',
        description: 'Find time, expenses, milestones and invoices that wait for approval too long',
        runs: findDelayed,
      },
      {
        name: 'Find Stuck Invoices',
        value: 'findStuck',
        action: 'Find invoices stuck after approval',
        description: 'Find invoices that are approved and not posted, or posted and not sent',
        runs: findStuck,
      },
    ],
  },
  {
    name: 'Collection',
    value: 'collection',
    description: 'Invoices that were sent: payments, promises, disputes and reminders',
    operations: [
      {
        name: 'Find Stuck',
        value: 'findStuck',
        action: 'Find collections that are stuck',
        description: 'Find broken promises, late disputes, reminders not delivered and messages nobody answered',
        runs: findStuckCollections,
      },
    ],
  },
  {
    name: 'Milestone',
    value: 'milestone',
    operations: [
      {
        name: 'Find Late',
        value: 'findLate',
        action: 'Find late milestones',
        description: 'Find milestones reached and not invoiced, and past their deadline and not reached',
        runs: findLate,
      },
    ],
  },
  {
    name: 'Reconciliation',
    value: 'reconciliation',
    description: 'Invoices against the records of the work they bill',
    operations: [
      {
        name: 'Find Differences',
        value: 'findDifferences',
        action: 'Find invoices that are not what was worked',
        description: 'Find what is unbilled, billed twice, changed or deleted since, or billed at another amount',
        runs: findDifferences,
      },
    ],
  },
  {
    name: 'Timesheet',
    value: 'timesheet',
    operations: [
      {
        name: 'Find Missing',
        value: 'findMissing',
        action: 'Find missing timesheets',
        description: 'Compare entered hours with the working calendar, per person and week',
        runs: findMissing,
      },
    ],
  },
  {
    name: 'Work in Progress',
    value: 'workInProgress',
    description: 'Work done and on no invoice',
    operations: [
      {
        name: 'Find Stale',
        value: 'findStale',
        action: 'Find stale work in progress',
        description: 'Find work that has waited too long to be billed',
        runs: findStale,
      },
    ],
  },
];

/** What the desk tells people of it; Billing Watch alone can. */
const TOLD: readonly Resource<Operation>[] = [
  {
    name: 'Case',
    value: 'case',
    description: 'What can’t be billed, is stuck or failed',
    operations: [
      {
        name: 'Send Digest',
        value: 'sendDigest',
        action: 'Send a digest of open cases',
        description: 'Tell a channel or mail list what is open, new, overdue and blocking, once a day',
        runs: sendDigest,
      },
    ],
  },
  {
    name: 'Timesheet',
    value: 'timesheet',
    operations: [
      {
        name: 'Remind',
        value: 'remind',
        action: 'Remind of missing timesheets',
        description: 'Remind people of missing hours in their own channel, then tell their manager',
        runs: remind,
      },
    ],
  },
];

/** Who owes, and what they are told of it: it keeps no cases. */
const COLLECTED: readonly Resource<Operation>[] = [
  {
    name: 'Collection',
    value: 'collection',
    operations: [
      {
        name: 'List Priorities',
        value: 'listPriorities',
        action: 'List whom to call first',
        description: 'List what is open, the most urgent first, with the reason and the next step',
        runs: listPriorities,
      },
      {
        name: 'Send Reminders',
        value: 'sendReminders',
        action: 'Send payment reminders',
        description: 'Send what is due of the reminders set up and switched on in Odoo, each level of an invoice once',
        runs: sendReminders,
      },
    ],
  },
];

/** What hands over to the desk, by its own credential. */
export const BY_DESK = TOLD.flatMap(({ operations }) => operations.map(({ value }) => value));

const UNKEPT = [...TOLD, ...COLLECTED];

/** What has no cases to keep. */
export const CASELESS = UNKEPT.flatMap(({ operations }) => operations.map(({ value }) => value));

/** All of them, as Billing Watch lists them. */
export const ALL: readonly Resource<Operation>[] = [
  ...WATCHED.map((watched) => {
    const more = UNKEPT.filter(({ value }) => value === watched.value).flatMap(({ operations }) => operations);
    return { ...watched, operations: [...watched.operations, ...more] };
  }),
  ...UNKEPT.filter(({ value }) => !WATCHED.some((watched) => watched.value === value)),
].toSorted((a, b) => a.name.localeCompare(b.name));

/** What there is to choose from. */
export const resourcesOf = (all: readonly Resource<Operation>[]): INodePropertyOptions[] =>
  all.map(({ operations: _, ...resource }) => resource);

/** The list of operations of each. */
export const operationsOf = (all: readonly Resource<Operation>[]): INodeProperties[] =>
  all.map(({ value, operations }) => ({
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: [value] } },
    options: operations.map(({ runs: _, ...operation }) => operation),
    default: operations[0]?.value ?? '',
  }));

/** What runs them, and the parameters they have. */
export const routesOf = (all: readonly Resource<Operation>[]): Record<string, Record<string, Operation>> =>
  Object.fromEntries(
    all.map(({ value, operations }) => [
      value,
      Object.fromEntries(operations.map(({ value: operation, runs }) => [operation, runs])),
    ]),
  );

/** The same, which only read. */
export const LOOKING: readonly Resource<Operation>[] = WATCHED.map((watched) => ({
  ...watched,
  operations: watched.operations.map(({ runs, ...operation }) => ({
    ...operation,
    runs: { description: runs.description, execute: runs.look },
  })),
}));

export const parametersOf = (all: readonly Resource<Operation>[]): INodeProperties[] =>
  all.flatMap(({ operations }) => operations.flatMap(({ runs }) => runs.description));
