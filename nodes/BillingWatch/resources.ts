import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Operation } from '../shared/route.ts';
import * as findDrift from './agreement/findDrift.operation.ts';
import * as findRunningOut from './agreement/findRunningOut.operation.ts';
import * as findDelayed from './approval/findDelayed.operation.ts';
import * as findStuck from './approval/findStuck.operation.ts';
import * as findLate from './milestone/findLate.operation.ts';
import * as findDifferences from './reconciliation/findDifferences.operation.ts';
import * as findMissing from './timesheet/findMissing.operation.ts';
import * as findStale from './workInProgress/findStale.operation.ts';

interface Watched extends INodePropertyOptions {
  value: string;
  /** With what runs it; `look` only reads. */
  operations: (INodePropertyOptions & { value: string; runs: Operation & { look: Operation['execute'] } })[];
}

/** What is watched, as both nodes list it, by name. */
export const WATCHED: readonly Watched[] = [
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

export const RESOURCES: readonly INodePropertyOptions[] = WATCHED.map(({ operations: _, ...resource }) => resource);

/** The list of operations of each. */
export const OPERATIONS: readonly INodeProperties[] = WATCHED.map(({ value, operations }) => ({
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  displayOptions: { show: { resource: [value] } },
  options: operations.map(({ runs: _, ...operation }) => operation),
  default: operations[0]?.value ?? '',
}));

/** What runs them, and the parameters they have. */
export const routes = (lookOnly: boolean): Record<string, Record<string, Operation>> =>
  Object.fromEntries(
    WATCHED.map(({ value, operations }) => [
      value,
      Object.fromEntries(
        operations.map(({ value: operation, runs: { description, execute, look } }) => [
          operation,
          { description, execute: lookOnly ? look : execute },
        ]),
      ),
    ]),
  );

export const parameters: readonly INodeProperties[] = WATCHED.flatMap(({ operations }) =>
  operations.flatMap(({ runs }) => runs.description),
);
