import type { INodeProperties } from 'n8n-workflow';

import { operations } from './operations.ts';

const operationsOf = (
  resource: string,
  options: INodeProperties['options'] & object,
  initial: string,
): INodeProperties => ({
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  displayOptions: { show: { resource: [resource] } },
  options,
  default: initial,
});

export const resources: INodeProperties[] = [
  {
    displayName: 'Resource',
    name: 'resource',
    type: 'options',
    noDataExpression: true,
    options: [
      { name: 'Case', value: 'case', description: 'An exception somebody has to look at' },
      { name: 'Dispute', value: 'dispute', description: 'What a customer does not agree with on an invoice' },
      { name: 'Invoice', value: 'invoice' },
      { name: 'Verdict', value: 'verdict', description: 'Why a part of work is on no invoice' },
      { name: 'Work', value: 'work', description: 'Time, expenses and milestones to be billed' },
    ],
    default: 'work',
  },
  operationsOf(
    'case',
    [
      {
        name: 'Close Failed Runs',
        value: 'closeFailedRuns',
        action: 'Close the cases of failed runs',
        description: 'Close the cases of runs of this workflow that failed before: this one is good',
      },
      {
        name: 'Close Solved',
        value: 'closeSolved',
        action: 'Close solved cases',
        description: 'Close cases of earlier billing runs about entries and refused drafts, where they are solved',
      },
      {
        name: 'Open',
        value: 'open',
        action: 'Open cases',
        description: 'Put exceptions in Odoo’s case list, one per cause',
      },
      {
        name: 'Open From Failed Run',
        value: 'openFailedRun',
        action: 'Open a case from a failed run',
        description: 'Make what an Error Trigger tells of a technical case, one per workflow and node',
      },
    ],
    'open',
  ),
  operationsOf(
    'dispute',
    [
      {
        name: 'Open',
        value: 'open',
        action: 'Open a dispute',
        description: 'Write down what a customer disputes of an invoice, once; it is not reminded of from then on',
      },
    ],
    'open',
  ),
  operationsOf(
    'invoice',
    [
      {
        name: 'Draft',
        value: 'draft',
        action: 'Draft invoices',
        description: 'Make drafts of proposals, each exactly once',
      },
      {
        name: 'Dry Run',
        value: 'dryRun',
        action: 'Dry run to see what would be drafted and why',
        description: 'Collect and judge work and show its drafts to be, changing nothing in Odoo',
      },
      {
        name: 'Get',
        value: 'get',
        action: 'Get an invoice',
        description: 'Read an invoice with lines, parts and decisions',
      },
      {
        name: 'Get Many Waiting',
        value: 'getWaiting',
        action: 'Get many drafts waiting for a decision',
        description: 'List the drafts nobody has decided on as they stand',
      },
      {
        name: 'Post',
        value: 'post',
        action: 'Post approved invoices',
        description: 'Post drafts that are approved as they stand',
      },
      {
        name: 'Release',
        value: 'release',
        action: 'Release an invoice',
        description: 'Send a posted, approved invoice to its customer, once, by Odoo’s own send',
      },
      {
        name: 'Shadow Month',
        value: 'shadow',
        action: 'Compare a month with what was billed by hand',
        description: 'Bill a past month beside finance and say where the two differ, changing nothing in Odoo',
      },
    ],
    'draft',
  ),
  operationsOf(
    'verdict',
    [
      {
        name: 'Record',
        value: 'record',
        action: 'Record why work is not billed',
        description: 'Write to Odoo why parts are on no invoice',
      },
    ],
    'record',
  ),
  operationsOf(
    'work',
    [
      {
        name: 'Bill',
        value: 'bill',
        action: 'Bill work in one step',
        description: 'Collect, judge and draft at once, for a month that is more than n8n should hold',
      },
      {
        name: 'Collect',
        value: 'collect',
        action: 'Collect work to bill',
        description: 'Read all open work, one item per sales order',
      },
    ],
    'collect',
  ),
  ...Object.values(operations).flatMap((ofResource) =>
    Object.values(ofResource).flatMap(({ description }) => description),
  ),
];
