import type { OdooErrorCode } from './errors.ts';

/** An Odoo search domain: `[['state', '=', 'sale'], '|', …]`. */
export type Domain = (string | [field: string, operator: string, value: unknown])[];

export type Row = Record<string, unknown>;

export interface ReadOptions {
  fields: string[];
  order?: string;
  limit?: number;
  /** Rows to leave out first; for lists shown page by page, with a `limit` of one page. */
  offset?: number;
  /** Archived records too. */
  archived?: boolean;
  /** Many2one values as `[id, name]` instead of a bare id: slower, ask only where a name is shown. */
  names?: boolean;
  /** Likely to be longer than a page: its ids are asked for first, then several pages at a time. */
  many?: boolean;
  /** What becomes of the rows of a page, while the next is on its way. */
  typed?: (page: Row[]) => Row[];
}

/**
 * The one way to Odoo, whatever the protocol. Reads may be retried; nothing else ever is.
 *
 * @throws OdooError with a code that says what to mend
 */
export interface OdooApi {
  /** The address of the server, as it was given. */
  readonly server: string;
  /** What is spoken with this Odoo. Logs in, where that decides it. */
  protocol(): Promise<ProtocolName>;
  /** Server version, e.g. `19.0`. Needs no login. */
  version(): Promise<string>;
  /** Reads all matching rows, page by page. */
  searchRead(model: string, domain: Domain, options: ReadOptions): Promise<Row[]>;
  searchCount(model: string, domain: Domain): Promise<number>;
  /**
   * Odoo's own grouped totals (`formatted_read_group`): rows of groupby values and aggregates by name.
   *
   * @param having which groups alone, by conditions on aggregates
   */
  readGroup(model: string, domain: Domain, groupby: string[], aggregates: string[], having?: Domain): Promise<Row[]>;
  fieldsGet(model: string, fields?: string[]): Promise<Record<string, { type: string; string: string }>>;
  /** Runs an action of the add-on by its XML id (without module), in one transaction, and returns its answer. */
  runAction(action: string, payload: unknown): Promise<unknown>;
  /**
   * Any other method. Counts as a write: never retried. By position come the record ids, or the arguments of `create`,
   * `write`, `load` and the like; all others by name (JSON-2 knows no positions).
   *
   * @returns `undefined` where Odoo did it and its answer is or holds a None
   */
  call(model: string, method: string, args: unknown[], kwargs?: Record<string, unknown>): Promise<unknown>;
}

/** One call over HTTP, tries of reads each for itself. */
export interface OdooCall {
  /** `done`, or the code of the error; `refused` is Odoo's own no. */
  outcome: 'done' | OdooErrorCode;
  seconds: number;
}

export type ProtocolName = 'json-2' | 'xml-rpc';

export interface OdooAccess {
  url: string;
  database: string;
  login: string;
  /** Password or API key. */
  password: string;
  /** `auto`, also where left out: JSON-2 where Odoo offers it and takes the key, else XML-RPC. */
  protocol?: 'auto' | ProtocolName;
}
