import { NodeConnectionTypes, type IExecuteFunctions, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { billingDeskApiTest } from '../shared/deskTest.ts';
import { route } from '../shared/route.ts';
import { operations, properties } from './operations.ts';

// Asks people to decide about money: no tool to hand to a language model.
// eslint-disable-next-line @n8n/community-nodes/node-usable-as-tool
export class BillingApproval implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Billing Approval',
    name: 'billingApproval',
    icon: { light: 'file:../../icons/billingApproval.svg', dark: 'file:../../icons/billingApproval.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
    description: 'Asks people to approve invoices. Does not wait: each decision starts a Billing Decision Trigger.',
    defaults: { name: 'Billing Approval' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'billingDeskApi', required: true, testedBy: 'billingDeskApiTest' }],
    properties,
  };

  methods = { credentialTest: { billingDeskApiTest } };

  async execute(this: IExecuteFunctions) {
    return [await route(this, operations)];
  }
}
