import type { IExecuteFunctions } from 'n8n-workflow';

import type { BillingOdoo } from '../../src/billing/ports.ts';
import type { OdooAccess } from '../../src/odoo/api.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';

export async function connectOdoo(context: IExecuteFunctions): Promise<BillingOdoo> {
  const access = await context.getCredentials<OdooAccess & Record<string, string>>('odooBillingApi');
  return createBillingOdoo(connectXmlRpc(access), access.url);
}
