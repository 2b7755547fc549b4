import { NodeConnectionTypes, type IExecuteFunctions, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { evaluateWork } from './evaluateWork.ts';

export class BillingRules implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Billing Rules',
    name: 'billingRules',
    icon: { light: 'file:../../icons/billingRules.svg', dark: 'file:../../icons/billingRules.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: 'approved work → proposals',
    description: 'Decides what becomes of every hour, expense and milestone, and why. Changes nothing.',
    defaults: { name: 'Billing Rules' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main, NodeConnectionTypes.Main],
    outputNames: ['Ready', 'Needs Attention', 'Not Billed'],
    properties: [
      {
        displayName:
          'Connect Odoo Billing → Collect Work. If hours read and hours explained differ, nothing of that order is proposed.',
        name: 'notice',
        type: 'notice',
        default: '',
      },
      {
        displayName: 'Today',
        name: 'today',
        type: 'dateTime',
        default: '={{ $today.toISODate() }}',
        required: true,
        description:
          'The day the rules count from, for deadlines and for terms that begin or end. Set a past day to replay a run.',
      },
    ],
  };

  async execute(this: IExecuteFunctions) {
    return evaluateWork(this);
  }
}
