import type { Answer } from '../../odoo/actions.ts';
import type { Env } from '../env.ts';
import type { RowOf } from '../models.ts';
import type { Store } from '../store.ts';

type Facts = Answer<'check_orders'>['orders'][number];

export function checkOrders({ db }: Env, { ids }: { ids: number[] }): { orders: Facts[] } {
  return { orders: ids.map((id) => orderFacts(db, db.get('sale.order', id))) };
}

const joins = (db: Store, order: RowOf<'sale.order'>): Facts['joins'] => [
  { what: 'company', id: order.company_id, name: '' },
  { what: 'customer', id: db.get('res.partner', order.partner_invoice_id).commercial_partner_id, name: '' },
  { what: 'invoice address', id: order.partner_invoice_id, name: '' },
  { what: 'delivery address', id: order.partner_shipping_id, name: '' },
  { what: 'currency', id: order.currency_id, name: '' },
];

/** The sandbox knows one company, one country and no fiscal positions. */
export function orderFacts(db: Store, order: RowOf<'sale.order'>): Facts {
  const { id, name } = db.get('res.partner', order.partner_invoice_id || order.partner_id);
  const facts = {
    id: order.id,
    invoice_to: { id, name },
    country: '',
    vat: '',
    position: '',
    expected: '',
    vat_required: false,
    of_country: false,
    fits: true,
    by_country: false,
    crosses_eu: false,
    joins: joins(db, order),
  };
  const lines = db.where('sale.order.line', (line) => line.order_id === order.id && !line.display_type);
  return {
    ...facts,
    seal: JSON.stringify(facts),
    lines: lines
      .filter(({ is_downpayment }) => !is_downpayment)
      .map((line) => ({
        id: line.id,
        zero: !line.tax_ids.some((tax) => db.get('account.tax', tax).amount !== 0),
        left_out: line.tax_ids.length
          ? ''
          : db
              .get('product.product', line.product_id)
              .taxes_id.map((tax) => db.get('account.tax', tax).name)
              .join(', '),
        others: [],
      })),
  };
}
