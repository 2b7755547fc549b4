import type {
  IExecuteFunctions,
  IHookFunctions,
  ILoadOptionsFunctions,
  ITriggerFunctions,
  IWebhookFunctions,
} from 'n8n-workflow';

import type { BillingOdoo } from '../../src/billing/ports.ts';
import type { OdooAccess, OdooApi } from '../../src/odoo/api.ts';
import { connectOdoo as open } from '../../src/odoo/connect.ts';
import { createBillingOdoo } from '../../src/odoo/gateway.ts';
import { expiryWarning, keyExpiry } from '../../src/odoo/key-expiry.ts';

/** `odoo`: what billing asks for. `api`: names and ids for pickers. `url`: where people open Odoo, without a slash at its end. */
export interface Connection {
  odoo: BillingOdoo;
  api: OdooApi;
  url: string;
}

type AnyContext = IExecuteFunctions | ILoadOptionsFunctions | IHookFunctions | ITriggerFunctions | IWebhookFunctions;

export async function connect(context: AnyContext): Promise<Connection> {
  const access = await context.getCredentials<OdooAccess & Record<string, string>>('odooBillingApi');
  const api = open(access);
  await hintAtExpiry(context, api, access);
  return { odoo: createBillingOdoo(api, access.url), api, url: access.url.replace(/\/+$/, '') };
}

export async function connectOdoo(context: IExecuteFunctions): Promise<BillingOdoo> {
  return (await connect(context)).odoo;
}

/** Shown above the node's output. Whatever else is wrong with the key, the node's own calls say. */
async function hintAtExpiry(context: AnyContext, api: OdooApi, access: OdooAccess): Promise<void> {
  if (!('addExecutionHints' in context)) return;
  const now = new Date();
  const expiry = await keyExpiry(api, access, now).catch(() => undefined);
  const message = expiryWarning(expiry, now);
  if (message) context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
}
