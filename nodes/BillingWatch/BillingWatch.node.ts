import { NodeConnectionTypes, type IExecuteFunctions, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { billingDeskApiTest } from '../shared/deskTest.ts';
import { listSearch } from '../shared/listSearch.ts';
import { odooBillingApiTest } from '../shared/odooTest.ts';
import { route, SUBTITLE } from '../shared/route.ts';
import { operations, properties } from './operations.ts';
import { BY_DESK } from './resources.ts';

// Opens and closes cases in Odoo and writes to people: no tool to hand to a language model.
// eslint-disable-next-line @n8n/community-nodes/node-usable-as-tool
export class BillingWatch implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Billing Watch',
    name: 'billingWatch',
    icon: { light: 'file:../../icons/billingWatch.svg', dark: 'file:../../icons/billingWatch.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: SUBTITLE,
    description:
      'Finds what should have been entered, approved, reached, billed or renewed, and was not, and tells people',
    defaults: { name: 'Billing Watch' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [
      {
        name: 'odooBillingApi',
        required: true,
        testedBy: 'odooBillingApiTest',
        displayOptions: { hide: { operation: BY_DESK } },
      },
      {
        name: 'billingDeskApi',
        required: true,
        testedBy: 'billingDeskApiTest',
        displayOptions: { show: { operation: BY_DESK } },
      },
    ],
    properties,
  };

  methods = { credentialTest: { odooBillingApiTest, billingDeskApiTest }, listSearch };

  async execute(this: IExecuteFunctions) {
    return [await route(this, operations)];
  }
}
