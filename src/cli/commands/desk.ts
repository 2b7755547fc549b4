import { DESK } from '../beside.ts';
import type { Settings } from '../settings.ts';

/** An administrator's and n8n's own keys are no business of the desk. */
const NOT_FOR_THE_DESK = /^(ODOO_ADMIN|ODOO_READER|ODOO_KEEPER|N8N|DRAFTER)_/;

/** Starts the approval desk in this process, with what is in the settings file. */
export async function desk(settings: Settings): Promise<void> {
  for (const [name, value] of Object.entries(settings.all())) {
    if (!NOT_FOR_THE_DESK.test(name)) process.env[name] = value;
  }
  await import(DESK);
}
