import {
  NodeConnectionTypes,
  type IHookFunctions,
  type INodeType,
  type INodeTypeDescription,
  type ITriggerFunctions,
  type IWebhookFunctions,
} from 'n8n-workflow';

import { odooBillingApiTest } from '../shared/odooTest.ts';
import { subscribe, unsubscribe } from './listener.ts';
import { properties } from './properties.ts';
import { receiveHint } from './receiveHint.ts';
import { watch } from './watch.ts';

export class OdooBillingTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Odoo Billing Trigger',
    name: 'odooBillingTrigger',
    icon: { light: 'file:../../icons/odooBillingTrigger.svg', dark: 'file:../../icons/odooBillingTrigger.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle: '={{ $parameter["events"].join(", ") }}',
    description: 'Starts the workflow when something happens in Odoo that billing cares about, once for each',
    eventTriggerDescription: 'Waiting for one of the events in Odoo',
    defaults: { name: 'Odoo Billing Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'odooBillingApi', required: true, testedBy: 'odooBillingApiTest' }],
    webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'billing-event' }],
    properties,
  };

  methods = { credentialTest: { odooBillingApiTest } };

  webhookMethods = {
    default: {
      /** Asks anew each time the workflow is switched on: the events wanted may be others. */
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

  async trigger(this: ITriggerFunctions) {
    return watch(this);
  }

  async webhook(this: IWebhookFunctions) {
    return receiveHint(this);
  }
}
