import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../shared/route.ts';
import * as create from './request/create.operation.ts';
import * as createAndWait from './request/createAndWait.ts';
import * as get from './request/get.operation.ts';

export const operations = { request: { create, get } } satisfies Record<string, Record<string, Operation>>;

export const properties: INodeProperties[] = [
  {
    displayName: 'Resource',
    name: 'resource',
    type: 'options',
    noDataExpression: true,
    options: [{ name: 'Request', value: 'request', description: 'A question to approvers about one invoice' }],
    default: 'request',
  },
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['request'] } },
    options: [
      {
        name: 'Create',
        value: 'create',
        action: 'Request approval',
        description: 'Ask approvers, one request per invoice',
      },
      {
        name: 'Create and Wait',
        value: 'createAndWait',
        action: 'Request approval and wait',
        description: 'Ask approvers about one invoice and go on when they have decided',
      },
      { name: 'Get', value: 'get', action: 'Get a request', description: 'Read what became of a request' },
    ],
    default: 'create',
  },
  ...create.description,
  ...createAndWait.description,
  ...get.description,
];
