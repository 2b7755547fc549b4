import type { IncomingHttpHeaders } from 'node:http';
import { NoDatabase, SandboxFault } from './faults.ts';

/** One `POST /json/2/<model>/<method>`; what it throws becomes an answer with Odoo's status. */
export interface Json2Call {
  database: string | undefined;
  key: string | undefined;
  model: string;
  method: string;
  args: unknown[];
  kwargs: Record<string, unknown>;
}

export type Json2 = (call: Json2Call) => unknown;

/** The order in which `execute` wants the named arguments; of other methods, the ids alone. */
const POSITIONS: Record<string, string[]> = {
  search_read: ['domain'],
  search: ['domain'],
  search_count: ['domain'],
  formatted_read_group: ['domain', 'groupby', 'aggregates'],
  fields_get: ['allfields'],
  context_get: [],
  create: ['vals_list'],
  read: ['ids', 'fields'],
  write: ['ids', 'vals'],
};

/** As Odoo's dispatcher answers: status, type and body. */
export function answerJson2(json2: Json2, path: string, headers: IncomingHttpHeaders, body: string) {
  const [, , , model = '', method = ''] = path.split('/').map(decodeURIComponent);
  try {
    const { context = {}, ...named } = JSON.parse(body) as Record<string, unknown>;
    const names = POSITIONS[method] ?? ['ids'];
    const kwargs = Object.fromEntries(Object.entries(named).filter(([name]) => !names.includes(name)));
    const result = json2({
      database: headers['x-odoo-database'] as string | undefined,
      key: /^bearer (.+)$/i.exec(headers.authorization ?? '')?.[1],
      model,
      method,
      args: names.map((name) => named[name]),
      kwargs: { context, ...kwargs },
    });
    // Records that were made are answered as a list of ids, however few.
    return json(200, method === 'create' ? [result].flat() : result);
  } catch (error) {
    if (error instanceof NoDatabase) return { status: 404, type: 'text/html', text: NOT_FOUND };
    const { faultCode, message } = error instanceof SandboxFault ? error : { faultCode: 1, message: String(error) };
    const [status, name] = EXCEPTIONS[faultCode] ?? [500, 'builtins.Exception'];
    const debug = error instanceof SandboxFault ? message : String((error as Error).stack);
    return json(status, { name, message, arguments: [message], context: {}, debug });
  }
}

const EXCEPTIONS: Record<number, [status: number, name: string]> = {
  2: [422, 'odoo.exceptions.UserError'],
  3: [401, 'werkzeug.exceptions.Unauthorized'],
  4: [403, 'odoo.exceptions.AccessError'],
};

const NOT_FOUND = '<h1>Not Found</h1>\n<p>No database is selected and the requested URL was not found.</p>\n';

const json = (status: number, value: unknown) => ({
  status,
  type: 'application/json; charset=utf-8',
  text: JSON.stringify(value, (_, member: unknown) => member ?? null),
});
