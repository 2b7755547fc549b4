import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
} from 'n8n-workflow';

import { billingDeskApiTest } from '../shared/deskTest.ts';
import { route } from '../shared/route.ts';
import { operations, properties } from './operations.ts';
import { channelOptions } from './request/channels.ts';
import { requestAndWait } from './request/createAndWait.ts';
import { outputs } from './request/outputs.ts';
import { resume, webhooks } from './request/resume.ts';

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
    description: 'Asks people to approve invoices: many without waiting, or one and waits for the decision',
    defaults: { name: 'Billing Approval' },
    inputs: [NodeConnectionTypes.Main],
    outputs,
    credentials: [{ name: 'billingDeskApi', required: true, testedBy: 'billingDeskApiTest' }],
    webhooks,
    properties,
  };

  methods = { credentialTest: { billingDeskApiTest }, loadOptions: { channelOptions } };

  async execute(this: IExecuteFunctions) {
    const waits = this.getNodeParameter('operation', 0) === 'createAndWait';
    return waits ? requestAndWait(this) : [await route(this, operations)];
  }

  /** Somebody calls the execution that waits. */
  async webhook(this: IWebhookFunctions) {
    return resume(this);
  }
}
