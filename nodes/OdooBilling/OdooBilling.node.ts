import { NodeConnectionTypes, type IExecuteFunctions, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { listSearch } from '../shared/listSearch.ts';
import { route, SUBTITLE } from '../shared/route.ts';
import { odooBillingApiTest } from '../shared/odooTest.ts';
import { operations } from './operations.ts';
import { resources } from './resources.ts';

// Drafts and posts invoices: no tool to hand to a language model. Odoo Billing Lookup is one, and only reads.
// eslint-disable-next-line @n8n/community-nodes/node-usable-as-tool
export class OdooBilling implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Odoo Billing',
    name: 'odooBilling',
    icon: { light: 'file:../../icons/odooBilling.svg', dark: 'file:../../icons/odooBilling.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: SUBTITLE,
    description: 'Collects approved work from Odoo, drafts and posts its invoices and keeps its exceptions',
    defaults: { name: 'Odoo Billing' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'odooBillingApi', required: true, testedBy: 'odooBillingApiTest' }],
    properties: resources,
  };

  methods = { credentialTest: { odooBillingApiTest }, listSearch };

  async execute(this: IExecuteFunctions) {
    return [await route(this, operations)];
  }
}
