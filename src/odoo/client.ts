import type { ReadAlong } from './along.ts';
import type { Domain, OdooApi, OdooCall, ReadOptions, Row } from './api.ts';
import { OdooError } from './errors.ts';
import { givenTo } from './given.ts';
import { type PageOptions, readAll, type Reader } from './pages.ts';
import type { Limits, Transport } from './transport.ts';
import { idOf } from './xml-id.ts';

export interface ClientOptions {
  /** For every single request, instead of 60 s for a read and 300 s for a write. */
  timeoutMs?: number;
  /** Rows per request. Beyond 5,000 a server with workers cuts slow readers off. */
  pageSize?: number;
  /** Told of every call when it ended. */
  onCall?: (call: OdooCall) => void;
  /** How often a failed read is tried again. Writes never are. */
  retries?: number;
}

export const limitsOf = ({ timeoutMs, retries = 2, onCall }: ClientOptions): Limits => ({
  ...(onCall && { onCall }),
  readTimeoutMs: timeoutMs ?? 60_000,
  writeTimeoutMs: timeoutMs ?? 300_000,
  retries,
});

const ADDON = 'billing_automation';
const INSTALL = 'Install or upgrade the billing add-on.';

/** Uses `search_read`, `search`, `search_count`, `formatted_read_group`, `fields_get` and `ir.actions.server.run`. */
export function openClient(odoo: Transport, { pageSize = 3_000 }: ClientOptions): OdooApi {
  const actionIds = new Map<string, Promise<number>>();

  const searchRead = (model: string, domain: Domain, read: ReadOptions): Promise<Row[]> =>
    readAll(readerOf(model), domain, read, pageSize);

  function readerOf(model: string): Reader {
    const page = async (part: Domain, asked: PageOptions) =>
      (await odoo.read(model, 'search_read', [part], asked)) as Row[];
    return {
      page,
      pageOfMany: async (part, asked) => (await asText(model, part, asked)) ?? page(part, asked),
      ids: async (part, asked) => (await odoo.read(model, 'search', [part], asked)) as number[],
    };
  }

  let textIsGiven: boolean | undefined;

  /**
   * Of many rows, a parser of XML takes most of the time: by XML-RPC each page of them comes as one text, where the add-on is
   * there and gives it to whoever asks.
   */
  async function asText(model: string, domain: Domain, page: PageOptions): Promise<Row[] | undefined> {
    textIsGiven ??= (await odoo.protocol()) === 'xml-rpc';
    if (!textIsGiven) return undefined;
    const { fields, order, limit, load = '_classic_read', context } = page;
    const archived = context !== undefined;
    const asked = { model, domain, fields, order, limit, load, archived } satisfies ReadAlong;
    try {
      const id = await actionId('action_read');
      const name = `${model}.search_read`;
      const { rows } = (await odoo.read('ir.actions.server', 'run', [[id]], { context: givenTo(asked) }, name)) as {
        rows: string;
      };
      return JSON.parse(rows) as Row[];
    } catch (error) {
      if (!(error instanceof OdooError && ['addon', 'access'].includes(error.code))) throw error;
      textIsGiven = false;
      return undefined;
    }
  }

  async function findAction(action: string): Promise<number> {
    const id = await idOf({ searchRead }, 'ir.actions.server', action);
    if (id === undefined) throw new OdooError('addon', `Odoo has no action ${ADDON}.${action}.`, INSTALL);
    return id;
  }

  /** Found once; a failed search is not remembered. */
  function actionId(action: string): Promise<number> {
    const known = actionIds.get(action);
    if (known) return known;
    const found = findAction(action);
    actionIds.set(action, found);
    found.catch(() => actionIds.delete(action));
    return found;
  }

  return {
    server: odoo.server,
    protocol: () => odoo.protocol(),
    version: () => odoo.version(),
    searchRead,
    searchCount: async (model, domain) => (await odoo.read(model, 'search_count', [domain])) as number,
    async readGroup(model, domain, groupby, aggregates, having) {
      const args = [domain, groupby, aggregates];
      const groups = (await odoo.read(model, 'formatted_read_group', args, having && { having })) as Row[];
      return groups.map(({ __extra_domain: _, ...group }) => group);
    },
    fieldsGet: async (model, fields = []) =>
      (await odoo.read(model, 'fields_get', [fields], { attributes: ['type', 'string'] })) as Awaited<
        ReturnType<OdooApi['fieldsGet']>
      >,
    async runAction(action, payload) {
      const id = await actionId(action);
      const name = `${ADDON}.${action}`;
      const answer = await odoo.write('ir.actions.server', 'run', [[id]], { context: givenTo(payload) }, name);
      if (answer !== undefined) return answer;
      const message = `The action ${name} was carried out, but its answer holds a None.`;
      throw new OdooError('schema', message, INSTALL);
    },
    call: (model, method, args, kwargs) => odoo.write(model, method, args, kwargs),
  };
}
