import { NodeConnectionTypes, type IExecuteFunctions, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { listSearch } from '../shared/listSearch.ts';
import { odooBillingApiTest } from '../shared/odooTest.ts';
import { route, SUBTITLE } from '../shared/route.ts';
import { operations, properties } from './operations.ts';

/**
 * What of billing an AI agent may use: it reads, and has no operation that drafts, decides or posts.
 *
 * A node of its own, because `usableAsTool` holds for a whole node: n8n lets an agent call such a node with parameters of
 * its own choosing, under the node's own type as well as under the tool's, so a refusal at run time would not do.
 */
export class OdooBillingLookup implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Odoo Billing Lookup',
    name: 'odooBillingLookup',
    icon: { light: 'file:../../icons/odooBilling.svg', dark: 'file:../../icons/odooBilling.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: SUBTITLE,
    description: 'Looks up what would be billed and why, what waits and what is drafted. Changes nothing in Odoo.',
    defaults: { name: 'Odoo Billing Lookup' },
    usableAsTool: true,
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
