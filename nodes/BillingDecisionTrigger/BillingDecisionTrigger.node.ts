import {
  NodeConnectionTypes,
  type IHookFunctions,
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
} from 'n8n-workflow';

import { billingDeskApiTest } from '../shared/deskTest.ts';
import { receiveDecision } from './receiveDecision.ts';
import { subscribe, unsubscribe } from './subscription.ts';

export class BillingDecisionTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Billing Decision Trigger',
    name: 'billingDecisionTrigger',
    icon: { light: 'file:../../icons/billingDecision.svg', dark: 'file:../../icons/billingDecision.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle: 'on decision',
    description: 'Starts the workflow when somebody approved or rejected an invoice, once for each decision',
    eventTriggerDescription: 'Waiting for a decision at the approval desk',
    defaults: { name: 'Billing Decision Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'billingDeskApi', required: true, testedBy: 'billingDeskApiTest' }],
    webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'decision' }],
    properties: [
      {
        displayName:
          'The call that starts this node carries only an id. What was decided, and by whom, is asked of the desk.',
        name: 'notice',
        type: 'notice',
        default: '',
      },
    ],
  };

  methods = { credentialTest: { billingDeskApiTest } };

  webhookMethods = {
    default: {
      /** Registers anew each time the workflow is switched on. */
      async checkExists(): Promise<boolean> {
        return false;
      },
      async create(this: IHookFunctions): Promise<boolean> {
        return subscribe(this);
      },
      async delete(this: IHookFunctions): Promise<boolean> {
        return unsubscribe(this);
      },
    },
  };

  async webhook(this: IWebhookFunctions) {
    return receiveDecision(this);
  }
}
