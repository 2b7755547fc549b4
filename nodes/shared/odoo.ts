import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';

import type { BillingOdoo } from '../../src/billing/ports.ts';
import type { OdooAccess, OdooApi } from '../../src/odoo/api.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { connectXmlRpc } from '../../src/odoo/xmlrpc.ts';

/** `odoo`: what billing asks for. `api`: names and ids for pickers. `url`: where people open Odoo, without a slash at its end. */
export interface Connection {
  odoo: BillingOdoo;
  api: OdooApi;
  url: string;
}

export async function connect(context: IExecuteFunctions | ILoadOptionsFunctions): Promise<Connection> {
  const access = await context.getCredentials<OdooAccess & Record<string, string>>('odooBillingApi');
  const api = connectXmlRpc(access);
  return { odoo: createBillingOdoo(api, access.url), api, url: access.url.replace(/\/+$/, '') };
}

export async function connectOdoo(context: IExecuteFunctions): Promise<BillingOdoo> {
  return (await connect(context)).odoo;
}
