import { NodeConnectionTypes, type IExecuteFunctions, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { listSearch } from '../shared/listSearch.ts';
import { odooBillingApiTest } from '../shared/odooTest.ts';
import { route, SUBTITLE } from '../shared/route.ts';
import { operations, properties } from './operations.ts';

// Opens and closes cases in Odoo: no tool to hand to a language model.
// eslint-disable-next-line @n8n/community-nodes/node-usable-as-tool
export class BillingWatch implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Billing Watch',
    name: 'billingWatch',
    icon: { light: 'file:../../icons/billingWatch.svg', dark: 'file:../../icons/billingWatch.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: SUBTITLE,
    description: 'Finds what should have been entered, approved, reached, billed or renewed, and was not',
    defaults: { name: 'Billing Watch' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'odooBillingApi', required: true, testedBy: 'odooBillingApiTest' }],
    properties,
  };

  methods = { credentialTest: { odooBillingApiTest }, listSearch };

  async execute(this: IExecuteFunctions) {
    return [await route(this, operations)];
  }
}
