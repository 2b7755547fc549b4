import type { OdooAccess } from '../../../src/odoo/api.ts';
import { PASSWORD } from './world.ts';

export const TOKEN = 'a-token-of-the-desk-that-is-long-enough';

/** Of a desk on its own database, in a world's Odoo, with mail where there is a mailbox. */
export const deskSettings = (
  odoo: Pick<OdooAccess, 'url' | 'database'>,
  databaseUrl: string,
  mailbox?: { url: string },
) => ({
  DESK_MODE: 'test',
  DESK_DATABASE_URL: databaseUrl,
  DESK_API_TOKEN: TOKEN,
  ODOO_URL: odoo.url,
  ODOO_DATABASE: odoo.database,
  ODOO_LOGIN: 'robot-desk',
  ODOO_PASSWORD: PASSWORD,
  ...(mailbox && { SMTP_URL: mailbox.url, MAIL_FROM: 'Billing desk <desk@firm.test>' }),
});
