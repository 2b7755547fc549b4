import type { INodeProperties } from 'n8n-workflow';

import { ALL, CASELESS, operationsOf, parametersOf, resourcesOf, routesOf } from './resources.ts';

export const operations = routesOf(ALL);

export const properties: INodeProperties[] = [
  {
    displayName: 'Resource',
    name: 'resource',
    type: 'options',
    noDataExpression: true,
    options: resourcesOf(ALL),
    default: 'timesheet',
  },
  ...operationsOf(ALL),
  ...parametersOf(ALL),
  {
    displayName: 'Keep Cases',
    name: 'keepCases',
    type: 'boolean',
    displayOptions: { hide: { operation: CASELESS } },
    default: true,
    description: 'Whether to open a case in Odoo for each finding, and to close the cases whose cause is gone',
  },
];
