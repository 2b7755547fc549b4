import { isDeepStrictEqual } from 'node:util';
import { REFUSED } from '../src/billing/refusals.ts';
import type { Domain, OdooApi, Row } from '../src/odoo/api.ts';
import type { Slice } from './slices.ts';

const MOMENT = 'the moment it happened';
const HASH = 'a hash over ids';
const CONTENT = 'full of ids; what it is about is compared field by field';

/** What two months that went alike may differ in, by model, and why. All other stored fields are compared. */
export const LEFT_OUT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '*': { create_date: MOMENT, write_date: MOMENT, access_token: 'random' },
  'sale.order': { date_order: 'the moment it was confirmed' },
  'account.move': { sequence_number: 'counted up over all customers', x_billing_key: HASH },
  x_billing_part: { x_counted_with: HASH },
  x_billing_decision: { x_content: CONTENT, x_fingerprint: HASH },
  x_billing_audit: {
    x_at: MOMENT,
    x_content: HASH,
    x_version: CONTENT,
    x_hash: HASH,
    x_previous: HASH,
    x_record: 'all other fields once more, with ids and moments',
  },
  'mail.message': { date: MOMENT, message_id: 'random' },
};

/** What is compared by something else than its value, because months that went alike differ in it. */
export const COMPARED_AS: Readonly<Record<string, string>> = {
  'ids, in fields and in texts':
    'the place of the record in its month; of a record that is not compared, the id itself',
  'lists of records that are not compared': 'how many there are',
  'names of customers, orders and projects': 'what they are called in every month',
  'numbers of invoices and of agreements': 'without the count, which goes over all customers',
  'account.move.line.analytic_distribution': 'its shares, without the accounts',
  'closed cases of refused drafts':
    'nothing: whoever comes second is refused what the first has drafted, and the next run closes the case',
  'links in notes': 'without the id of the record they lead to',
};

/** What a run leaves in Odoo of one slice: a row a record, in words that are the same in every slice. */
export type State = Record<string, Row[]>;

interface Field {
  type: string;
  relation?: string;
  store: boolean;
}

/** Reads states. Fields and their types are asked for once. */
export function stateReader(admin: OdooApi): (slice: Slice) => Promise<State> {
  const known = new Map<string, Promise<Record<string, Field>>>();
  const fieldsOf = (model: string) => {
    const asked =
      known.get(model) ??
      (admin.call(model, 'fields_get', [], { attributes: ['type', 'relation', 'store'] }) as Promise<
        Record<string, Field>
      >);
    known.set(model, asked);
    return asked;
  };

  return async (slice) => {
    const labels = new Map<string, string>();
    const label = (model: string, ids: number[]) =>
      ids.forEach((id, at) => labels.set(`${model},${id}`, `${model}#${at}`));
    label('sale.order', slice.orderIds);
    label('res.partner', slice.customerIds);
    label('project.project', slice.projectIds);
    label('account.analytic.line', slice.timeIds);
    label('project.milestone', slice.milestoneIds);

    const state: State = {};
    const raw = new Map<string, Row[]>();
    const read = async (model: string, domain: Domain, order = 'id'): Promise<number[]> => {
      const fields = Object.entries(await fieldsOf(model))
        .filter(([name, { store }]) => store && !isLeftOut(model, name))
        .map(([name]) => name);
      const rows = await admin.searchRead(model, domain, { fields, order, archived: true });
      raw.set(model, rows);
      const ids = rows.map(({ id }) => id as number);
      label(model, ids);
      return ids;
    };

    const ofOrders: Domain = [['order_id', 'in', slice.orderIds]];
    await read('sale.order', [['id', 'in', slice.orderIds]]);
    await read('sale.order.line', ofOrders);
    await read('account.analytic.line', [['id', 'in', slice.timeIds]]);
    await read('project.milestone', [['id', 'in', slice.milestoneIds]]);
    const moves = await read(
      'account.move',
      [['invoice_line_ids.sale_line_ids.order_id', 'in', slice.orderIds]],
      'invoice_origin, id',
    );
    await read('account.move.line', [['move_id', 'in', moves]], 'move_id, sequence, id');
    await read('x_billing_proposal', [['x_move_id', 'in', moves]], 'x_move_id, id');
    await read(
      'x_billing_part',
      [['x_order_id', 'in', slice.orderIds]],
      'x_model, x_record_id, x_verdict, x_quantity, id',
    );
    const cases = await read(
      'x_billing_case',
      [['x_order_id', 'in', slice.orderIds], '|', ['x_state', '=', 'open'], ['x_code', '!=', REFUSED]],
      'x_key, id',
    );
    const decisions = await read('x_billing_decision', [['x_move_id', 'in', moves]], 'x_move_id, id');
    await read('x_billing_audit', [['x_invoice', 'in', moves]], 'x_invoice, x_number, id');
    await read('mail.activity', [
      ['res_model', '=', 'x_billing_case'],
      ['res_id', 'in', cases],
    ]);
    await read(
      'mail.message',
      [
        ['model', '=', 'account.move'],
        ['res_id', 'in', moves],
      ],
      'res_id, id',
    );
    await read('x_billing_event', [
      '|',
      '&',
      ['x_model', '=', 'account.move'],
      ['x_record_id', 'in', moves],
      '|',
      '&',
      ['x_model', '=', 'x_billing_case'],
      ['x_record_id', 'in', cases],
      '&',
      ['x_model', '=', 'x_billing_decision'],
      ['x_record_id', 'in', decisions],
    ]);

    for (const [model, rows] of raw) {
      const fields = await fieldsOf(model);
      const told = rows.map((row) => inWords(model, row, fields, labels, slice));
      state[model] = told.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    }
    return state;
  };
}

const isLeftOut = (model: string, field: string): boolean =>
  field in (LEFT_OUT['*'] ?? {}) || field in (LEFT_OUT[model] ?? {});

/** Ids as the place of their record in the slice; a record of nobody's slice keeps its id. */
function inWords(
  model: string,
  row: Row,
  fields: Record<string, Field>,
  labels: Map<string, string>,
  { names }: Slice,
): Row {
  const named = (of: string, id: unknown) => labels.get(`${of},${String(id)}`) ?? id;
  const text = (value: string): string =>
    [...names]
      .reduce((all, [name, place]) => all.replaceAll(name, place), value)
      .replaceAll(/([a-z_]+(?:\.[a-z_]+)+|x_billing_[a-z]+),(\d+)/g, (whole) => labels.get(whole) ?? whole)
      .replaceAll(/\b(INV\/\d{4})\/\d+/g, '$1')
      .replaceAll(/\b(agreement-)\d+/g, '$1')
      .replaceAll(/data-oe-id=\\?"\d+\\?"/g, '')
      .replaceAll(
        /(order|request|requested|approved|move)([-:])(\d+)/g,
        (_whole, word: string, sign: string, id: string) =>
          `${word}${sign}${String(named(word === 'order' ? 'sale.order' : 'account.move', id))}`,
      );
  const about = (row['x_model'] ?? row['model'] ?? row['res_model']) as string;
  const told = Object.entries(row).map(([name, value]): [string, unknown] => {
    const { type = 'integer', relation = '' } = fields[name] ?? {};
    if (name === 'id') return [name, named(model, value)];
    if (name === 'x_invoice') return [name, named('account.move', value)];
    if (name === 'x_decision') return [name, named('x_billing_decision', value)];
    if (['x_record_id', 'res_id'].includes(name)) return [name, named(about, value)];
    if (type === 'many2one') return [name, named(relation, value)];
    // Of records that belong to this one and are not compared themselves, only how many there are.
    if (type === 'one2many')
      return [name, (value as number[]).map((id) => labels.get(`${relation},${id}`) ?? '').toSorted()];
    if (type === 'many2many') return [name, (value as number[]).map((id) => named(relation, id)).toSorted()];
    if (name === 'analytic_distribution') return [name, Object.values(value ?? {})];
    return [name, typeof value === 'string' ? text(value) : value];
  });
  return Object.fromEntries(told);
}

export interface Comparison {
  /** What differs, a line each. */
  unlike: string[];
  /** Entries and milestones that live invoices hold more of than they should, and less of. */
  twice: number;
  lost: number;
}

export function compare(expected: State, found: State): Comparison {
  const unlike = Object.keys(expected).flatMap((model) => {
    const [before = [], after = []] = [expected[model], found[model]];
    if (before.length !== after.length) {
      const strange = after.filter((row) => !before.some((each) => isDeepStrictEqual(each, row)));
      return [`${model}: ${after.length} instead of ${before.length}`, ...strange.map((row) => JSON.stringify(row))];
    }
    return before.flatMap((row, at) =>
      Object.keys(row)
        .filter((field) => !isDeepStrictEqual(row[field], after[at]?.[field]))
        .map(
          (field) =>
            `${model}.${field}: ${JSON.stringify(after[at]?.[field])} instead of ${JSON.stringify(row[field])}`,
        ),
    );
  });
  const [wanted, held] = [billed(expected), billed(found)];
  const records = [...new Set([...wanted.keys(), ...held.keys()])];
  const over = records.map((record) => (held.get(record) ?? 0) - (wanted.get(record) ?? 0));
  return { unlike, twice: over.filter((more) => more > 1e-9).length, lost: over.filter((more) => more < -1e-9).length };
}

/** How much of each entry and milestone live invoices hold, by its place in the slice. */
function billed(state: State): Map<string, number> {
  const moves = (state['account.move'] ?? []).filter((move) => move['state'] !== 'cancel');
  const live = new Set(moves.map(({ id }) => id));
  const held = new Map<string, number>();
  for (const part of state['x_billing_part'] ?? []) {
    if (part['x_verdict'] !== 'bill' || !live.has(part['x_move_id'] as never)) continue;
    const record = String(part['x_record_id']);
    held.set(record, (held.get(record) ?? 0) + Number(part['x_quantity']));
  }
  return held;
}
