import type { OdooApi } from '../odoo/api.ts';
import type { Ask } from './ask.ts';
import type { N8n } from './n8n/client.ts';
import type { Settings } from './settings.ts';

/** Where the product is to work, and who is there to be asked. */
export interface Place {
  settings: Settings;
  now: Date;
  /** Odoo as its administrator. */
  odoo(): OdooApi;
  n8n(): N8n;
  /** Undefined where nobody sits at the terminal. */
  ask: Ask | undefined;
  /** Workflows a designer has edited may be overwritten. */
  replace: boolean;
}
