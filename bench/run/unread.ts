import { measured, tell } from '../watch/measured.ts';
import { asked, type Done } from './asked.ts';
import { TIME_FIELDS } from './time-fields.ts';

const { access } = asked();
const [PAGE, AT_ONCE] = [3000, 3];

/** The floor of reading by JSON-2: Odoo's search_read, page beside page, of answers nobody parses. */
tell(
  await measured(async (): Promise<Done> => {
    const ids = JSON.parse(await ask('search', { domain: [['project_id', '!=', false]] })) as number[];
    const starts = Array.from({ length: Math.ceil(ids.length / PAGE) }, (_, at) => at * PAGE).values();
    let done = 0;
    const reader = async () => {
      for (const start of starts) {
        const domain = [['id', 'in', ids.slice(start, start + PAGE)]];
        const text = await ask('search_read', { domain, fields: TIME_FIELDS, load: '' });
        done += text.split('"write_date"').length - 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, reader));
    return { done, steps: {} };
  }),
);

async function ask(method: string, body: Record<string, unknown>): Promise<string> {
  const headers = {
    authorization: `bearer ${access.password}`,
    'x-odoo-database': access.database,
    'content-type': 'application/json',
  };
  const url = `${access.url}/json/2/account.analytic.line/${method}`;
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify({ ...body, order: 'id' }) })).text();
}
