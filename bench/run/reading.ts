import OdooAwait from 'odoo-await';
import { connectOdoo } from '../../src/odoo/connect.ts';
import { readTime } from '../../src/odoo/work/time.ts';
import { measured, tell } from '../watch/measured.ts';
import { asked, type Done } from './asked.ts';
import { TIME_FIELDS } from './time-fields.ts';

const { access } = asked();
const DOMAIN: [string, string, unknown][] = [['project_id', '!=', false]];
const PAGE = 2000;

/** Every timesheet with what billing reads of it: as our client does by the protocol asked for, or page by page with odoo-await where none is. */
const ours = async (): Promise<number> => (await readTime(connectOdoo(access), DOMAIN)).length;

async function peer(): Promise<number> {
  const odoo = new OdooAwait({
    baseUrl: access.url,
    db: access.database,
    username: access.login,
    password: access.password,
  });
  await odoo.connect();
  const rows: unknown[] = [];
  for (;;) {
    const page = { offset: rows.length, limit: PAGE, order: 'id' };
    const next = await odoo.searchRead('account.analytic.line', DOMAIN, TIME_FIELDS, page);
    rows.push(...next);
    if (next.length < PAGE) break;
  }
  return rows.length;
}

tell(await measured(async (): Promise<Done> => ({ done: await (access.protocol ? ours() : peer()), steps: {} })));
