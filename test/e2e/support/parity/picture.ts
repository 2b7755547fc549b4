import { NOT_READ } from './differences.ts';
import type { Domain, OdooApi, Row } from '../../../../src/odoo/api.ts';

/** What an order has become, with every field Odoo shows: records by a name both sides can share. */
export type Picture = Record<string, Record<string, unknown>>;

interface Field {
  type: string;
  relation?: string;
}

/** Models whose new records have other ids on either side: they are named by their place in the picture. */
const MADE = [
  'account.move',
  'account.move.line',
  'account.analytic.line',
  'account.partial.reconcile',
  'account.full.reconcile',
  'mail.message',
  'mail.followers',
  'sale.order.line',
];

/** The highest id of each model at the moment of copying: what is above was made by one side alone. */
export async function marks(api: OdooApi): Promise<Map<string, number>> {
  const highest = await Promise.all(
    MADE.map(async (model): Promise<[string, number]> => {
      const [row] = await api.searchRead(model, [], { fields: ['id'], order: 'id desc', limit: 1 });
      return [model, Number(row?.id ?? 0)];
    }),
  );
  return new Map(highest);
}

export function pictures(api: OdooApi, before: Map<string, number>) {
  const schemas = new Map<string, Promise<Record<string, Field>>>();

  async function schema(model: string): Promise<Record<string, Field>> {
    const found =
      schemas.get(model) ??
      (api.call(model, 'fields_get', [[], ['type', 'relation']]) as Promise<Record<string, Field>>);
    schemas.set(model, found);
    return found;
  }

  async function all(model: string, domain: Domain, order: string): Promise<Row[]> {
    const fields = Object.entries(await schema(model)).filter(
      ([name, { type }]) => !NOT_READ.some(({ fields }) => fields.test(type) || fields.test(name)),
    );
    return api.searchRead(model, domain, { fields: fields.map(([name]) => name), order, archived: true });
  }

  /** Each order with its lines and work, and every invoice of it, by the order's id. */
  return async function picture(orderIds: number[]): Promise<Map<number, Picture>> {
    const orders = await all('sale.order', [['id', 'in', orderIds]], 'id');
    const orderLines = await all('sale.order.line', [['order_id', 'in', orderIds]], 'sequence, id');
    const lineIds = orderLines.map(({ id }) => id);
    const invoiceIds = orders.flatMap((order) => order.invoice_ids as number[]);
    const invoices = await all('account.move', [['id', 'in', invoiceIds]], 'id');
    const invoiceLines = await all('account.move.line', [['move_id', 'in', invoiceIds]], 'id');
    const time = await all('account.analytic.line', [['so_line', 'in', lineIds]], 'id');
    const milestones = await all('project.milestone', [['sale_line_id', 'in', lineIds]], 'id');
    const expenses = await all('hr.expense', [['sale_order_id', 'in', orderIds]], 'id');

    const shown = new Map<number, Picture>();
    for (const order of orders) {
      const own = orderLines.filter((line) => line.order_id === order.id);
      const ofOwn = (field: string) => (row: Row) => own.some(({ id }) => id === row[field]);
      const bills = invoices.filter(({ id }) => (order.invoice_ids as number[]).includes(id as number));
      const rows: Named[] = [
        ['sale.order', 'order', order],
        ...named('sale.order.line', 'order line', own),
        ...named('account.move', 'invoice', bills),
        ...bills.flatMap((bill, index) => {
          // Odoo makes tax and payment term lines in no order worth keeping.
          const lines = invoiceLines.filter((line) => line.move_id === bill.id);
          const sorted = lines.toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)));
          return named('account.move.line', `invoice ${index + 1} line`, sorted);
        }),
        ...named('account.analytic.line', 'time', time.filter(ofOwn('so_line'))),
        ...named('project.milestone', 'milestone', milestones.filter(ofOwn('sale_line_id'))),
        ...named(
          'hr.expense',
          'expense',
          expenses.filter((expense) => expense.sale_order_id === order.id),
        ),
      ];
      shown.set(order.id as number, await asShown(rows));
    }
    return shown;
  };

  /** Records under the names they have in the picture, references to others of it by their names. */
  async function asShown(rows: Named[]): Promise<Picture> {
    const names = new Map(rows.map(([model, name, { id }]) => [`${model},${String(id)}`, name]));
    const nameOf = (model: string, id: number): string | number => {
      const made = before.has(model) && id > (before.get(model) ?? 0);
      return names.get(`${model},${String(id)}`) ?? (made ? `a new ${model}` : id);
    };
    const picture: Picture = {};
    for (const [model, name, row] of rows) {
      const fields = await schema(model);
      picture[name] = Object.fromEntries(
        Object.entries(row).map(([field, value]) => {
          const { type, relation } = fields[field] ?? {};
          if (field === 'id') return [field, nameOf(model, Number(value))];
          if (!relation || !value) return [field, value];
          if (type === 'many2one') return [field, nameOf(relation, Number(value))];
          return [field, (value as number[]).map((id) => nameOf(relation, id)).sort()];
        }),
      );
    }
    return picture;
  }
}

type Named = [model: string, name: string, row: Row];

const named = (model: string, kind: string, rows: Row[]): Named[] =>
  rows.map((row, index) => [model, `${kind} ${index + 1}`, row]);

const keyOf = (row: Row): string =>
  JSON.stringify([
    String(row.display_type)
      .replace('product', '0')
      .replace(/line_.*/, '0'),
    String(Number(row.sequence) + 100_000),
    row.date_maturity,
    String(row.name),
    row.balance,
  ]);
