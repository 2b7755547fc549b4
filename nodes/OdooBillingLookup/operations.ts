import type { INodeProperties } from 'n8n-workflow';

import { LOOKING, operationsOf, resourcesOf, routesOf } from '../BillingWatch/resources.ts';
import * as dryRun from '../OdooBilling/invoice/dryRun.operation.ts';
import * as getInvoice from '../OdooBilling/invoice/get.operation.ts';
import * as getWaitingInvoices from '../OdooBilling/invoice/getWaiting.operation.ts';
import * as shadow from '../OdooBilling/invoice/shadow.operation.ts';
import type { Operation } from '../shared/route.ts';
import * as findRecords from './record/find.operation.ts';
import * as getBalance from './retainer/getBalance.operation.ts';

/** Operations that read. One that writes has no place here. */
export const operations = {
  invoice: { dryRun, get: getInvoice, getWaiting: getWaitingInvoices, shadow },
  record: { find: findRecords },
  retainer: { getBalance },
  ...routesOf(LOOKING),
} satisfies Record<string, Record<string, Operation>>;

const listOf = (resource: string, options: INodeProperties['options'] & object): INodeProperties => ({
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  displayOptions: { show: { resource: [resource] } },
  options,
  default: (options[0] as { value: string }).value,
});

export const properties: INodeProperties[] = [
  {
    displayName: 'Resource',
    name: 'resource',
    type: 'options',
    noDataExpression: true,
    options: [
      { name: 'Invoice', value: 'invoice' },
      { name: 'Record', value: 'record', description: 'A company, customer, project, sales order or agreement' },
      { name: 'Retainer', value: 'retainer', description: 'What was paid ahead, and what draws on it' },
      ...resourcesOf(LOOKING),
    ].toSorted((a, b) => a.name.localeCompare(b.name)),
    default: 'invoice',
  },
  listOf('invoice', [
    {
      name: 'Dry Run',
      value: 'dryRun',
      action: 'Dry run to see what would be drafted and why',
      description: 'Show the drafts to be, what waits and why, changing nothing in Odoo',
    },
    {
      name: 'Get',
      value: 'get',
      action: 'Get an invoice',
      description: 'Read an invoice with lines, findings and decision',
    },
    {
      name: 'Get Many Waiting',
      value: 'getWaiting',
      action: 'Get many drafts waiting for a decision',
      description: 'List the drafts nobody has decided on as they stand',
    },
    {
      name: 'Shadow Month',
      value: 'shadow',
      action: 'Compare a month with what was billed by hand',
      description: 'Bill a past month beside finance and say where the two differ, changing nothing in Odoo',
    },
  ]),
  listOf('record', [
    {
      name: 'Find',
      value: 'find',
      action: 'Find a customer, project, order or agreement',
      description: 'Find the ID of a record by part of its name',
    },
  ]),
  listOf('retainer', [
    {
      name: 'Get Balance',
      value: 'getBalance',
      action: 'Get the balance of a retainer',
      description: 'Explain a retainer’s balance by its movements',
    },
  ]),
  ...operationsOf(LOOKING),
  ...Object.values(operations).flatMap((ofResource) =>
    Object.values(ofResource).flatMap(({ description }) => description),
  ),
];
