import type { INodeProperties } from 'n8n-workflow';

import { OPERATIONS, parameters, RESOURCES, routes } from './resources.ts';

export const operations = routes(false);

export const properties: INodeProperties[] = [
  {
    displayName: 'Resource',
    name: 'resource',
    type: 'options',
    noDataExpression: true,
    options: [...RESOURCES],
    default: 'timesheet',
  },
  ...OPERATIONS,
  ...parameters,
  {
    displayName: 'Keep Cases',
    name: 'keepCases',
    type: 'boolean',
    default: true,
    description: 'Whether to open a case in Odoo for each finding, and to close the cases whose cause is gone',
  },
];
