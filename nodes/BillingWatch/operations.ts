import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../shared/route.ts';
import * as findMissing from './timesheet/findMissing.operation.ts';
import * as findStale from './workInProgress/findStale.operation.ts';

export const operations = {
  timesheet: { findMissing },
  workInProgress: { findStale },
} satisfies Record<string, Record<string, Operation>>;

export const properties: INodeProperties[] = [
  {
    displayName: 'Resource',
    name: 'resource',
    type: 'options',
    noDataExpression: true,
    options: [
      { name: 'Timesheet', value: 'timesheet' },
      { name: 'Work in Progress', value: 'workInProgress', description: 'Work done and on no invoice' },
    ],
    default: 'timesheet',
  },
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['timesheet'] } },
    options: [
      {
        name: 'Find Missing',
        value: 'findMissing',
        action: 'Find missing timesheets',
        description: 'Compare entered hours with the working calendar, per person and week',
      },
    ],
    default: 'findMissing',
  },
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['workInProgress'] } },
    options: [
      {
        name: 'Find Stale',
        value: 'findStale',
        action: 'Find stale work in progress',
        description: 'Find work that has waited too long to be billed',
      },
    ],
    default: 'findStale',
  },
  ...findMissing.description,
  ...findStale.description,
  {
    displayName: 'Keep Cases',
    name: 'keepCases',
    type: 'boolean',
    default: true,
    description: 'Whether to open a case in Odoo for each finding, and to close the cases whose cause is gone',
  },
];
